import type { Finding } from "../model/finding.ts";
import { generalised } from "../model/pointer.ts";
import type { Waiver } from "../model/waiver.ts";
import { WAIVER_RULES } from "./waivers.ts";

const OWN: ReadonlySet<string> = new Set(Object.values(WAIVER_RULES).map(({ id }) => id));

/**
 * Waiver entries as YAML, one for each finding that has none yet, in the order of the findings. Reason, owner and last
 * day are empty: a waiver is a decision, and an entry fails the run until somebody has taken it.
 */
export const proposalsFor = (
  findings: readonly Finding[],
  known: readonly Waiver[],
  origin: (finding: Finding) => string | null = () => null,
): { text: string; count: number } => {
  const keyOf = ({ rule, operation, at }: Pick<Waiver, "rule" | "operation" | "at">): string =>
    JSON.stringify([rule, operation, at]);
  const keys = new Set(known.map(keyOf));
  const entries: string[] = [];
  for (const finding of findings) {
    const { rule, operation, instance, message } = finding;
    const at = generalised(instance.pointer);
    const key = keyOf({ rule, operation, at });
    if (OWN.has(rule) || keys.has(key)) continue;
    keys.add(key);
    const asked = origin(finding);
    entries.push(
      [
        ...[message, ...(asked === null ? [] : [asked])].map(
          (text) => `# ${text.replaceAll(/\s+/g, " ").slice(0, 200)}`,
        ),
        `- rule: ${rule}`,
        `  operation: ${JSON.stringify(operation)}`,
        `  at: ${JSON.stringify(at)}`,
        '  reason: ""',
        '  owner: ""',
        '  until: "" # the last day, as 2027-03-31',
        "",
      ].join("\n"),
    );
  }
  return { text: entries.join(""), count: entries.length };
};
