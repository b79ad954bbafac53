import type { Judge } from "../../engine/judge.ts";
import { type Contract, type Operation, successOf } from "../../model/contract.ts";
import type { Exchange } from "../../model/exchange.ts";
import type { Finding } from "../../model/finding.ts";
import { type Pointer, parentOf } from "../../model/pointer.ts";
import { positionsOf } from "../../readers/positions.ts";
import { type CurlRequest, readCurl } from "./curl.ts";
import { type Judgement, judgementOf, type PlacedFinding, type Undecided } from "./judgement.ts";
import { type Extent, lineStarts, type MappedText, outerExtent, tokenAt } from "./mapped-text.ts";
import { providerOf } from "./providers.ts";

/** Where a body's findings stand in the text around it. */
export const bodyExtents = (
  body: MappedText,
  pointers: readonly Pointer[],
  ofName: (pointer: Pointer) => boolean,
): ReadonlyMap<Pointer, Extent> => {
  const extents = new Map<Pointer, Extent>();
  let places: ReturnType<typeof positionsOf>;
  try {
    JSON.parse(body.text);
    places = positionsOf(body.text, pointers);
  } catch {
    return extents;
  }
  for (const pointer of pointers) {
    const place = places.get(pointer);
    if (place === undefined) continue;
    const span = ofName(pointer) && place.key !== null ? place.key : place;
    const { to } = tokenAt(body.text, span.offset);
    extents.set(pointer, outerExtent(body, span.offset, to));
  }
  return extents;
};

/** Whether a finding is about a member's name and not its value. */
export const isAboutName = ({ rule }: Finding): boolean => rule === "member-undocumented" || rule === "member-refused";

/** A finding with the line and column of its place in the text. */
export const placedAt = (
  finding: Finding,
  extent: Extent,
  starts: readonly number[],
  source: string,
): PlacedFinding => {
  let line = 1;
  while (line < starts.length && (starts[line] ?? Number.POSITIVE_INFINITY) <= extent.from) line++;
  const column = extent.from - (starts[line - 1] ?? 0) + 1;
  return { finding: { ...finding, instance: { ...finding.instance, source, line, column } }, extent };
};

const hostOf = (url: string): string => {
  try {
    return new URL(url).host;
  } catch {
    return "";
  }
};

const serves = ({ servers }: Contract, url: string): boolean =>
  servers.some((server) => hostOf(server.url) === hostOf(url));

/**
 * The provider that requests are meant for: the one asked for, the only one that has the operation, or the one whose
 * documented host is called. A list of several where that decides nothing.
 */
export const providersFor = async (
  request: { readonly method: string; readonly url: string },
  names: readonly string[],
): Promise<readonly string[]> => {
  const having: string[] = [];
  for (const name of names) {
    const { contract, judge } = await providerOf(name);
    if (judge.pairing.route(request.method, request.url).operation === null) continue;
    if (serves(contract, request.url)) return [name];
    having.push(name);
  }
  return having;
};

/** The answer that is documented: it adds no finding of its own that would be about the request. */
const documentedAnswer = (operation: Operation | null): Exchange["response"] => {
  const status = Number(operation === null ? 200 : (successOf(operation)?.status ?? 200));
  return { status: Number.isNaN(status) ? 200 : status, headers: {}, body: null };
};

const curlFindings = (request: CurlRequest, judge: Judge): readonly Finding[] => {
  const { method, url, headers, body } = request;
  const { operation } = judge.pairing.route(method, url);
  const exchange = {
    request: { method, url, headers, body: body?.text ?? null },
    response: documentedAnswer(operation),
  };
  return judge
    .exchange(exchange, (pointer) => ({ source: "", line: null, column: null, pointer }))
    .filter(({ direction }) => direction === "request")
    .map((finding) => ({ ...finding, status: null }));
};

const BODY = "/request/body";

const curlExtent = ({ instance: { pointer } }: Finding, { places, body }: CurlRequest): Extent => {
  if (pointer.startsWith(BODY) && body !== null) return outerExtent(body, 0, Math.min(1, body.text.length));
  const header = /^\/request\/(?:headers|cookie)\/(.+)$/.exec(pointer)?.[1];
  if (header !== undefined) return places.headers.get(header) ?? places.headers.get("cookie") ?? places.url;
  return pointer.startsWith("/request/method") ? places.method : places.url;
};

/** Judges the request that a curl command would send. Nothing is sent. */
export const judgeCurl = async (
  text: string,
  ref: string | null,
  names: readonly string[],
  source: string,
): Promise<Judgement | Undecided> => {
  const request = readCurl(text);
  if ("problem" in request)
    return { problem: request.problem, candidates: [], extent: { from: request.at, to: request.at + 1 } };
  const candidates = ref === null ? await providersFor(request, names) : [ref.split(".")[0]!];
  const [provider] = candidates;
  if (provider === undefined)
    return {
      problem: `No provider documents ${request.method} ${request.url}.`,
      candidates: [],
      extent: request.places.url,
    };
  if (candidates.length > 1)
    return { problem: "Several providers document this request. Choose one.", candidates, extent: null };
  const { judge } = await providerOf(provider);
  const findings = curlFindings(request, judge);
  const inBody = findings.map(({ instance }) => instance.pointer).filter((pointer) => pointer.startsWith(BODY));
  const named = new Set(findings.filter(isAboutName).map(({ instance }) => instance.pointer.slice(BODY.length)));
  const extents =
    request.body === null
      ? new Map<Pointer, Extent>()
      : bodyExtents(
          request.body,
          inBody.map((pointer) => pointer.slice(BODY.length)),
          (pointer) => named.has(pointer),
        );
  const starts = lineStarts(text);
  const placed = findings.map((finding) => {
    const { pointer } = finding.instance;
    const within = pointer.startsWith(BODY) ? extents.get(pointer.slice(BODY.length)) : undefined;
    return placedAt(finding, within ?? curlExtent(finding, request), starts, source);
  });
  const operation = judge.pairing.route(request.method, request.url).operation;
  return judgementOf(1, placed, operation === null ? provider : `a request for ${operation.ref}`);
};

/** The nearest pointer, itself included, that a map has an entry for. */
export const nearestIn = <T>(pointer: Pointer, map: ReadonlyMap<Pointer, T>): T | undefined => {
  for (let at = pointer; ; at = parentOf(at)) {
    const found = map.get(at);
    if (found !== undefined || at === "") return found;
  }
};
