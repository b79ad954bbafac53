import { lookup } from "node:dns/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { isPublicAddress } from "./addresses.ts";

/** A page that was not fetched. `refused`: it would have been against what the caller allows. */
export class FetchError extends Error {
  override readonly name = "FetchError";
  readonly kind: "refused" | "unreachable";
  readonly remedy: string;

  constructor(kind: "refused" | "unreachable", message: string, remedy: string) {
    super(message);
    this.kind = kind;
    this.remedy = remedy;
  }
}

/** An address that a host's name stands for. */
export interface Address {
  readonly address: string;
  readonly family: number;
}

export interface FetchLimits {
  /** Milliseconds until the whole page must be there, redirects included. */
  readonly timeout: number;
  /** Bytes the page may have, before and after decoding. */
  readonly largest: number;
  readonly redirects: number;
  /** Whether addresses that are not public may be asked. */
  readonly allowPrivate: boolean;
  /** How names are resolved; the system's way by default. */
  readonly resolve?: (host: string) => Promise<readonly Address[]>;
}

/** Two mebibytes within 20 seconds after at most five redirects, from public addresses only. */
export const DEFAULT_FETCH: FetchLimits = {
  timeout: 20_000,
  largest: 2 * 1024 * 1024,
  redirects: 5,
  allowPrivate: false,
};

const systemResolve = (host: string): Promise<readonly Address[]> => lookup(host, { all: true });

const unreachable = (message: string, remedy = "Check the address, or save the page and give the file."): FetchError =>
  new FetchError("unreachable", message, remedy);

const addressOf = (text: string): URL => {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new FetchError("refused", `${text} is not a URL`, "Give one such as https://docs.example.com/page.");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new FetchError("refused", `${text} is neither http nor https`, "Save the page and give the file.");
  if (url.username !== "" || url.password !== "")
    throw new FetchError(
      "refused",
      `${url.host}: a URL with credentials is not fetched`,
      "Save the page and give the file.",
    );
  return url;
};

/** The addresses a URL's host may be asked at. All of them are checked, since any of them could be connected to. */
const addressesOf = async ({ hostname }: URL, limits: FetchLimits): Promise<readonly Address[]> => {
  const host = hostname.replace(/^\[|\]$/g, "");
  const family = isIP(host);
  let addresses: readonly Address[] = [{ address: host, family }];
  if (family === 0) {
    try {
      addresses = await (limits.resolve ?? systemResolve)(host);
    } catch (error) {
      throw unreachable(`${host} cannot be resolved (${(error as NodeJS.ErrnoException).code ?? "no answer"})`);
    }
    if (addresses.length === 0) throw unreachable(`${host} has no address`);
  }
  const hidden = limits.allowPrivate ? undefined : addresses.find(({ address }) => !isPublicAddress(address));
  if (hidden !== undefined)
    throw new FetchError(
      "refused",
      `${host} is at ${hidden.address}, which is not a public address`,
      "Allow it with --allow-private if you trust the page.",
    );
  return addresses;
};

/** Answers every lookup with the addresses that were checked, so that a second answer of the name server cannot matter. */
const pinnedTo =
  (addresses: readonly Address[]): LookupFunction =>
  (_host, options, done) => {
    const fitting = addresses.filter(({ family }) => !options.family || Number(options.family) === family);
    const list = (fitting.length > 0 ? fitting : addresses).map(({ address, family }) => ({ address, family }));
    if (options.all === true) done(null, list);
    else done(null, list[0]?.address ?? "", list[0]?.family ?? 4);
  };

const DECODERS: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

const decoded = (bytes: Buffer, encoding: string, largest: number): Buffer => {
  if (encoding === "" || encoding === "identity") return bytes;
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (decoder === undefined) throw unreachable(`the page is encoded as "${encoding}", which was not asked for`);
  try {
    return decoder(bytes, { maxOutputLength: largest });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw tooLarge ? tooLargeError(largest) : unreachable(`the page is not valid ${encoding}`);
  }
};

const tooLargeError = (largest: number): FetchError =>
  unreachable(
    `the page is larger than ${largest} bytes`,
    "Save the part that is about the operation and give the file.",
  );

const textOf = (bytes: Buffer, type: string): string => {
  const charset =
    /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(type)?.[1] ??
    /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(bytes.toString("latin1", 0, 2048))?.[1] ??
    "utf-8";
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    throw unreachable(`the page is in the character set "${charset}", which is not known`);
  }
};

type Answer = { readonly redirect: string } | { readonly text: string };

/** One request, to one of the given addresses. */
const ask = (url: URL, addresses: readonly Address[], limits: FetchLimits, signal: AbortSignal): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url.href, {
      lookup: pinnedTo(addresses),
      agent: false,
      signal,
      maxHeaderSize: 64 * 1024,
      headers: {
        accept: "text/html, text/markdown, text/plain;q=0.9",
        "accept-encoding": "identity",
        "user-agent": "tenant-contracts",
      },
    });
    const fail = (error: FetchError): void => {
      reject(error);
      request.destroy();
    };
    request.on("error", (error: NodeJS.ErrnoException) =>
      reject(unreachable(`${url.host} does not answer (${error.code ?? error.message})`)),
    );
    request.on("response", (incoming: IncomingMessage) => {
      const status = incoming.statusCode ?? 0;
      const { location } = incoming.headers;
      if (status >= 300 && status < 400 && location !== undefined) {
        incoming.resume();
        resolve({ redirect: location });
        request.destroy();
        return;
      }
      const type = incoming.headers["content-type"] ?? "";
      if (status !== 200) return fail(unreachable(`${url.href} is answered with ${status}`));
      if (!/^(?:text\/|application\/xhtml\+xml|$)/i.test(type.trim()))
        return fail(unreachable(`${url.href} is "${type}", not a text`, "Give the address of the page itself."));
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > limits.largest) fail(tooLargeError(limits.largest));
        else chunks.push(chunk);
      });
      incoming.on("error", () => reject(unreachable(`the answer of ${url.host} breaks off`)));
      incoming.on("end", () => {
        try {
          const encoding = (incoming.headers["content-encoding"] ?? "").toLowerCase().trim();
          resolve({ text: textOf(decoded(Buffer.concat(chunks), encoding, limits.largest), type) });
        } catch (error) {
          reject(error);
        }
      });
    });
    request.end();
  });

/**
 * Fetches a page. Every host on the way, redirects included, is resolved once, each of its addresses is checked, and
 * only those are connected to. Throws {@link FetchError}.
 */
export const fetchPage = async (address: string, limits: FetchLimits = DEFAULT_FETCH): Promise<string> => {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        unreachable(
          `the page was not there after ${limits.timeout} ms`,
          "Try again later, or save the page and give the file.",
        ),
      );
      controller.abort();
    }, limits.timeout);
  });
  const walk = async (): Promise<string> => {
    let url = addressOf(address);
    for (let hops = 0; ; hops++) {
      const answer = await ask(url, await addressesOf(url, limits), limits, controller.signal);
      if ("text" in answer) return answer.text;
      if (hops >= limits.redirects) throw unreachable(`${address} is redirected more than ${limits.redirects} times`);
      const next = URL.canParse(answer.redirect, url.href) ? addressOf(new URL(answer.redirect, url).href) : null;
      if (next === null)
        throw unreachable(`${url.host} redirects to "${answer.redirect.slice(0, 100)}", which is no URL`);
      if (url.protocol === "https:" && next.protocol === "http:")
        throw new FetchError(
          "refused",
          `${url.host} redirects to unencrypted ${next.host}`,
          "Give the http address yourself if you trust it.",
        );
      url = next;
    }
  };
  const walking = walk();
  // The loser of the race may still fail, when nobody listens any more.
  walking.catch(() => {});
  try {
    return await Promise.race([walking, late]);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
};
