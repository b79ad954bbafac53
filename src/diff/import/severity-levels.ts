import { SEVERITIES, type Severity } from "../../model/finding.ts";
import { InputError } from "../../readers/input-error.ts";
import { DIFF_RULES } from "../rules/catalogue.ts";

/** Severities by rule, and what of a file is about no rule. */
export interface SeverityLevels {
  readonly severities: Readonly<Record<string, Severity | "off">>;
  /** Each a sentence that begins with file and line. */
  readonly left: readonly string[];
}

const LEVELS: Readonly<Record<string, Severity | "off">> = {
  err: "error",
  error: "error",
  warn: "warning",
  warning: "warning",
  info: "info",
  none: "off",
  off: "off",
};

const ORDER: readonly (Severity | "off")[] = [...SEVERITIES, "off"];

/** The rules that an id stands for: the rule itself, or all those that speak of the same change as a check of oasdiff's. */
const rulesFor = (id: string): readonly string[] =>
  DIFF_RULES.filter((rule) => rule.id === id || rule.oasdiff.includes(id)).map((rule) => rule.id);

/**
 * Reads severities as oasdiff's `--severity-levels` takes them, a line each: an id and `err`, `warn`, `info` or `none`.
 * Several checks of oasdiff's may be one rule here; then the gravest level counts. Throws `InputError` with the line
 * where one has another form.
 */
export const readSeverityLevels = (text: string, source: string): SeverityLevels => {
  const chosen = new Map<string, { level: Severity | "off"; line: number; id: string }>();
  const left: string[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const [id, word, ...more] = raw.trim().split(/\s+/);
    if (id === undefined || id === "" || id.startsWith("#")) continue;
    const level = Object.hasOwn(LEVELS, (word ?? "").toLowerCase()) ? LEVELS[word!.toLowerCase()]! : null;
    if (level === null || more.length > 0)
      throw new InputError(`${source}:${line}`, "this is no id and a level", "Write RULE and err, warn, info or none.");
    const rules = rulesFor(id);
    if (rules.length === 0) left.push(`${source}:${line}: ${id}: no rule speaks of this change`);
    for (const rule of rules) {
      const known = chosen.get(rule);
      if (known !== undefined && known.level !== level) {
        const graver = ORDER.indexOf(level) < ORDER.indexOf(known.level) ? level : known.level;
        left.push(`${source}:${line}: ${id}: ${known.id} of line ${known.line} is ${rule} too, which is now ${graver}`);
      }
      if (known === undefined || ORDER.indexOf(level) < ORDER.indexOf(known.level))
        chosen.set(rule, { level, line, id });
    }
  }
  return { severities: Object.fromEntries([...chosen].map(([rule, { level }]) => [rule, level])), left };
};
