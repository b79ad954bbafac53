/** The little of `node:buffer` that the readers need, for browsers. */
class Octets extends Uint8Array {
  /** The text that the octets are in UTF-8, ASCII included; a byte order mark stays. */
  override toString(): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this);
  }
}

const ofBase64 = (text: string): Octets =>
  new Octets(
    Array.from(atob(text.replaceAll(/\s/g, "").replaceAll("-", "+").replaceAll("_", "/")), (character) =>
      character.charCodeAt(0),
    ),
  );

/** Octets from an array of them, from Base64, or as a view of a part of a buffer. */
export const Buffer = {
  from: (source: readonly number[] | ArrayBuffer | string, start: number | "base64" = 0, length?: number): Octets => {
    if (typeof source === "string") return ofBase64(source);
    return source instanceof ArrayBuffer ? new Octets(source, start as number, length) : new Octets(source);
  },
  byteLength: (text: string): number => new TextEncoder().encode(text).length,
};

/** The longest text that the smallest of today's browsers hold. */
export const constants = { MAX_STRING_LENGTH: 2 ** 29 - 24 };

/** Whether all octets are ASCII. */
export const isAscii = (octets: Uint8Array): boolean => octets.every((octet) => octet < 0x80);

/** Whether the octets are well-formed UTF-8. */
export const isUtf8 = (octets: Uint8Array): boolean => {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(octets);
    return true;
  } catch {
    return false;
  }
};
