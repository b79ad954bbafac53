import {
  coverageText,
  matrixOf,
  OUTCOMES,
  PACT_OUTCOMES,
  pactCounts,
  type Verification,
  type VerifiedClause,
  type VerifiedInteraction,
} from "./matrix.ts";
import type { MatrixRenderer, VerifyReport } from "./matrix-formats.ts";
import { reason, type Weight, waiverText, weightOfClause, weightOfInteraction } from "./matrix-waivers.ts";

const html = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const slug = (outcome: string): string => outcome.replaceAll(" ", "-");

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--faint:#57606a;--line:#d0d7de;--kept:#116329;--broken:#a40e26;--open:#7a4d00;--none:#57606a}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--faint:#9ea7b3;--line:#30363d;--kept:#56d364;--broken:#ff7b72;--open:#e3b341;--none:#9ea7b3}}
*{box-sizing:border-box}body{margin:0 auto;max-width:70rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}a{color:inherit}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left}td.n,th.n{text-align:right}
.kept{color:var(--kept)}.broken{color:var(--broken)}.not-exercised{color:var(--open)}.not-checkable{color:var(--none)}
fieldset{min-width:0;border:1px solid var(--line);display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;margin:1rem 0}label{max-width:100%;overflow-wrap:anywhere}p,li,summary{overflow-wrap:anywhere}
select,input[type=search]{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);padding:.25rem .5rem;max-width:100%}
article{border-bottom:1px solid var(--line);padding:.6rem 0}article p{margin:.2rem 0}article h3{font-size:1rem;margin:0;overflow-wrap:anywhere}
.faint{color:var(--faint);font-size:.9rem}pre{overflow-x:auto;padding:.6rem;border:1px solid var(--line);font-size:.85rem;white-space:pre-wrap;overflow-wrap:anywhere}
[hidden]{display:none}`;

const SCRIPT = `
const form=document.forms.filters,cards=[...document.querySelectorAll("[data-outcome]")],count=document.getElementById("count");
const apply=()=>{const on=new Set([...form.querySelectorAll("input[name=outcome]:checked")].map(i=>i.value)),op=form.operation.value,words=form.words.value.toLowerCase();let n=0;
for(const c of cards){const show=on.has(c.dataset.outcome)&&(op===""||c.dataset.operations.split(" ").includes(op))&&c.textContent.toLowerCase().includes(words);c.hidden=!show;if(show)n++}
count.textContent=n+" of "+cards.length+" clauses"};
form.addEventListener("input",apply);form.addEventListener("submit",e=>e.preventDefault());apply();`;

const matrixTable = (verification: readonly Verification[]): string => {
  const head = OUTCOMES.map((outcome) => `<th scope="col" class="n">${outcome}</th>`).join("");
  const rows = verification
    .flatMap(matrixOf)
    .map(
      ({ name, counts }) =>
        `<tr><th scope="row">${html(name)}</th>${counts.map((count, index) => `<td class="n ${count > 0 ? slug(OUTCOMES[index]!) : ""}">${count}</td>`).join("")}</tr>`,
    );
  return `<div class="scroll" tabindex="0" role="region" aria-label="Matrix"><table><caption class="faint">Operations by what became of their clauses</caption><thead><tr><th scope="col">operation</th>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
};

const clauseCard = (provider: string, clause: VerifiedClause, weight: Weight): string => {
  const { id, says, outcome, page, section, standing, operations, parts } = clause;
  const why = reason(clause.why, weight);
  const evidence = parts.map(
    (part) =>
      `<li>${part.exercised ? "exercised" : "not exercised"}: ${html(part.binds)} <span class="faint">(${html(part.by)})</span></li>`,
  );
  return `<article data-outcome="${slug(outcome)}" data-operations="${html(operations.map((operation) => `${provider}.${operation}`).join(" "))}">
<h3><span class="${slug(outcome)}">${outcome}</span> ${html(id)}</h3><p>${html(says)}</p>
<p class="faint">“${html(page)}”, ${html(section)}; ${standing}${why === "" ? "" : `; ${html(why)}`}</p>
${evidence.length === 0 ? "" : `<details><summary>Evidence</summary><ul>${evidence.join("")}</ul></details>`}</article>`;
};

const findingCards = ({ findings }: VerifyReport): string =>
  findings
    .map((finding) => {
      const { reproduction, exchange } = finding as { reproduction?: string; exchange?: unknown };
      return `<article><h3><span class="${finding.waived !== null ? "not-checkable" : finding.severity === "error" ? "broken" : "not-exercised"}">${finding.waived === null ? finding.severity : "waived"}</span> ${html(finding.rule)}${finding.count > 1 ? ` ×${finding.count}` : ""}</h3>
<p>${html(finding.message)}</p><p class="faint">${html(`${finding.operation ?? ""} ${finding.instance.source} ${finding.instance.pointer}`)}</p><p>${html(finding.fix)}</p>${finding.waived === null ? "" : `<p>${html(waiverText(finding.waived))}</p>`}
${reproduction === undefined ? "" : `<pre tabindex="0">${html(reproduction)}</pre>`}
${exchange === undefined ? "" : `<details><summary>Exchange</summary><pre tabindex="0">${html(JSON.stringify(exchange, null, 2))}</pre></details>`}</article>`;
    })
    .join("\n");

const pactTable = ({ provider, pacts }: Verification, weigh: (one: VerifiedInteraction) => Weight): string => {
  if (pacts === undefined) return "";
  const counts = pactCounts(pacts).map((count, index) => `${count} ${PACT_OUTCOMES[index]}`);
  const rows = pacts.interactions.map((interaction) => {
    const { consumer, description, states, outcome } = interaction;
    const why = reason(interaction.why, weigh(interaction));
    return `<tr><th scope="row">${html(description)}<br><span class="faint">${html([consumer, ...states].join("; "))}</span></th><td class="${slug(outcome)}">${outcome}</td><td>${html(why)}</td></tr>`;
  });
  return `<h2>Pacts of ${html(provider)}</h2>
<p>${html(pacts.source)}: ${counts.join(", ")}.${pacts.published === null ? "" : ` Published for version ${html(pacts.published)}.`}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Pacts of ${html(provider)}"><table><caption class="faint">What consumers expect</caption><thead><tr><th scope="col">interaction</th><th scope="col">outcome</th><th scope="col">why</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
};

/** One HTML file that needs nothing else: the matrix, the findings and every clause with its evidence, to filter. */
const page: MatrixRenderer = (report, failOn = "error") => {
  const { verdict, summary, verification, findings } = report;
  const operations = verification.flatMap(({ provider, operations: ids }) => ids.map((id) => `${provider}.${id}`));
  const boxes = OUTCOMES.map(
    (outcome) => `<label><input type="checkbox" name="outcome" value="${slug(outcome)}" checked> ${outcome}</label>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Conformance: ${verdict}</title><style>${STYLE}</style></head><body><main>
<h1>Conformance: <span class="${verdict === "pass" ? "kept" : "broken"}">${verdict}</span></h1>
<p>${summary.checked} cases; ${summary.error} errors, ${summary.warning} warnings, ${summary.info} for information, ${summary.waived} waived. ${html(verification.map(({ provider, target, exchanges, coverage }) => `${provider} at ${target}, ${exchanges} exchanges, ${coverageText(coverage)}`).join("; "))}.</p>
${matrixTable(verification)}
${findings.length === 0 ? "" : `<h2>Findings</h2>\n${findingCards(report)}`}
${verification.map((one) => pactTable(one, (interaction) => weightOfInteraction(interaction, findings, failOn))).join("\n")}
<h2>Clauses</h2>
<form name="filters"><fieldset><legend>Show</legend>${boxes.join("\n")}
<label>operation <select name="operation"><option value="">all</option>${operations.map((name) => `<option>${html(name)}</option>`).join("")}</select></label>
<label>text <input type="search" name="words"></label></fieldset></form><p id="count" class="faint" role="status"></p>
${verification.flatMap(({ provider, clauses }) => clauses.map((clause) => clauseCard(provider, clause, weightOfClause(clause, findings, failOn)))).join("\n")}
</main><script>${SCRIPT}</script></body></html>
`;
};

export default page;
