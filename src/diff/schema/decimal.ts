/** A number as it is written: `digits` over ten to the `scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** The exact decimal number a JSON number is written as. */
export const decimalOf = (value: number): Decimal => {
  const [mantissa = "0", exponent = "0"] = String(value).toLowerCase().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
};

/** Both numbers over the same power of ten. */
export const aligned = (a: Decimal, b: Decimal): readonly [bigint, bigint, number] => {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale];
};

/** Whether a number is a whole multiple of another, counted exactly in decimals. */
export const isMultiple = (value: number, of: number): boolean => {
  if (!Number.isFinite(value)) return false;
  if (Number.isInteger(value) && Number.isInteger(of)) return value % of === 0;
  const [a, b] = aligned(decimalOf(value), decimalOf(of));
  return b !== 0n && a % b === 0n;
};

const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
};

/** The least number that both are divisors of. */
export const leastCommonMultiple = (a: Decimal, b: Decimal): Decimal => {
  const [x, y, scale] = aligned(a, b);
  return { digits: (x / gcd(x, y)) * y, scale };
};

/** The nearest JSON number. */
export const numberOf = ({ digits, scale }: Decimal): number => Number(`${digits}e-${scale}`);
