import type { Finding } from "../model/finding.ts";
import { type Pointer, pointerOf, segmentsOf } from "../model/pointer.ts";
import { type Case, withValueAt } from "./case.ts";
import type { Drafting } from "./drafting.ts";
import type { Origin } from "./execution.ts";

/** How many more requests may be sent to make one finding's request smaller. */
const ATTEMPTS = 24;

const same = (one: Finding, other: Finding): boolean =>
  one.rule === other.rule &&
  one.instance.pointer === other.instance.pointer &&
  one.status === other.status &&
  one.schema?.pointer === other.schema?.pointer;

/** The members of a body, the deepest last, each as the segments that lead to it. */
const membersOf = (body: unknown, above: readonly string[] = []): string[][] => {
  if (body === null || typeof body !== "object") return [];
  return Object.entries(body).flatMap(([name, value]) => {
    const own = [...above, name];
    return [...(Array.isArray(body) && (body as unknown[]).length < 2 ? [] : [own]), ...membersOf(value, own)];
  });
};

/**
 * Looks for the smallest request that still shows a finding, by leaving out one member after the other; undefined
 * where the request has no JSON body or the finding takes several requests.
 */
export const shrink = async (
  finding: Finding,
  origin: Origin,
  drafting: Drafting,
  probe: (one: Case) => Promise<readonly Finding[]>,
): Promise<unknown> => {
  const { case: one, draft } = origin;
  if (one.steps.length !== 1 || draft.body.kind !== "json" || origin.response === null) return undefined;
  const kept = brokenAt(one);
  let body = draft.body.value;
  let attempts = 0;
  for (const segments of membersOf(body)) {
    const pointer = pointerOf(segments);
    if (kept !== null && (kept === pointer || kept.startsWith(`${pointer}/`))) continue;
    const smaller = withValueAt(body, segments, undefined);
    if (JSON.stringify(smaller) === JSON.stringify(body)) continue;
    if (++attempts > ATTEMPTS) break;
    const renewed = drafting.prepare(draft.operation, smaller, kept === null ? [] : [kept]);
    const variation: Case = {
      ...one,
      steps: [{ ...one.steps[0]!, draft: { ...draft, body: { kind: "json", value: renewed } } }],
    };
    if ((await probe(variation)).some((other) => same(finding, other))) body = renewed;
  }
  return body;
};

/** The pointer that a case changed on purpose, told by its id; null where it changed nothing. */
const brokenAt = ({ id }: Case): Pointer | null => {
  const pointer = /\/[a-zA-Z]+:(\/[^:]*)/.exec(id)?.[1];
  return pointer === undefined || segmentsOf(pointer).length === 0 ? null : pointer;
};
