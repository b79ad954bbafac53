import type { Finding, Severity } from "../model/finding.ts";
import type { Pointer } from "../model/pointer.ts";
import { compareTexts, FirstKeys } from "./merging.ts";
import type { GroupedFinding, Observations } from "./portion.ts";
import { groupKey, MOST } from "./portion-merge.ts";
import type { Resolve, Spot } from "./spot.ts";

interface Group {
  readonly finding: Finding;
  count: number;
  readonly places: { readonly spot: Spot; readonly pointer: Pointer }[];
}

const LONGEST_POINTER = 500;
const LONGEST_MESSAGE = 2000;

const shortened = (pointer: Pointer): Pointer =>
  pointer.length <= LONGEST_POINTER ? pointer : `${pointer.slice(0, LONGEST_POINTER).replace(/~$/, "")}…`;

/** Groups equal findings as they come, in memory that is bounded whatever comes. */
export class FindingTally {
  readonly #groups = new FirstKeys<Group>(MOST.findings);
  readonly #totals: Record<Severity, number> = { error: 0, warning: 0, info: 0 };

  /** Adds the findings about one exchange. `shown` prepares a finding of which something will be shown. */
  add(findings: readonly Finding[], spot: Spot, shown: (finding: Finding) => Finding): void {
    for (const finding of findings) {
      this.#totals[finding.severity] += finding.count;
      let clean: Finding | null = null;
      const group = this.#groups.get(groupKey(finding), () => {
        clean = shown(finding);
        return { finding: clean, count: 0, places: [] };
      });
      if (group === undefined) continue;
      group.count += finding.count;
      if (group.places.length >= MOST.places) continue;
      clean ??= shown(finding);
      const pointer = shortened(clean.instance.pointer);
      const last = group.places.at(-1);
      if (last?.spot !== spot || last.pointer !== pointer) group.places.push({ spot, pointer });
    }
  }

  /** The groups, and how many findings are in none of them. */
  told(resolve: Resolve): { readonly findings: GroupedFinding[]; readonly unlisted: Observations["unlisted"] } {
    const unlisted = { ...this.#totals };
    const findings = this.#groups.settled().map(([, { finding, count, places }]): GroupedFinding => {
      unlisted[finding.severity] -= count;
      const placed = places.map(({ spot, pointer }) => ({ ...resolve(spot), pointer }));
      const { message } = finding;
      return {
        ...finding,
        message: message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE)}…`,
        instance: placed[0]!,
        count,
        places: placed,
      };
    });
    return { findings, unlisted };
  }
}

/** Findings of one exchange in the order of their places in it. */
export const inPlaceOrder = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => compareTexts(shortened(a.instance.pointer), shortened(b.instance.pointer)));
