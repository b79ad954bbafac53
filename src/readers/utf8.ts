import { isAscii, isUtf8 } from "node:buffer";

/**
 * The offset of the first octet that is not well-formed UTF-8 (RFC 3629), or -1. Overlong forms, surrogates and code
 * points above U+10FFFF are not well-formed; nor is a sequence that the end cuts off.
 */
export const firstInvalidUtf8 = (bytes: Uint8Array): number => {
  if (isUtf8(bytes)) return -1;
  let i = 0;
  while (i < bytes.length) {
    const first = bytes[i] as number;
    if (first < 0x80) {
      i++;
      continue;
    }
    const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length === 0) return i;
    const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    for (let k = 1; k < length; k++) {
      const octet = bytes[i + k];
      if (octet === undefined || octet < (k === 1 ? least : 0x80) || octet > (k === 1 ? most : 0xbf)) return i;
    }
    i += length;
  }
  return -1;
};

/** The text these octets encode, or null where they are not well-formed UTF-8. ASCII is copied, not decoded. */
export const decodeUtf8 = (bytes: Buffer): string | null => {
  if (isAscii(bytes)) return bytes.toString("latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : null;
};
