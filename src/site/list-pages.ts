import { Register } from "../engine/register.ts";
import type { Contract } from "../model/contract.ts";
import type { RuleWords } from "../report/renderer.ts";
import { CATALOGUE } from "../rules/catalogue.ts";
import type { Rule } from "../rules/rule.ts";
import { checkOf, originOf, readingsOf, standingMark } from "./clause.ts";
import { type Content, type Html, html } from "./html.ts";
import { action, type SitePage } from "./layout.ts";
import { pathOfOperation } from "./operation-page.ts";

/** A choice among a few words in a filter. */
interface Choice {
  readonly name: string;
  readonly label: string;
  readonly options: readonly string[];
}

/** The controls that narrow a list; the script shows them, since without it they would do nothing. */
const filters = (what: string, choices: readonly Choice[]): Html =>
  html`<form class="filters" role="search" aria-label="Search ${what}" hidden><label>Search <input type="search" name="words" autocomplete="off"></label>${choices.map(
    ({ name, label, options }) =>
      html`<label>${label} <select name="${name}"><option value="">all</option>${options.map((option) => html`<option>${option}</option>`)}</select></label>`,
  )}<output aria-live="polite"></output></form>`;

const operationCards = (contracts: readonly Contract[]): Content =>
  contracts.map((contract) => {
    const register = new Register(contract);
    return html`<section aria-labelledby="${contract.provider}"><h2 id="${contract.provider}">${contract.title} <small>${contract.provider}</small></h2><ul class="cards">${contract.operations.map(
      (operation) => {
        const clauses = register.clauses.filter((clause) => register.operationsOf(clause).includes(operation.id));
        const contested = clauses.filter(({ standing }) => standing === "resolved").length;
        return html`<li class="card"><h3><a href="${pathOfOperation(operation)}">${operation.ref}</a></h3><p class="endpoint"><span class="method">${operation.method}</span> <code>${operation.path}</code></p><p>${clauses.length} clauses, ${contested} of them resolved between readings</p></li>`;
      },
    )}</ul></section>`;
  });

/** The first page: what is documented, and where to go. */
export const indexPage = (contracts: readonly Contract[]): SitePage => ({
  path: "index.html",
  title: "Operations",
  about: "Contracts of tenant-provisioning APIs that are documented by web pages only, operation by operation.",
  content: html`<h1>What the pages promise</h1>
<p class="lead">Contracts of tenant-provisioning APIs that are documented by web pages only. Every type, status and rule names the statement it comes from and how firmly that stands.</p>
<p>${action("playground.html", "Check a payload")} ${action("report.html", "Open a report")}</p>
${operationCards(contracts)}`,
});

const clauseEntries = (contract: Contract): Content => {
  const register = new Register(contract);
  return register.clauses.map((clause) => {
    const operations = register.operationsOf(clause);
    const refs = contract.operations.filter(({ id }) => operations.includes(id));
    return html`<article class="entry" id="${clause.id}" data-provider="${contract.provider}" data-standing="${clause.standing}" data-operation="${refs.map(({ ref }) => ref).join(" ")}"><h2>${standingMark(clause.standing)} <a href="#${clause.id}">${clause.id}</a></h2><p>${clause.says}</p><p class="evidence">${originOf(clause, register)}${
      clause.evidence !== undefined && `. Evidence: ${clause.evidence}`
    }</p>${refs.length > 0 && html`<p>About ${refs.map((operation) => html`<a href="${pathOfOperation(operation)}">${operation.ref}</a> `)}</p>`}<p class="constraints">checked by ${clause.binds.map(checkOf).join("; ")}</p>${readingsOf(clause)}</article>`;
  });
};

/** The register of clauses of all providers, to search. */
export const clausesPage = (contracts: readonly Contract[]): SitePage => {
  const count = contracts.reduce((sum, { clauses }) => sum + clauses.clauses.length, 0);
  return {
    path: "clauses.html",
    title: "Clauses",
    about: "Every statement of the vendors' pages that the contracts are made of.",
    content: html`<h1>Clauses</h1><p class="lead">${count} statements of the vendors' pages: stated plainly, resolved between contradicting readings, or inferred.</p>${filters(
      "clauses",
      [
        { name: "provider", label: "Provider", options: contracts.map(({ provider }) => provider) },
        { name: "standing", label: "Standing", options: ["stated", "resolved", "inferred"] },
        {
          name: "operation",
          label: "Operation",
          options: contracts.flatMap(({ operations }) => operations.map(({ ref }) => ref)),
        },
      ],
    )}<div class="entries">${contracts.map(clauseEntries)}</div>`,
  };
};

const SUBJECTS: Readonly<Record<Rule["on"], string>> = {
  request: "requests",
  response: "responses",
  exchange: "exchanges",
  instance: "payloads",
  text: "texts",
};

const LONGEST_EXAMPLE = 600;

const exampleOf = ({ examples }: Rule): string | null => {
  const { finds: _finds, ...input } = (examples.violates[0] ?? {}) as { finds?: unknown };
  try {
    const text = JSON.stringify(input, null, 2);
    return text.length > LONGEST_EXAMPLE ? null : text;
  } catch {
    // An instance nested so deeply that it cannot be written down either.
    return null;
  }
};

const ruleEntry = (rule: Rule): Html => {
  const { id, on, severity, summary, why, fix } = rule;
  const example = exampleOf(rule);
  return html`<article class="entry" id="${id}" data-judges="${SUBJECTS[on]}"><h2><a href="#${id}">${id}</a></h2><p>${summary}</p><dl><dt>Why it matters</dt><dd>${why}</dd><dt>What to do</dt><dd>${fix}</dd><dt>Judges</dt><dd>${SUBJECTS[on]}${
    rule.on === "instance" && rule.keywords !== undefined && `, by ${rule.keywords.join(", ")}`
  }</dd><dt>Severity</dt><dd>${severity ?? "error or warning, by the standing of the clause that is broken"}</dd></dl>${
    example !== null &&
    html`<details><summary>What it finds</summary><div class="code"><pre tabindex="0" role="region" aria-label="Example of ${id}"><code>${example}</code></pre></div></details>`
  }</article>`;
};

/** What the rules are about that judge neither payloads nor exchanges. */
const OTHER = "runs, recordings, pages and contracts";

const otherEntry = (id: string, { summary, why, fix }: RuleWords): Html =>
  html`<article class="entry" id="${id}" data-judges="other"><h2><a href="#${id}">${id}</a></h2><p>${summary}</p><dl><dt>Why it matters</dt><dd>${why}</dd><dt>What to do</dt><dd>${fix}</dd><dt>Judges</dt><dd>${OTHER}</dd></dl></article>`;

/** Every rule of every command, to search; `words` are those of all of them by id. */
export const rulesPage = (words: ReadonlyMap<string, RuleWords>): SitePage => {
  const known = new Set(CATALOGUE.map(({ id }) => id));
  const others = [...words].filter(([id]) => !known.has(id));
  return {
    path: "rules.html",
    title: "Rules",
    about: "Every rule that payloads, exchanges, recordings, pages and contracts are judged by.",
    content: html`<h1>Rules</h1><p class="lead">${CATALOGUE.length} rules judge payloads and exchanges, here and on the command line alike; ${others.length} more judge ${OTHER}.</p>${filters(
      "rules",
      [{ name: "judges", label: "Judges", options: [...new Set(CATALOGUE.map(({ on }) => SUBJECTS[on])), "other"] }],
    )}<div class="entries">${CATALOGUE.map(ruleEntry)}${others.map(([id, rule]) => otherEntry(id, rule))}</div>`,
  };
};
