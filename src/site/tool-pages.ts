import { bodiesOf } from "../contract/refs.ts";
import type { Contract } from "../model/contract.ts";
import { dataBlock, html } from "./html.ts";
import type { SitePage } from "./layout.ts";

/** The notations that the playground takes. */
export const NOTATIONS: readonly (readonly [name: string, title: string])[] = [
  ["json", "JSON"],
  ["yaml", "YAML"],
  ["ndjson", "NDJSON, a payload a line"],
  ["har", "HAR"],
  ["curl", "curl command"],
];

/** The page where payloads are judged as they are typed. */
export const playgroundPage = (contracts: readonly Contract[], bodies: readonly object[]): SitePage => ({
  path: "playground.html",
  title: "Playground",
  about: "Judge a payload, a recording or a curl command by the documented contracts, in your browser alone.",
  scripts: ["playground.js"],
  content: html`<h1>Playground</h1>
<p class="lead">Paste, type or drop a payload, a HAR recording or a whole curl command. It is judged here, in this page; nothing is sent anywhere.</p>
<noscript><p>The playground judges with scripts of this page; allow them to use it.</p></noscript>
<form id="controls" class="filters"><label>Judge as <select id="as"><option value="">detect</option>${contracts.map(
    (contract) =>
      html`<optgroup label="${contract.title}">${bodiesOf(contract).map(({ ref }) => html`<option>${ref}</option>`)}</optgroup>`,
  )}</select></label>
<label>Written as <select id="notation"><option value="">detect</option>${NOTATIONS.map(
    ([name, title]) => html`<option value="${name}">${title}</option>`,
  )}</select></label>
<span class="buttons"><button type="button" id="sample">Insert the sample</button>
<button type="button" id="open">Open a file…</button>
<button type="button" id="share">Copy a link</button></span>
<input type="file" id="file" hidden aria-label="File to judge"></form>
<div class="workbench"><div id="input" class="input"><label for="text">Payload</label><textarea id="text" spellcheck="false" autocapitalize="off" autocomplete="off" rows="18"></textarea><p class="evidence">Tab indents; press Escape, then Tab to leave the editor. F8 goes to the next finding.</p></div>
<section class="outcome" aria-labelledby="outcome"><h2 id="outcome">Findings</h2><p id="status" role="status">Nothing to judge yet.</p><ol id="findings" class="findings"></ol></section></div>
${dataBlock("bodies", bodies)}`,
});

/** The page that shows any JSON report. */
export const reportPage = (): SitePage => ({
  path: "report.html",
  title: "Report viewer",
  about: "Read a JSON report of any command, in your browser alone.",
  scripts: ["report.js"],
  content: html`<h1>Report viewer</h1>
<p class="lead">Drop a report that any command wrote with <code>--format json</code>, or open it. It is read here, in this page.</p>
<noscript><p>Reports are shown by scripts of this page; allow them to use it.</p></noscript>
<div id="drop" class="drop"><button type="button" id="open">Open a report…</button><input type="file" id="file" accept="application/json,.json" hidden aria-label="Report to show"><span>or drop it anywhere on this page</span></div>
<p id="status" role="status"></p>
<div id="report"></div>`,
});
