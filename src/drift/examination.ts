import type { Judge } from "../engine/judge.ts";
import type { Operation } from "../model/contract.ts";
import type { Body, Exchange } from "../model/exchange.ts";
import type { Direction, Finding, Place } from "../model/finding.ts";
import type { Route } from "../model/route.ts";
import { type Entry, type Reason, type Recorded, UNRECORDED } from "../readers/traffic/recorded.ts";
import { secretNamesOf } from "../redaction/marks.ts";
import { Redactor } from "../redaction/redactor.ts";
import { FindingTally, inPlaceOrder } from "./finding-tally.ts";
import { type Kind, Kinds } from "./kind.ts";
import { FirstKeys } from "./merging.ts";
import { OperationTally, toldOperations } from "./operation-tally.ts";
import type { Portion } from "./portion.ts";
import { MOST } from "./portion-merge.ts";
import { ABSENT, lookQuickly, type QuickReading, type Witness } from "./quick.ts";
import { unreadable } from "./rules.ts";
import { hostOf, type Scope } from "./scope.ts";
import { Extent, type Resolve, type Spot } from "./spot.ts";

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

/** What a body of JSON says once its text has been redacted. */
const valueShown = (value: unknown, raw: Body, text: string | null): unknown => {
  if (text === raw || text === null) return value;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A secret that holds JSON's own punctuation stood elsewhere as just that.
    return undefined;
  }
};

/** Counts the bodies of an exchange that are as documented while they are read. */
class Seen implements Witness {
  #tally: OperationTally | null = null;
  #spot: Spot = { block: 0, line: 0, column: 0 };
  /** Which bodies have been counted. */
  request = false;
  response = false;

  /** Turns to the next exchange. */
  at(tally: OperationTally, spot: Spot): void {
    this.#tally = tally;
    this.#spot = spot;
    this.request = this.response = false;
  }

  see(side: Direction, kind: Kind, value: unknown): number {
    this[side] = true;
    return (this.#tally as OperationTally).observe(side, kind, value, this.#spot);
  }
}

/** So many routes are remembered. */
const ROUTES = 1000;

/** URLs that recur, whatever traffic comes: those without parameters. */
const recurs = (url: string, route: Route): boolean => {
  if (route.operation === null || url.length > 1000 || url.includes("?")) return false;
  for (const _ in route.path) return false;
  return true;
};

/** Where a request leads, and whether it is one of the contract's. */
interface Whereto {
  readonly method: string;
  readonly url: string;
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
  #latest: Whereto = { method: "", url: "", route: { operation: null, reason: "path", allowed: [] }, ours: false };
  #redactor: Redactor | null = null;
  readonly #seen = new Seen();
  #checked = 0;
  #undocumented = 0;
  #bodies = 0;
  #outside = 0;
  #hosts = new FirstKeys<Extent>(MOST.hosts);
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
    if (this.#latest.url === url && this.#latest.method === method) return this.#latest;
    const key = `${method} ${url}`;
    let whereto = this.#routes.get(key);
    if (whereto === undefined) {
      const route = this.#judge.pairing.route(method, url);
      whereto = { method, url, route, ours: this.#scope.includes(url, route) };
      if (!recurs(url, route)) return whereto;
      if (this.#routes.size >= ROUTES) this.#routes.clear();
      this.#routes.set(key, whereto);
    }
    this.#latest = whereto;
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
    const tally = this.#tally(route.operation);
    const seen = this.#seen;
    seen.at(tally, spot);
    const { kind, request, response, clean } = lookQuickly(this.#kinds, route, exchange, unrecorded, seen);
    kind.met.meet(spot);
    if (request !== ABSENT && !seen.request)
      tally.observe("request", kind, this.#shown("request", request, exchange), spot);
    if (response !== ABSENT && !seen.response)
      tally.observe("response", kind, this.#shown("response", response, exchange), spot);
    if (!clean) this.#judged(exchange, unrecorded, spot);
    else if (kind.findings === null) kind.findings = this.#judged(exchange, unrecorded, spot);
    else if (kind.findings.length > 0) this.#add(kind.findings, exchange, spot);
  }

  /** What a body that is not as documented says: it can have names and values that nobody has foreseen, secrets too. */
  #shown(side: Direction, { value }: QuickReading, exchange: Exchange): unknown {
    return value === undefined
      ? undefined
      : valueShown(value, exchange[side].body, this.#anew().exchange(exchange)[side].body);
  }

  /** A redactor that knows of no exchange: parts that are judged apart say the same as the whole. */
  #anew(): Redactor {
    this.#redactor ??= new Redactor([], { names: secretNamesOf(this.#judge.contract) });
    this.#redactor.forget();
    return this.#redactor;
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
    let redactor: Redactor | null = null;
    this.#findings.add(findings, spot, (finding) => {
      if (redactor === null) {
        redactor = this.#anew();
        redactor.learnFrom(exchange, this.#judge);
        redactor.exchange(exchange);
      }
      return redactor.findingAlone(finding);
    });
  }

  #elsewhere(url: string, spot: Spot): void {
    this.#outside++;
    const host = (hostOf(url) ?? "").slice(0, 200);
    this.#hosts.get(host, () => new Extent())?.meet(spot);
  }

  #count(kinds: Iterable<Kind>): void {
    for (const kind of kinds) if (kind.met.count > 0) this.#tally(kind.operation).count(kind);
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
          hosts: this.#hosts.settled().map(([host, met]) => ({ host, ...met.told(resolve) })),
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
