import { segmentsOf } from "../../model/pointer.ts";
import type { DiffFinding } from "../finding.ts";
import { DIFF_RULES } from "../rules/catalogue.ts";
import type { IgnoreEntry } from "./ignore-file.ts";
import { describes, quotedIn } from "./wording.ts";

/** An operation as both tools can name it. */
export interface NamedOperation {
  /** As findings name it. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
}

/** What became of the entries: what each accepts here, or why it accepts nothing. */
export interface Acceptance {
  readonly accepted: ReadonlyMap<DiffFinding, IgnoreEntry>;
  readonly left: readonly { readonly entry: IgnoreEntry; readonly why: string }[];
}

const OASDIFF: ReadonlyMap<string, readonly string[]> = new Map(DIFF_RULES.map(({ id, oasdiff }) => [id, oasdiff]));

/** How many of the quoted texts a finding speaks of. */
const mentions = ({ message, status, baseline, revision }: DiffFinding, quoted: readonly string[]): number => {
  const steps = [baseline, revision].flatMap((place) => (place === null ? [] : segmentsOf(place.pointer)));
  const said = new Set([
    ...[...steps, ...(message.match(/[\w.$/+-]+/g) ?? [])].map((text) => text.toLowerCase()),
    String(status),
  ]);
  return quoted.filter((text) => said.has(text)).length;
};

/**
 * Finds what entries accept among the findings of a comparison. oasdiff matches by its messages; here, an entry is about
 * the findings of its operation whose rule its words describe, and of these about those that speak of most that it
 * quotes.
 */
export const acceptanceOf = (
  entries: readonly IgnoreEntry[],
  findings: readonly DiffFinding[],
  operations: readonly NamedOperation[],
): Acceptance => {
  const accepted = new Map<DiffFinding, IgnoreEntry>();
  const left: { entry: IgnoreEntry; why: string }[] = [];
  for (const entry of entries) {
    const matching = entry.operation === null ? (entry.foreign ?? "") : matchesOf(entry, findings, operations);
    if (typeof matching === "string") left.push({ entry, why: matching });
    else for (const finding of matching) if (!accepted.has(finding)) accepted.set(finding, entry);
  }
  return { accepted, left };
};

const matchesOf = (
  { text, operation }: IgnoreEntry,
  findings: readonly DiffFinding[],
  operations: readonly NamedOperation[],
): readonly DiffFinding[] | string => {
  const { method, path } = operation!;
  const named = operations.filter((one) => one.method.toLowerCase() === method && one.path.toLowerCase() === path);
  if (named.length === 0) return "neither contract has this operation";
  const ids = new Set(named.map(({ id }) => id));
  const own = findings.filter((one) => [one.operation, ...one.alsoIn].some((id) => id !== null && ids.has(id)));
  if (own.length === 0) return "nothing about this operation has changed";
  const described = own.filter(({ rule }) => OASDIFF.get(rule)?.some((id) => describes(text, id)));
  if (described.length === 0) return "its words describe nothing that has changed there";
  const quoted = quotedIn(text);
  const most = Math.max(...described.map((finding) => mentions(finding, quoted)));
  if (quoted.length > 0 && most === 0)
    return `nothing of what it names, ${quoted.map((one) => `'${one}'`).join(", ")}, has changed there`;
  return described.filter((finding) => mentions(finding, quoted) === most);
};
