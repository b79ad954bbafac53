import { HEX, isOf } from "./characters.ts";

const COLON = 58;
const DOT = 46;

/** Whether four decimal octets without leading zeros fill the range. */
export const isIpv4In = (text: string, start: number, end: number): boolean => {
  let octets = 1;
  let value = -1;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (value < 0 || ++octets > 4) return false;
      value = -1;
    } else {
      if (code < 48 || code > 57 || value === 0) return false;
      value = Math.max(value, 0) * 10 + code - 48;
      if (value > 255) return false;
    }
  }
  return octets === 4 && value >= 0;
};

/** Whether the range is an IPv6 address of RFC 4291 §2.2, with at most one `::` and an IPv4 tail if there is one. */
export const isIpv6In = (text: string, start: number, end: number): boolean => {
  if (end - start < 2 || end - start > 45) return false;
  let groups = 0;
  let compressed = false;
  let i = start;
  if (text.charCodeAt(i) === COLON) {
    if (text.charCodeAt(i + 1) !== COLON) return false;
    compressed = true;
    i += 2;
  }
  while (i < end) {
    const group = i;
    while (i < end && isOf(text.charCodeAt(i), HEX)) i++;
    if (i < end && text.charCodeAt(i) === DOT) {
      groups += 2;
      return isIpv4In(text, group, end) && (compressed ? groups < 8 : groups === 8);
    }
    if (i === group || i - group > 4 || ++groups > 8) return false;
    if (i === end) break;
    if (text.charCodeAt(i) !== COLON) return false;
    i++;
    if (text.charCodeAt(i) === COLON && i < end) {
      if (compressed) return false;
      compressed = true;
      i++;
    } else if (i === end) return false;
  }
  return compressed ? groups < 8 : groups === 8;
};

/** Whether the text is an IPv4 address in dotted decimal (RFC 2673 §3.2). */
export const isIpv4 = (text: string): boolean => isIpv4In(text, 0, text.length);

/** Whether the text is an IPv6 address (RFC 4291 §2.2), without a zone. */
export const isIpv6 = (text: string): boolean => isIpv6In(text, 0, text.length);
