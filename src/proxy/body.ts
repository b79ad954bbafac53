import { isUtf8 } from "node:buffer";
import zlib from "node:zlib";
import { type Body, type Headers, headerOf } from "../model/exchange.ts";

/** Why a body that passed is not judged as what it says. */
export type Unjudged = "too large" | "not decodable";

/** A body as it is judged: decoded, as text where it is text. */
export interface JudgedBody {
  readonly body: Body;
  readonly unjudged: Unjudged | null;
  /** How many octets passed, before decoding. */
  readonly octets: number;
}

/** Keeps what passes of a body, up to a cap; beyond it nothing is kept and only counted. */
export class Capture {
  readonly #cap: number;
  #chunks: Buffer[] = [];
  /** How many octets have passed. */
  octets = 0;

  constructor(cap: number) {
    this.#cap = cap;
  }

  add(chunk: Buffer): void {
    this.octets += chunk.length;
    if (this.octets <= this.#cap) this.#chunks.push(chunk);
    else this.#chunks = [];
  }

  get overflowed(): boolean {
    return this.octets > this.#cap;
  }

  /** What was kept, in one piece. */
  get bytes(): Buffer {
    return this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
  }
}

type Decoder = (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;

const { zstdDecompressSync } = zlib as unknown as { zstdDecompressSync?: Decoder };

/** A body in `deflate` is wrapped in zlib's format (RFC 9110, 8.4.1.2); some servers leave the wrapping out. */
const inflated: Decoder = (bytes, options) =>
  (bytes[0]! & 0x0f) === 8 ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options);

const DECODERS: ReadonlyMap<string, Decoder> = new Map([
  ["gzip", zlib.gunzipSync as Decoder],
  ["x-gzip", zlib.gunzipSync as Decoder],
  ["deflate", inflated],
  ["br", zlib.brotliDecompressSync as Decoder],
  ...(zstdDecompressSync === undefined ? [] : [["zstd", zstdDecompressSync] as const]),
]);

const decoded = (bytes: Buffer, encodings: string, cap: number): Buffer | Unjudged => {
  let result = bytes;
  for (const encoding of encodings.toLowerCase().split(",").reverse()) {
    const name = encoding.trim();
    if (name === "" || name === "identity") continue;
    const decoder = DECODERS.get(name);
    if (decoder === undefined) return "not decodable";
    try {
      result = decoder(result, { maxOutputLength: cap });
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "too large" : "not decodable";
    }
  }
  return result;
};

const textOf = (bytes: Buffer, headers: Headers): Body => {
  if (bytes.length === 0) return null;
  const charset = /charset="?([^";\s]+)/i.exec(headerOf(headers, "content-type") ?? "")?.[1]?.toLowerCase() ?? "utf-8";
  if (charset !== "utf-8" && charset !== "utf8" && charset !== "us-ascii")
    try {
      return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      // What it says is not what it is.
    }
  return isUtf8(bytes) ? bytes.toString("utf8") : bytes;
};

/**
 * A body as it is judged: its content encodings undone (gzip, deflate, br, and zstd where Node has it) within the cap,
 * and read in its charset. What is encoded otherwise than it says is judged as it came.
 */
export const judgedBody = (capture: Capture, headers: Headers, cap: number): JudgedBody => {
  const { octets } = capture;
  if (octets === 0) return { body: null, unjudged: null, octets };
  if (capture.overflowed) return { body: null, unjudged: "too large", octets };
  const encodings = headerOf(headers, "content-encoding");
  const { bytes } = capture;
  if (encodings === undefined) return { body: textOf(bytes, headers), unjudged: null, octets };
  const plain = decoded(bytes, [headers["content-encoding"]].flat().join(","), cap);
  if (typeof plain !== "string") return { body: textOf(plain, headers), unjudged: null, octets };
  return plain === "too large"
    ? { body: null, unjudged: plain, octets }
    : { body: isUtf8(bytes) ? bytes.toString("utf8") : bytes, unjudged: plain, octets };
};
