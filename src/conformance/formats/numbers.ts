const whole =
  (least: number, most: number) =>
  (value: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;

/**
 * The formats of the OpenAPI registry that bound a number. Beyond 2⁵³ a parsed number has lost its last digits, so
 * `int64` and `uint64` are judged by the value that JavaScript holds.
 */
export const NUMBER_FORMATS: Readonly<Record<string, (value: number) => boolean>> = Object.freeze({
  int8: whole(-(2 ** 7), 2 ** 7 - 1),
  int16: whole(-(2 ** 15), 2 ** 15 - 1),
  int32: whole(-(2 ** 31), 2 ** 31 - 1),
  int64: whole(-(2 ** 63), 2 ** 63),
  uint8: whole(0, 2 ** 8 - 1),
  uint16: whole(0, 2 ** 16 - 1),
  uint32: whole(0, 2 ** 32 - 1),
  uint64: whole(0, 2 ** 64),
  "double-int": whole(-(2 ** 53) + 1, 2 ** 53 - 1),
});

/** Formats that are known and say something about the value's use, not about which values are right. */
export const ANNOTATION_FORMATS: ReadonlySet<string> = new Set([
  "binary",
  "commonmark",
  "decimal",
  "decimal128",
  "double",
  "float",
  "html",
  "password",
]);
