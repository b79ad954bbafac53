import type { Finding } from "../model/finding.ts";
import { APPENDIX_STYLE, appendixHtml } from "./appendix-html.ts";
import { countsOf, positionOf, ranked, subjectOf } from "./outline.ts";
import type { Renderer, RuleWords } from "./renderer.ts";

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --error: #b3261e; --warning: #8a5a00; --info: #1f5fa8; --soft: #8881; }
@media (prefers-color-scheme: dark) { :root { --error: #ff8a80; --warning: #ffc46b; --info: #8ec5ff; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; } th, td { padding: .25rem .75rem; border: 1px solid var(--line); text-align: right; }
article { border: 1px solid var(--line); border-left-width: .4rem; border-radius: .3rem; padding: .5rem 1rem; margin: .75rem 0; }
article.error { border-left-color: var(--error); } article.warning { border-left-color: var(--warning); }
article.info { border-left-color: var(--info); } article.waived { border-left-color: var(--line); }
h3 { font-size: 1rem; margin: .25rem 0; } p { margin: .25rem 0; overflow-wrap: anywhere; }
code { font-family: ui-monospace, monospace; font-size: .9em; background: var(--soft); padding: 0 .2em; overflow-wrap: anywhere; }
blockquote { margin: .5rem 0; padding-left: .75rem; border-left: 2px solid var(--line); }
`.trim();

const article = (finding: Finding, words: RuleWords | undefined): string => {
  const { severity, rule, message, fix, instance, clauses, count, waived, fingerprint } = finding;
  const kind = waived === null ? severity : "waived";
  return [
    `<article class="${kind}">`,
    `<h3>${kind} <code>${escaped(rule)}</code>${count > 1 ? ` ×${count}` : ""}</h3>`,
    `<p>${escaped(message)}</p>`,
    `<p>At <code>${escaped(positionOf(finding))}</code>${instance.pointer === "" ? "" : ` <code>${escaped(instance.pointer)}</code>`}${count > 1 ? ", first here" : ""}</p>`,
    ...clauses.map(
      ({ id, page, section, says, standing }) =>
        `<blockquote>${escaped(says)} <cite>“${escaped(page)}”, ${escaped(section)}</cite> (<code>${escaped(id)}</code>, ${standing})</blockquote>`,
    ),
    ...(words === undefined ? [] : [`<p>${escaped(words.summary)} ${escaped(words.why)}</p>`]),
    `<p>Fix: ${escaped(fix)}</p>`,
    ...(waived === null
      ? []
      : [`<p>Waived until ${escaped(waived.until)} by ${escaped(waived.owner)}: ${escaped(waived.reason)}</p>`]),
    `<p>Fingerprint <code>${escaped(fingerprint)}</code></p>`,
    "</article>",
  ].join("\n");
};

/** One file that needs nothing else: no script, no font, no network, in light and dark. Findings by operation, worst first. */
const html: Renderer = (report, { rules, appendices = [] }) => {
  const groups = new Map<string, Finding[]>();
  for (const finding of ranked(report.findings)) {
    const subject = subjectOf(finding);
    groups.set(subject, [...(groups.get(subject) ?? []), finding]);
  }
  const { checked, error, warning, info, waived } = report.summary;
  const title = `tenant-contracts ${report.command}: ${report.verdict}`;
  const sections = [...groups].map(
    ([subject, findings]) =>
      `<section>\n<h2>${subject === "" ? "About the whole" : escaped(subject)}</h2>\n${findings.map((finding) => article(finding, rules?.get(finding.rule))).join("\n")}\n</section>\n`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>
${STYLE}
${appendices.length === 0 ? "" : `${APPENDIX_STYLE}\n`}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(countsOf(report))}, by tenant-contracts ${escaped(report.tool.version)}.</p>
<table>
<thead><tr><th scope="col">checked</th><th scope="col">errors</th><th scope="col">warnings</th><th scope="col">info</th><th scope="col">waived</th></tr></thead>
<tbody><tr><td>${checked}</td><td>${error}</td><td>${warning}</td><td>${info}</td><td>${waived}</td></tr></tbody>
</table>
${sections.join("")}${appendixHtml(appendices, escaped)}</main>
</body>
</html>
`;
};

export default html;
