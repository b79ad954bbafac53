import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isDate } from "../conformance/formats/date-time.ts";
import type { WaiverRun } from "../engine/waivers.ts";
import type { Finding } from "../model/finding.ts";
import type { Waiver } from "../model/waiver.ts";
import { type Arguments, flagOf, type Terminal, textOf } from "./command.ts";
import { UsageError } from "./errors.ts";
import { counts } from "./exit-code.ts";
import { failOnOf } from "./output.ts";
import { WAIVERS } from "./settings.ts";

/** Today as `2027-03-31`, UTC; SOURCE_DATE_EPOCH, in seconds, makes a run repeatable. */
export const todayOf = (env: Terminal["env"]): string => {
  const epoch = env.SOURCE_DATE_EPOCH;
  if (epoch === undefined || epoch === "") return new Date().toISOString().slice(0, 10);
  const day = /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000).toISOString().slice(0, 10) : "";
  if (!isDate(day)) throw new UsageError(`SOURCE_DATE_EPOCH ${epoch} is not a time`, "Give seconds since 1970.");
  return day;
};

/** The findings with their severities as configured. */
export const regraded = (args: Arguments, findings: readonly Finding[]): readonly Finding[] => {
  const rules = args.settings?.rules ?? {};
  if (Object.keys(rules).length === 0) return findings;
  return findings.map((finding) =>
    Object.hasOwn(rules, finding.rule) ? { ...finding, severity: rules[finding.rule]! } : finding,
  );
};

/** The waivers of a run: those of `--waivers`, else of `contracts/waivers.yaml` if it is there. */
export const loadWaivers = async (args: Arguments): Promise<readonly Waiver[]> => {
  const file = textOf(args, "waivers") ?? (existsSync(WAIVERS) ? WAIVERS : null);
  if (file === null) return [];
  const [{ readWaivers }, { inputErrorOf }] = await Promise.all([
    import("../readers/waivers.ts"),
    import("../readers/input-error.ts"),
  ]);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw inputErrorOf(file, error);
  }
  return readWaivers(text, file);
};

/**
 * What every command does with its findings before it reports them: severities as configured, waivers applied,
 * proposals written if asked for. `complete`: a next run of the same will find the same; `scope` then tells which waivers
 * it could have met. Costs nothing where there is neither a waiver nor a configuration.
 */
export const applyWaivers = async (
  args: Arguments,
  terminal: Terminal,
  findings: readonly Finding[],
  run: Pick<WaiverRun, "complete"> & { scope?: () => Promise<NonNullable<WaiverRun["judged"]>> },
): Promise<readonly Finding[]> => {
  const waivers = await loadWaivers(args);
  let settled = regraded(args, findings);
  if (waivers.length > 0) {
    const { waive } = await import("../engine/waivers.ts");
    const judged = run.complete ? await run.scope?.() : undefined;
    const known = { today: todayOf(terminal.env), complete: run.complete, ...(judged === undefined ? {} : { judged }) };
    settled = regraded(args, waive(settled, waivers, known));
  }
  const proposals = textOf(args, "write-waivers");
  if (proposals !== undefined) {
    const failOn = failOnOf(args);
    const failing = settled.filter((finding) => counts(finding, failOn));
    await propose(proposals, failing, args, terminal);
  }
  return settled;
};

/**
 * Adds an entry to a waiver file for each of the findings, with owner, reason and date left to fill in. `origin` says what
 * asked for an entry, if not the finding itself.
 */
export const propose = async (
  file: string,
  findings: readonly Finding[],
  args: Arguments,
  terminal: Terminal,
  origin?: (finding: Finding) => string,
): Promise<void> => {
  const { proposalsFor } = await import("../engine/waiver-proposals.ts");
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const known = before === "" ? [] : await (await import("../readers/waivers.ts")).readWaivers(before, file);
  const { text, count } = proposalsFor(findings, known, origin);
  if (count > 0) {
    const kept = before.replace(/(^|\n)\[\s*\]\s*$/, "$1");
    try {
      writeFileSync(file, `${kept}${kept === "" || kept.endsWith("\n") ? "" : "\n"}${text}`);
    } catch (error) {
      throw new UsageError(`cannot write ${file}: ${(error as Error).message}`, "Give a file in a folder that exists.");
    }
  }
  if (!flagOf(args, "quiet")) terminal.note(`${file}: ${count} proposed; fill in reason, owner and until\n`);
};
