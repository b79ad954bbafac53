import type { Finding } from "../model/finding.ts";
import { reason, weightOfClause, weightOfInteraction } from "./matrix-waivers.ts";

/** What a run says about one clause, as reports show it. */
export interface VerifiedClause {
  readonly id: string;
  readonly operations: readonly string[];
  readonly page: string;
  readonly section: string;
  readonly says: string;
  readonly standing: string;
  readonly outcome: "kept" | "broken" | "not exercised" | "not checkable";
  /** Why it is not kept as a whole; null where it is. */
  readonly why: string | null;
  readonly parts: readonly { readonly binds: string; readonly exercised: boolean; readonly by: string }[];
}

/** What became of one interaction of a pact. */
export interface VerifiedInteraction {
  readonly consumer: string;
  readonly description: string;
  /** The provider states it starts from. */
  readonly states: readonly string[];
  /** The operation it calls, by id; null where it calls nothing documented. */
  readonly operation: string | null;
  readonly outcome: "kept" | "broken" | "not exercised";
  /** Null where it was kept. */
  readonly why: string | null;
}

/** What consumers' pacts say of the provider. */
export interface PactSection {
  /** `bundled`, the files, or the broker's URL. */
  readonly source: string;
  readonly interactions: readonly VerifiedInteraction[];
  /** The version for which a broker was told what came of it; null where none was. */
  readonly published: string | null;
}

/** How many of a contract's clauses a plan covers. */
export interface PlanCoverage {
  readonly clauses: number;
  /** Those that are not marked as not checkable. */
  readonly checkable: number;
  /** Those of them that a case of the plan names. */
  readonly planned: number;
  /** The others, by id. */
  readonly uncovered: readonly string[];
}

/** `118 of 126 checkable clauses (of 140) are covered by the plan`. */
export const coverageText = ({ clauses, checkable, planned }: PlanCoverage): string =>
  `${planned} of ${checkable} checkable clauses (of ${clauses}) are covered by the plan`;

/** A run of `verify` against one provider. */
export interface Verification {
  readonly provider: string;
  /** The base URL, or `embedded`. */
  readonly target: string;
  readonly run: string;
  readonly planHash: string;
  readonly coverage: PlanCoverage;
  readonly cases: {
    readonly planned: number;
    readonly held: number;
    readonly failed: number;
    readonly skipped: number;
  };
  readonly exchanges: number;
  readonly operations: readonly string[];
  readonly clauses: readonly VerifiedClause[];
  /** Resources that the run created and could not delete: what they are called, and by which operation they came. */
  readonly leftovers: readonly { readonly operation: string; readonly id: string }[];
  /** Present where pacts were held against the provider as well. */
  readonly pacts?: PactSection;
}

/** The columns of the matrix. */
export const OUTCOMES = ["kept", "broken", "not exercised", "not checkable"] as const;

/** One row of the matrix: an operation, or all of them, and how many of its clauses came out how. */
export interface MatrixRow {
  readonly name: string;
  readonly counts: readonly number[];
}

/** Operations by clause outcome; a clause about several operations counts in the row of each, and once in the sum. */
export const matrixOf = ({ operations, clauses, provider }: Verification): MatrixRow[] => {
  const row = (name: string, own: readonly VerifiedClause[]): MatrixRow => ({
    name,
    counts: OUTCOMES.map((outcome) => own.filter((clause) => clause.outcome === outcome).length),
  });
  return [
    ...operations.map((id) =>
      row(
        `${provider}.${id}`,
        clauses.filter((clause) => clause.operations.includes(id)),
      ),
    ),
    row(`${provider}, every clause once`, clauses),
  ];
};

/** How many of a section's interactions came out how, in the order of {@link PACT_OUTCOMES}. */
export const pactCounts = ({ interactions }: PactSection): readonly number[] =>
  PACT_OUTCOMES.map((outcome) => interactions.filter((one) => one.outcome === outcome).length);

/** What becomes of interactions. */
export const PACT_OUTCOMES = ["kept", "broken", "not exercised"] as const;

/** The matrix as text, for the end of a run: one block a provider, then what was not exercised and why. */
export const matrixText = (verifications: readonly Verification[], findings: readonly Finding[] = []): string => {
  const rows = verifications.map(matrixOf);
  const width = Math.max(9, ...rows.flat().map(({ name }) => name.length));
  const line = (name: string, cells: readonly (string | number)[]): string =>
    `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(15)).join("")}`.trimEnd();
  const lines = [line("operation", OUTCOMES)];
  for (const block of rows) lines.push("", ...block.map(({ name, counts }) => line(name, counts)));
  for (const verification of verifications) lines.push("", ...remarksOn(verification, findings));
  return `${lines.join("\n")}\n`;
};

const remarksOn = (verification: Verification, findings: readonly Finding[]): string[] => {
  const { provider, cases, coverage, exchanges, clauses, leftovers, pacts } = verification;
  const { planned, held, failed, skipped } = cases;
  const lines = [
    `${provider}: ${planned} cases planned, ${held} held, ${failed} failed, ${skipped} skipped; ${exchanges} exchanges`,
    `  ${coverageText(coverage)}`,
    ...coverage.uncovered.map((id) => `  not covered: ${id}`),
  ];
  const reasons = new Map<string, number>();
  for (const { outcome, why, parts } of clauses)
    if (outcome === "not exercised") {
      const reason = parts.find(({ exercised }) => !exercised)?.by ?? why ?? "";
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  for (const [reason, count] of reasons) lines.push(`  not exercised ×${count}: ${reason}`);
  for (const clause of clauses)
    if (clause.outcome === "broken")
      lines.push(`  broken: ${clause.id} ${reason(clause.why, weightOfClause(clause, findings, "info"))}`.trimEnd());
  for (const { operation, id } of leftovers.slice(0, 5)) lines.push(`  left behind: ${id} (${operation})`);
  if (leftovers.length > 5) lines.push(`  left behind: ${leftovers.length - 5} more`);
  return pacts === undefined ? lines : [...lines, "", ...pactRemarks(provider, pacts, findings)];
};

const pactRemarks = (provider: string, section: PactSection, findings: readonly Finding[]): string[] => {
  const { source, interactions, published } = section;
  const [kept, broken, open] = pactCounts(section);
  const lines = [
    `${provider}, pacts (${source}): ${interactions.length} interactions, ${kept} kept, ${broken} broken, ${open} not exercised`,
  ];
  const reasons = new Map<string, number>();
  for (const interaction of interactions) {
    const { consumer, description, outcome, why } = interaction;
    const waived = reason(null, weightOfInteraction(interaction, findings, "info"));
    if (outcome === "broken")
      lines.push(`  broken: ${[`${consumer}: ${description}`, waived].filter(Boolean).join("; ")}`);
    if (outcome === "not exercised") reasons.set(why ?? "", (reasons.get(why ?? "") ?? 0) + 1);
  }
  for (const [reason, count] of reasons) lines.push(`  not exercised ×${count}: ${reason}`);
  if (published !== null) lines.push(`  published for version ${published}`);
  return lines;
};
