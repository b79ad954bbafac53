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

/** A run of `verify` against one provider. */
export interface Verification {
  readonly provider: string;
  /** The base URL, or `embedded`. */
  readonly target: string;
  readonly run: string;
  readonly planHash: string;
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

/** The matrix as text, for the end of a run: one block a provider, then what was not exercised and why. */
export const matrixText = (verifications: readonly Verification[]): string => {
  const rows = verifications.map(matrixOf);
  const width = Math.max(9, ...rows.flat().map(({ name }) => name.length));
  const line = (name: string, cells: readonly (string | number)[]): string =>
    `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(15)).join("")}`.trimEnd();
  const lines = [line("operation", OUTCOMES)];
  for (const block of rows) lines.push("", ...block.map(({ name, counts }) => line(name, counts)));
  for (const verification of verifications) lines.push("", ...remarksOn(verification));
  return `${lines.join("\n")}\n`;
};

const remarksOn = ({ provider, cases, exchanges, clauses, leftovers }: Verification): string[] => {
  const { planned, held, failed, skipped } = cases;
  const lines = [
    `${provider}: ${planned} cases planned, ${held} held, ${failed} failed, ${skipped} skipped; ${exchanges} exchanges`,
  ];
  const reasons = new Map<string, number>();
  for (const { outcome, why, parts } of clauses)
    if (outcome === "not exercised") {
      const reason = parts.find(({ exercised }) => !exercised)?.by ?? why ?? "";
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  for (const [reason, count] of reasons) lines.push(`  not exercised ×${count}: ${reason}`);
  for (const { id, outcome, why } of clauses)
    if (outcome === "broken") lines.push(`  broken: ${id} ${why ?? ""}`.trimEnd());
  for (const { operation, id } of leftovers.slice(0, 5)) lines.push(`  left behind: ${id} (${operation})`);
  if (leftovers.length > 5) lines.push(`  left behind: ${leftovers.length - 5} more`);
  return lines;
};
