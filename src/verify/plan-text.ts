import { Redactor } from "../redaction/redactor.ts";
import { coverageText, type PlanCoverage } from "../report/matrix.ts";
import { filled, writes } from "./case.ts";
import { coverageOf } from "./coverage.ts";
import type { GivenCredentials } from "./credentials.ts";
import type { Plan } from "./plan.ts";
import { curlOf } from "./reproduction.ts";

/** A plan as it is shown to people and machines: every case, the clauses it exercises, what is expected, the requests. */
export interface ShownPlan {
  readonly provider: string;
  readonly run: string;
  readonly planHash: string;
  readonly coverage: PlanCoverage;
  /** How many requests there are, and how many of them should create something. */
  readonly requests: number;
  readonly creations: number;
  readonly cases: readonly {
    readonly id: string;
    readonly kind: string;
    readonly operation: string;
    readonly title: string;
    readonly clauses: readonly string[];
    readonly writes: boolean;
    readonly steps: readonly { readonly expects: string; readonly curl: string; readonly needs: readonly string[] }[];
  }[];
  readonly untried: readonly { readonly clause: string; readonly why: string }[];
}

/** Prepares a plan for showing; nothing is sent, and no secret is in it. */
export const shownPlan = (
  plan: Plan,
  credentials: Pick<GivenCredentials, "word" | "header" | "secrets"> | null,
): ShownPlan => {
  const redactor = new Redactor(credentials?.secrets ?? []);
  const context = { redactor, credentials };
  return {
    provider: plan.contract.provider,
    run: plan.run,
    planHash: plan.hash,
    coverage: coverageOf(plan),
    requests: plan.cases.reduce((sum, { steps }) => sum + steps.length, 0),
    creations: plan.cases
      .flatMap(({ steps }) => steps)
      .filter(({ draft, expects }) => draft.method === "POST" && expects.outcome !== "refused").length,
    cases: plan.cases.map((one) => {
      const commands = curlOf(one, context);
      return {
        ...{ id: one.id, kind: one.kind, operation: one.operation.ref, title: one.title, clauses: one.clauses },
        writes: one.steps.some(({ draft }) => writes(draft)),
        steps: one.steps.map(({ expects, draft }, index) => {
          const needs = new Set<string>();
          filled([draft.path, draft.query, draft.body], ({ name, sources }) => {
            if (sources[0] !== undefined) needs.add(`${name} from ${sources[0].case}`);
            return null;
          });
          return {
            expects:
              expects.outcome === "refused"
                ? `refused${expects.status === null ? "" : ` with ${expects.status}`}`
                : expects.outcome,
            curl: commands[index]!,
            needs: [...needs],
          };
        }),
      };
    }),
    untried: plan.untried.map(({ clause, why }) => ({ clause, why })),
  };
};

/** A plan as text. */
export const planText = (plan: ShownPlan): string => {
  const { provider, run, planHash, coverage, cases, untried, requests, creations } = plan;
  const lines = [
    `${provider}: ${cases.length} cases, run ${run}, plan ${planHash.slice(0, 12)}`,
    `${requests} requests, of which ${creations} create something`,
    coverageText(coverage),
    ...coverage.uncovered.map((id) => `not covered: ${id}`),
  ];
  for (const { id, title, clauses, steps } of cases) {
    lines.push("", `${id}  ${title}`);
    if (clauses.length > 0)
      lines.push(
        `  clauses ${clauses.slice(0, 6).join(", ")}${clauses.length > 6 ? `, ${clauses.length - 6} more` : ""}`,
      );
    for (const { expects, curl, needs } of steps)
      lines.push(`  ${expects}${needs.length > 0 ? `; needs ${needs.join(", ")}` : ""}`, `  ${curl}`);
  }
  for (const { clause, why } of untried) lines.push("", `not tried: ${clause}: ${why}`);
  return `${lines.join("\n")}\n`;
};
