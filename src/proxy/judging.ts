import { Kinds } from "../drift/kind.ts";
import { lookQuickly } from "../drift/quick.ts";
import { fingerprintOf } from "../engine/fingerprint.ts";
import type { Judge, Placing } from "../engine/judge.ts";
import type { Exchange } from "../model/exchange.ts";
import type { Direction, Finding } from "../model/finding.ts";
import type { Redactor } from "../redaction/redactor.ts";
import type { Unjudged } from "./body.ts";
import type { Passage } from "./passage.ts";
import { BODY_UNJUDGED } from "./rule.ts";

/** Judges exchanges as they pass. A body that was not kept, or not decoded, is not judged but counted. */
export class Judging {
  readonly #judge: Judge;
  readonly #redactor: Redactor;
  readonly #kinds: Kinds;
  /** How many exchanges were judged. */
  checked = 0;

  constructor(judge: Judge, redactor: Redactor) {
    this.#judge = judge;
    this.#redactor = redactor;
    this.#kinds = new Kinds(judge, () => {});
  }

  /** What the judge says, mostly without asking: exchanges that are alike are judged once. */
  #judged(exchange: Exchange, placing: Placing): readonly Finding[] {
    const { method, url } = exchange.request;
    const route = this.#judge.pairing.route(method, url);
    if (route.operation === null) return this.#judge.exchange(exchange, placing);
    const { kind, clean } = lookQuickly(this.#kinds, route, exchange);
    if (!clean) return this.#judge.exchange(exchange, placing);
    kind.findings ??= this.#judge.exchange(exchange, placing);
    return kind.findings.map((finding) => ({ ...finding, instance: placing(finding.instance.pointer) }));
  }

  /** The findings about one exchange as they are, secrets and all; `source` and `line` say where it is recorded. */
  findings(
    { exchange, requestUnjudged, responseUnjudged, requestOctets, responseOctets }: Passage,
    source: string,
    line: number | null,
  ): Finding[] {
    this.checked++;
    const column = line === null ? null : 1;
    const found = this.#judged(exchange, (pointer) => ({ source, line, column, pointer }));
    if (found.length === 0 && requestUnjudged === null && responseUnjudged === null) return [];
    const sides = [
      ["request", requestUnjudged, requestOctets],
      ["response", responseUnjudged, responseOctets],
    ] as const;
    const unjudged = sides.flatMap(([direction, why, octets]) =>
      why === null ? [] : [this.#unjudged(exchange.response.status, direction, why, octets, { source, line, column })],
    );
    const isJudged = ({ instance: { pointer } }: Finding): boolean =>
      !sides.some(
        ([direction, why]) =>
          why !== null && (pointer === `/${direction}/body` || pointer.startsWith(`/${direction}/body/`)),
      );
    return [...found.filter(isJudged), ...unjudged];
  }

  /** The findings about an exchange as they may be shown: what is secret in it is secret in what is said about it. */
  shown({ exchange }: Passage, findings: readonly Finding[]): Finding[] {
    this.#redactor.exchange(exchange);
    return findings.map((finding) => this.#redactor.finding(finding));
  }

  #unjudged(
    status: number,
    direction: Direction,
    why: Unjudged,
    octets: number,
    place: { source: string; line: number | null; column: number | null },
  ): Finding {
    const pointer = `/${direction}/body`;
    return {
      fingerprint: fingerprintOf(BODY_UNJUDGED.id, null, direction, null, `${pointer}/${why}`),
      rule: BODY_UNJUDGED.id,
      severity: BODY_UNJUDGED.severity,
      operation: null,
      direction,
      status,
      message: `a body of ${octets} octets was not judged: ${why}`,
      instance: { ...place, pointer },
      ...{ schema: null, clauses: [], fix: BODY_UNJUDGED.fix, count: 1, waived: null },
    };
  }
}
