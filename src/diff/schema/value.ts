/** An object as JSON knows it. */
export type JsonObject = { readonly [name: string]: unknown };

/** Whether a value is a JSON object: not null, not an array. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether two JSON values are equal as JSON Schema counts: members in any order, `1` and `1.0` the same. */
export const sameValue = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  const pairs: [unknown, unknown][] = [[a, b]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [left, right] = pair;
    if (left === right) continue;
    if (Array.isArray(left)) {
      if (!Array.isArray(right) || left.length !== right.length) return false;
      for (let index = 0; index < left.length; index++) pairs.push([left[index], right[index]]);
    } else if (isObject(left)) {
      if (!isObject(right)) return false;
      const names = Object.keys(left);
      if (names.length !== Object.keys(right).length) return false;
      for (const name of names) {
        if (!Object.hasOwn(right, name)) return false;
        pairs.push([left[name], right[name]]);
      }
    } else return false;
  }
  return true;
};

/** The number of characters (code points) of a text, as `minLength` counts them. */
export const lengthOf = (text: string): number => {
  let length = text.length;
  for (let index = 0; index + 1 < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(index + 1);
    if (next < 0xdc00 || next > 0xdfff) continue;
    length--;
    index++;
  }
  return length;
};

/** A text that is the same for equal JSON values: members sorted by name. For small values only; it recurses. */
export const canonicalText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (isObject(value)) {
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalText(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
};

/** How many values a value holds, itself included; counted no further than a limit. */
export const sizeOf = (value: unknown, limit = Number.POSITIVE_INFINITY): number => {
  let size = 0;
  const pending: unknown[] = [value];
  while (pending.length > 0 && size < limit) {
    const next = pending.pop();
    size++;
    if (typeof next === "object" && next !== null) for (const part of Object.values(next)) pending.push(part);
  }
  return size;
};

/** How deeply a value is nested; 0 for one that has no parts. */
export const depthOf = (value: unknown): number => {
  let deepest = 0;
  const pending: [unknown, number][] = [[value, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [part, depth] = next;
    if (typeof part !== "object" || part === null) continue;
    deepest = Math.max(deepest, depth);
    for (const child of Object.values(part)) pending.push([child, depth + 1]);
  }
  return deepest;
};
