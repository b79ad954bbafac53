/** A JSON Pointer (RFC 6901): `""` is the whole value, `/a/0` a part of it. */
export type Pointer = string;

/** One step into a JSON value: a member name or an array index. */
export type Segment = string | number;

const escaped = (segment: Segment): string => {
  if (typeof segment === "number") return String(segment);
  return segment.includes("~") || segment.includes("/") ? segment.replaceAll("~", "~0").replaceAll("/", "~1") : segment;
};

/** The pointer that these segments spell. */
export const pointerOf = (segments: Iterable<Segment>): Pointer => {
  let pointer = "";
  for (const segment of segments) pointer += `/${escaped(segment)}`;
  return pointer;
};

/** The pointer one step below `parent`. */
export const below = (parent: Pointer, segment: Segment): Pointer => `${parent}/${escaped(segment)}`;

/** The segments of a pointer, unescaped; array indexes stay text. */
export const segmentsOf = (pointer: Pointer): string[] =>
  pointer === ""
    ? []
    : pointer
        .slice(1)
        .split("/")
        .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The pointer of the value that holds this one; the root holds itself. */
export const parentOf = (pointer: Pointer): Pointer => pointer.slice(0, Math.max(0, pointer.lastIndexOf("/")));

/** The value at a pointer, or `undefined` where there is none. Inherited members are never found. */
export const valueAt = (root: unknown, pointer: Pointer): unknown => {
  let value = root;
  for (const segment of segmentsOf(pointer)) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
};

/** The pointer with its array indexes as `*`, so that equal findings in a list are one. */
export const generalised = (pointer: Pointer): Pointer => pointer.replaceAll(/\/(?:0|[1-9]\d*)(?=\/|$)/g, "/*");
