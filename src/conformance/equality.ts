/** Whether two JSON values are equal, member order aside (JSON Schema 2020-12, 4.2.2). */
export const equal = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => equal(item, b[index]));
  }
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && equal(a[name as never], b[name as never]));
};

/** A text that two JSON values share exactly when they are equal: members sorted by name. */
export const canonical = (value: unknown): string => {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name as never])}`).join(",")}}`;
};

const decimal = (number: number): { digits: bigint; scale: number } => {
  const [mantissa = "0", exponent = "0"] = String(number).toLowerCase().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), scale: fraction.length - Number(exponent) };
};

/** Whether `value` is a whole multiple of `step`, exactly as their decimal texts say: 0.3 is a multiple of 0.1. */
export const isMultipleOf = (value: number, step: number): boolean => {
  if (Number.isInteger(value) && Number.isInteger(step) && Number.isSafeInteger(value)) return value % step === 0;
  const a = decimal(value);
  const b = decimal(step);
  if (Math.abs(a.scale - b.scale) > 700) return Number.isInteger(value / step);
  const scale = Math.max(a.scale, b.scale);
  return (a.digits * 10n ** BigInt(scale - a.scale)) % (b.digits * 10n ** BigInt(scale - b.scale)) === 0n;
};

/** The length of a text in Unicode code points, as `minLength` and `maxLength` count. */
export const codePoints = (text: string): number => {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next <= 0xdfff) {
        count--;
        i++;
      }
    }
  }
  return count;
};
