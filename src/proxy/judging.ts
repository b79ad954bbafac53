import { fingerprintOf } from "../engine/fingerprint.ts";
import type { Judge } from "../engine/judge.ts";
import type { Direction, Finding } from "../model/finding.ts";
import type { Redactor } from "../redaction/redactor.ts";
import type { Unjudged } from "./body.ts";
import type { Passage } from "./passage.ts";
import { BODY_UNJUDGED } from "./rule.ts";

/**
 * Judges exchanges as they pass. A body that was not kept, or not decoded, is not judged but counted; findings hold no
 * secret.
 */
export class Judging {
  readonly #judge: Judge;
  readonly #redactor: Redactor;
  /** How many exchanges were judged. */
  checked = 0;

  constructor(judge: Judge, redactor: Redactor) {
    this.#judge = judge;
    this.#redactor = redactor;
  }

  /** The findings about one exchange; `source` and `line` say where it is recorded. */
  findings(
    { exchange, requestUnjudged, responseUnjudged, requestOctets, responseOctets }: Passage,
    source: string,
    line: number | null,
  ): Finding[] {
    this.checked++;
    const column = line === null ? null : 1;
    const found = this.#judge.exchange(exchange, (pointer) => ({ source, line, column, pointer }));
    if (found.length === 0 && requestUnjudged === null && responseUnjudged === null) return found;
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
    // What is secret in the exchange is secret in what is said about it.
    this.#redactor.exchange(exchange);
    return [...found.filter(isJudged), ...unjudged].map((finding) => this.#redactor.finding(finding));
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
