/// <reference lib="dom" />

/** What a link to the playground carries, in its fragment, which browsers send nowhere. */
export interface Shared {
  readonly as: string;
  readonly notation: string;
  readonly text: string;
  /** The name of a documented example to insert, in place of a text. */
  readonly sample: string | null;
}

/** The longest link that is made; longer ones are cut by chat and mail programs. */
const LONGEST = 32_000;
/** The longest text that is unpacked from a link. */
const LARGEST = 8 * 1024 * 1024;

const base64url = (octets: Uint8Array): string => {
  let text = "";
  for (const octet of octets) text += String.fromCharCode(octet);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const octetsOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

const read = async (stream: ReadableStream<Uint8Array>, largest: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > largest) throw new RangeError("the text in the link is too long");
    chunks.push(next.value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
};

const through = (
  octets: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
  largest: number,
): Promise<Uint8Array> => read(new Blob([octets]).stream().pipeThrough(transform), largest);

/** The fragment of a link, or null for what is too long for one. */
export const fragmentOf = async ({
  as,
  notation,
  text,
}: Pick<Shared, "as" | "notation" | "text">): Promise<string | null> => {
  const packed = await through(
    new TextEncoder().encode(text),
    new CompressionStream("deflate-raw"),
    Number.POSITIVE_INFINITY,
  );
  const parameters = new URLSearchParams();
  if (as !== "") parameters.set("as", as);
  if (notation !== "") parameters.set("notation", notation);
  parameters.set("z", base64url(packed));
  const fragment = parameters.toString();
  return fragment.length > LONGEST ? null : fragment;
};

/** What a fragment carries; null where it is none of ours. Rejects where it is damaged. */
export const sharedIn = async (fragment: string): Promise<Shared | null> => {
  const parameters = new URLSearchParams(fragment);
  if (!["as", "notation", "z", "text", "sample"].some((name) => parameters.has(name))) return null;
  const packed = parameters.get("z");
  const text =
    packed === null
      ? (parameters.get("text") ?? "")
      : new TextDecoder().decode(await through(octetsOf(packed), new DecompressionStream("deflate-raw"), LARGEST));
  return {
    as: parameters.get("as") ?? "",
    notation: parameters.get("notation") ?? "",
    text,
    sample: parameters.get("sample"),
  };
};
