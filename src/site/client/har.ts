import type { Finding } from "../../model/finding.ts";
import type { Pointer } from "../../model/pointer.ts";
import { positionsOf } from "../../readers/positions.ts";
import { readHarEntry } from "../../readers/traffic/har.ts";
import { REASONS, type Recorded } from "../../readers/traffic/recorded.ts";
import { bodyExtents, isAboutName, nearestIn, placedAt, providersFor } from "./exchange.ts";
import { type Judgement, judgementOf, type PlacedFinding, type Undecided } from "./judgement.ts";
import { lineStarts, type MappedText, readJsonString, tokenAt } from "./mapped-text.ts";
import { providerOf } from "./providers.ts";

type Json = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Json => value !== null && typeof value === "object";

const BODIES: readonly (readonly [body: Pointer, recorded: Pointer])[] = [
  ["/request/body", "/request/postData/text"],
  ["/response/body", "/response/content/text"],
];

/** Where in an entry of a recording a part of its exchange is written down. */
const recordedPointer = (pointer: Pointer, entry: unknown): Pointer => {
  for (const [body, recorded] of BODIES) if (pointer.startsWith(body)) return recorded;
  const [, side = "", name] = /^\/(request|response)\/headers\/(.+)$/.exec(pointer) ?? [];
  if (name !== undefined && isObject(entry) && isObject(entry[side])) {
    const { headers } = entry[side] as Json;
    const index = Array.isArray(headers)
      ? headers.findIndex((field: unknown) => isObject(field) && String(field.name).toLowerCase() === name)
      : -1;
    return index === -1 ? `/${side}` : `/${side}/headers/${index}/value`;
  }
  if (pointer.startsWith("/response/status")) return "/response/status";
  if (pointer.startsWith("/request/method")) return "/request/method";
  return pointer.startsWith("/request") ? "/request/url" : "/response";
};

const hasCredentials = (recorded: readonly Recorded[]): boolean =>
  recorded.some(
    ({ exchange }) =>
      exchange.request.headers.authorization !== undefined || exchange.request.headers.cookie !== undefined,
  );

/** One entry that is an exchange, and where it stands in the recording. */
interface Located {
  readonly recorded: Recorded;
  readonly entry: unknown;
  readonly at: Pointer;
}

const placedEntry = (
  findings: readonly Finding[],
  { entry, at }: Located,
  text: string,
  starts: readonly number[],
  source: string,
): PlacedFinding[] => {
  const own = new Set(["", ...findings.map(({ instance }) => recordedPointer(instance.pointer, entry))]);
  const spots = positionsOf(
    text,
    [...own].map((pointer) => at + pointer),
  );
  const bodies = BODIES.map(([body, recorded]) => {
    const concerned = findings.filter(({ instance }) => instance.pointer.startsWith(body));
    const spot = spots.get(at + recorded);
    if (spot === undefined || !spot.exact || concerned.length === 0) return new Map();
    const inner: MappedText = readJsonString(text, spot.offset);
    const named = new Set(concerned.filter(isAboutName).map(({ instance }) => instance.pointer.slice(body.length)));
    const pointers = concerned.map(({ instance }) => instance.pointer.slice(body.length));
    return new Map(
      [...bodyExtents(inner, pointers, (pointer) => named.has(pointer))].map(([pointer, extent]) => [
        body + pointer,
        extent,
      ]),
    );
  });
  return findings.map((finding) => {
    const { pointer } = finding.instance;
    const within = bodies.map((extents) => extents.get(pointer)).find((extent) => extent !== undefined);
    const spot = nearestIn(at + recordedPointer(pointer, entry), spots);
    const extent = within ?? tokenAt(text, spot?.offset ?? 0);
    return placedAt({ ...finding, instance: { ...finding.instance, pointer: at + pointer } }, extent, starts, source);
  });
};

/** Judges the exchanges of an HTTP archive, each by the provider that documents it; those that none does are left out. */
export const judgeHar = async (
  text: string,
  ref: string | null,
  names: readonly string[],
  source: string,
): Promise<Judgement | Undecided> => {
  const value = JSON.parse(text) as { log?: { entries?: unknown } } | null;
  const entries = value?.log?.entries;
  if (!Array.isArray(entries))
    return { problem: "This is no HTTP archive: it has no log.entries.", candidates: [], extent: null };
  const located: Located[] = [];
  const unread: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const recorded = readHarEntry(entry);
    if (typeof recorded === "string") unread.push(`entry ${index + 1}: ${REASONS[recorded]}`);
    else located.push({ recorded, entry, at: `/log/entries/${index}` });
  }
  const credentials = hasCredentials(located.map(({ recorded }) => recorded));
  const starts = lineStarts(text);
  const placed: PlacedFinding[] = [];
  let outside = 0;
  for (const one of located) {
    const { exchange } = one.recorded;
    const providers = ref === null ? await providersFor(exchange.request, names) : [ref.split(".")[0]!];
    const [provider] = providers;
    if (provider === undefined) {
      outside++;
      continue;
    }
    if (providers.length > 1)
      return {
        problem: `Several providers document ${exchange.request.method} ${exchange.request.url}. Choose one.`,
        candidates: providers,
        extent: null,
      };
    const { judge } = await providerOf(provider);
    const findings = judge
      .exchange(exchange, (pointer) => ({ source: "", line: null, column: null, pointer }))
      .filter(({ rule }) => credentials || rule !== "credentials-missing");
    placed.push(...placedEntry(findings, one, text, starts, source));
  }
  const judged = located.length - outside;
  const notes = [
    `${judged} of ${entries.length} exchanges`,
    ...(outside > 0 ? [`${outside} that nothing documents left out`] : []),
    ...(credentials ? [] : ["credentials not judged, as the recording holds none"]),
    ...unread,
  ];
  return judgementOf(judged, placed, notes.join("; "));
};
