import { createRequire } from "node:module";
import type { Body, Headers } from "../../model/exchange.ts";
import { bodyOfOctets } from "./parts.ts";

/** The most that a compressed body may grow to, in octets. */
const LARGEST = 256 * 1024 * 1024;

type Decoder = (octets: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

/** Loaded when the first encoded body is met: few recordings have any. */
const zlib = (): typeof import("node:zlib") =>
  createRequire(import.meta.url)("node:zlib") as typeof import("node:zlib");

/** `deflate` is zlib's format (RFC 9110, 8.4.1.2); some servers leave its wrapping out. */
const inflated: Decoder = (octets, options) =>
  ((octets[0] ?? 0) & 0x0f) === 8 ? zlib().inflateSync(octets, options) : zlib().inflateRawSync(octets, options);

const gunzipped: Decoder = (octets, options) => zlib().gunzipSync(octets, options);

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ["gzip", gunzipped],
  ["x-gzip", gunzipped],
  ["deflate", inflated],
  ["br", (octets, options) => zlib().brotliDecompressSync(octets, options)],
]);

/**
 * The body that octets are in the content encodings of its header fields (gzip, deflate, br), as text where it is UTF-8.
 * Recordings differ in whether they keep octets as they travelled: what is not encoded as it says stands for itself.
 */
export const bodyOfEncoded = (octets: Uint8Array, headers: Headers): Body => {
  let plain = octets;
  for (const name of [headers["content-encoding"] ?? ""].flat().join(",").toLowerCase().split(",").reverse()) {
    const decoder = DECODERS.get(name.trim());
    if (decoder === undefined) continue;
    try {
      plain = decoder(plain, { maxOutputLength: LARGEST });
    } catch {
      return bodyOfOctets(octets);
    }
  }
  return bodyOfOctets(plain);
};
