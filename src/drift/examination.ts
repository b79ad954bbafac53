import type { Judge } from "../engine/judge.ts";
import type { Operation } from "../model/contract.ts";
import type { Body, Exchange } from "../model/exchange.ts";
import type { Finding, Place } from "../model/finding.ts";
import type { Route } from "../model/route.ts";
import { mayHaveDuplicates } from "../readers/duplicates.ts";
import { type Entry, type Reason, type Recorded, UNRECORDED } from "../readers/traffic/recorded.ts";
import { Redactor } from "../redaction/redactor.ts";
import { FindingTally, inPlaceOrder } from "./finding-tally.ts";
import { type Kind, type KindBody, Kinds } from "./kind.ts";
import { FirstKeys } from "./merging.ts";
import { OperationTally, toldOperations } from "./operation-tally.ts";
import type { Portion } from "./portion.ts";
import { MOST } from "./portion-merge.ts";
import { unreadable } from "./rules.ts";
import { hostOf, type Scope } from "./scope.ts";
import type { Resolve, Spot } from "./spot.ts";

const BODIES = UNRECORDED.requestBody + UNRECORDED.responseBody;
const NOWHERE: Place = { source: "", line: null, column: null, pointer: "" };

/** Findings that would be about what the recording does not hold, and not about the exchange. */
const speaksOf = (unrecorded: number, { rule, instance }: Finding): boolean => {
  const missing = (part: number) => (unrecorded & part) !== 0;
  if (rule === "credentials-missing") return missing(UNRECORDED.requestHeaders) || missing(UNRECORDED.credentials);
  if (rule === "parameter-missing")
    return missing(UNRECORDED.requestHeaders) && /^\/request\/(headers|cookie)\//.test(instance.pointer);
  if (rule === "request-media-type-undocumented") return missing(UNRECORDED.requestHeaders);
  if (rule === "request-body-missing") return missing(UNRECORDED.requestBody);
  if (rule === "response-header-missing" || rule === "response-media-type-undocumented")
    return missing(UNRECORDED.responseHeaders);
  return rule === "response-body-empty" && missing(UNRECORDED.responseBody);
};

/** A body as it was read for the quick way. */
interface QuickReading {
  /** Certainly nothing is to be said about it. */
  readonly clean: boolean;
  /** Undefined where there is no JSON. */
  readonly value: unknown;
}

const ABSENT: QuickReading = { clean: true, value: undefined };

const readQuickly = (body: Body, { json, schema, gate }: KindBody): QuickReading => {
  if (body === null || body.length === 0) return ABSENT;
  if (typeof body !== "string") return { clean: false, value: undefined };
  let value: unknown = body;
  if (json) {
    try {
      value = JSON.parse(body);
    } catch {
      return { clean: false, value: undefined };
    }
  }
  const clean = (schema === null || gate?.(value) === true) && !(json && mayHaveDuplicates(body, value));
  return { clean, value: json ? value : undefined };
};

/** Where a request leads, and whether it is one of the contract's. */
interface Whereto {
  readonly route: Route;
  readonly ours: boolean;
}

/** Judges what one recording holds, entry by entry, and counts what it shows. One for each recording and thread. */
export class Examination {
  readonly #judge: Judge;
  readonly #scope: Scope;
  readonly #always: number;
  readonly #kinds: Kinds;
  readonly #routes = new Map<string, Whereto>();
  #checked = 0;
  #undocumented = 0;
  #bodies = 0;
  #outside = 0;
  #hosts = new FirstKeys<{ count: number; readonly first: Spot; last: Spot }>(MOST.hosts);
  #unjudged = new Map<Reason, { count: number; readonly places: Spot[] }>();
  #findings = new FindingTally();
  #operations = new Map<Operation, OperationTally>();

  /** `always` are parts that no recording holds, as flags of `UNRECORDED`. */
  constructor(judge: Judge, scope: Scope, always = 0) {
    this.#judge = judge;
    this.#scope = scope;
    this.#always = always;
    this.#kinds = new Kinds(judge, (kinds) => this.#count(kinds));
  }

  /** Takes what a recording holds at a spot. */
  entry(entry: Entry, spot: Spot): void {
    if (typeof entry === "string") this.#unreadable(entry, spot);
    else this.#exchange(entry, spot);
  }

  #unreadable(reason: Reason, spot: Spot): void {
    let known = this.#unjudged.get(reason);
    if (known === undefined) {
      known = { count: 0, places: [] };
      this.#unjudged.set(reason, known);
    }
    known.count++;
    if (known.places.length < MOST.places) known.places.push(spot);
    this.#findings.add([unreadable(reason)], spot, (finding) => finding);
  }

  #whereto(method: string, url: string): Whereto {
    const key = `${method} ${url}`;
    let whereto = this.#routes.get(key);
    if (whereto === undefined) {
      const route = this.#judge.pairing.route(method, url);
      whereto = { route, ours: this.#scope.includes(url, route) };
      if (this.#routes.size >= 10_000) this.#routes.clear();
      if (key.length < 1000) this.#routes.set(key, whereto);
    }
    return whereto;
  }

  #exchange(recorded: Recorded, spot: Spot): void {
    const { exchange } = recorded;
    const { method, url } = exchange.request;
    const { route, ours } = this.#whereto(method, url);
    if (!ours) {
      this.#elsewhere(url, spot);
      return;
    }
    this.#checked++;
    const unrecorded = recorded.unrecorded | this.#always;
    if ((unrecorded & BODIES) !== 0) this.#bodies++;
    if (route.operation === null) {
      this.#undocumented++;
      this.#judged(exchange, unrecorded, spot);
      return;
    }
    const { operation, query, path } = route;
    const kind = this.#kinds.of(operation, query, exchange, unrecorded);
    kind.count++;
    kind.first ??= spot;
    kind.last = spot;
    const tally = this.#tally(operation);
    const request = readQuickly(exchange.request.body, kind.request);
    const response = readQuickly(exchange.response.body, kind.response);
    if (request !== ABSENT) tally.requestBody(kind)?.observe(request.value, spot);
    if (response !== ABSENT) tally.responseBody(kind)?.observe(response.value, spot);
    const clean =
      response.clean &&
      (kind.refused || (request.clean && this.#kinds.pathFits(operation, path))) &&
      (kind.promises === null ||
        kind.promises({
          request: exchange.request,
          response: exchange.response,
          path,
          query,
          requestBody: request.value,
          responseBody: response.value,
        }));
    if (!clean) this.#judged(exchange, unrecorded, spot);
    else if (kind.findings === null) kind.findings = this.#judged(exchange, unrecorded, spot);
    else if (kind.findings.length > 0) this.#add(kind.findings, exchange, spot);
  }

  #tally(operation: Operation): OperationTally {
    let tally = this.#operations.get(operation);
    if (tally === undefined) {
      tally = new OperationTally(operation, this.#judge.conformance.schemas);
      this.#operations.set(operation, tally);
    }
    return tally;
  }

  #judged(exchange: Exchange, unrecorded: number, spot: Spot): readonly Finding[] {
    const findings = this.#judge.exchange(exchange, (pointer) => ({ ...NOWHERE, pointer }));
    const own = inPlaceOrder(
      unrecorded === 0 ? findings : findings.filter((finding) => !speaksOf(unrecorded, finding)),
    );
    this.#add(own, exchange, spot);
    return own;
  }

  #add(findings: readonly Finding[], exchange: Exchange, spot: Spot): void {
    this.#findings.add(findings, spot, (finding) => {
      const redactor = new Redactor();
      redactor.learnFrom(exchange, this.#judge);
      redactor.exchange(exchange);
      return redactor.finding(finding);
    });
  }

  #elsewhere(url: string, spot: Spot): void {
    this.#outside++;
    const host = (hostOf(url) ?? "").slice(0, 200);
    const known = this.#hosts.get(host, () => ({ count: 0, first: spot, last: spot }));
    if (known === undefined) return;
    known.count++;
    known.last = spot;
  }

  #count(kinds: Iterable<Kind>): void {
    for (const kind of kinds) if (kind.count > 0) this.#tally(kind.operation).count(kind);
  }

  /** All that was taken since the last call, as a portion; what was learnt about kinds of exchanges stays. */
  told(resolve: Resolve): Portion {
    this.#count(this.#kinds.all);
    const { findings, unlisted } = this.#findings.told(resolve);
    const unjudged = [...this.#unjudged].sort(([a], [b]) => (a < b ? -1 : 1));
    const portion: Portion = {
      checked: this.#checked,
      findings,
      observations: {
        outside: {
          count: this.#outside,
          hosts: this.#hosts
            .settled()
            .map(([host, { count, first, last }]) => ({ host, count, first: resolve(first), last: resolve(last) })),
          more: this.#hosts.more,
        },
        undocumented: this.#undocumented,
        operations: toldOperations(this.#operations.values(), resolve),
        unlisted,
      },
      unjudged: {
        count: unjudged.reduce((sum, [, { count }]) => sum + count, 0),
        reasons: unjudged.map(([reason, { count, places }]) => ({ reason, count, places: places.map(resolve) })),
        bodies: this.#bodies,
      },
    };
    this.#checked = this.#undocumented = this.#bodies = this.#outside = 0;
    this.#hosts = new FirstKeys(MOST.hosts);
    this.#unjudged = new Map();
    this.#findings = new FindingTally();
    this.#operations = new Map();
    return portion;
  }
}
