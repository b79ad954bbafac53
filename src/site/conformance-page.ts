import { matrixOf, OUTCOMES, type Verification } from "../report/matrix.ts";
import { type Content, type Html, html } from "./html.ts";
import type { SitePage } from "./layout.ts";

const slug = (outcome: string): string => outcome.replaceAll(" ", "-");

const table = (verification: Verification): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Matrix of ${verification.provider}"><table><thead><tr><th scope="col">Operation</th>${OUTCOMES.map(
    (outcome) => html`<th scope="col" class="number">${outcome}</th>`,
  )}</tr></thead><tbody>${matrixOf(verification).map(
    ({ name, counts }) =>
      html`<tr><th scope="row">${name}</th>${counts.map(
        (count, index) => html`<td class="number ${count > 0 ? slug(OUTCOMES[index]!) : "none"}">${count}</td>`,
      )}</tr>`,
  )}</tbody></table></div>`;

const left = ({ clauses }: Verification): Content => {
  const open = clauses.filter(({ outcome }) => outcome !== "kept");
  return (
    open.length > 0 &&
    html`<details><summary>${open.length} clauses that are not kept, and why</summary><ul class="plain">${open.map(
      ({ id, outcome, says, why }) =>
        html`<li><span class="mark ${slug(outcome)}">${outcome}</span> <a href="clauses.html#${id}">${id}</a>: ${says} <span class="evidence">${why}</span></li>`,
    )}</ul></details>`
  );
};

/** What became of each clause when the embedded providers were verified. */
export const conformancePage = (verifications: readonly Verification[]): SitePage => ({
  path: "conformance.html",
  title: "Conformance",
  about: "What became of each documented clause when the embedded providers were verified.",
  content: html`<h1>Conformance</h1><p class="lead">The embedded providers, verified clause by clause: <code>tenant-contracts verify PROVIDER --mock</code>.</p>${verifications.map(
    (verification) => {
      const { provider, cases, exchanges } = verification;
      return html`<section aria-labelledby="${provider}"><h2 id="${provider}">${provider}</h2><p>${cases.planned} cases planned, ${cases.held} held, ${cases.failed} failed, ${cases.skipped} skipped; ${exchanges} exchanges.</p>${table(verification)}${left(verification)}</section>`;
    },
  )}`,
});
