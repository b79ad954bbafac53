/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { bodiesOf } from "../../contract/refs.ts";
import { SEVERITIES } from "../../model/finding.ts";
import { plainEditor, type TextEditor, upgrade } from "./editor-host.ts";
import { byId, element, onFile, textOfFile } from "./element.ts";
import { judgeCurl } from "./exchange.ts";
import { details, headline, placeOf, ruleLink } from "./finding-view.ts";
import { judgeHar } from "./har.ts";
import { isUndecided, type Judgement, type PlacedFinding, type Undecided } from "./judgement.ts";
import { type Notation, notationOf } from "./notation.ts";
import { judgePayload } from "./payload.ts";
import { type ListedBody, operationOf, providerOf } from "./providers.ts";
import { openRegistry } from "./registry.ts";
import { fragmentOf, sharedIn } from "./share.ts";

/** So long after the last key a text is judged, in milliseconds. */
const PAUSE = 50;
/** More findings than these are counted, not listed. */
const MOST_LISTED = 500;

openRegistry();
const bodies = JSON.parse(byId("bodies").textContent ?? "[]") as readonly ListedBody[];
const providers = [...new Set(bodies.map(({ ref }) => ref.split(".")[0]!))];
const as = byId<HTMLSelectElement>("as");
const notation = byId<HTMLSelectElement>("notation");
const status = byId("status");
const list = byId("findings");
const field = byId<HTMLTextAreaElement>("text");

/** Judges a text in the notation it is in, or looks like. */
export const judgeText = async (
  text: string,
  ref: string | null,
  given: Notation | null,
  source = "payload",
): Promise<Judgement | Undecided> => {
  const written = given ?? notationOf(text);
  const body = ref === null ? null : (bodies.find((one) => one.ref === ref) ?? null);
  if (written === "curl") return judgeCurl(text, ref, providers, source);
  if (written !== "har") return judgePayload(text, written, body, bodies, source);
  try {
    JSON.parse(text);
  } catch {
    return judgePayload(text, "json", body, bodies, source);
  }
  return judgeHar(text, ref, providers, source);
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

const summaryOf = ({ report, taken }: Judgement): string => {
  const { summary, verdict } = report;
  const counts = SEVERITIES.filter((severity) => summary[severity] > 0).map((severity) =>
    severity === "info" ? `${summary.info} for information` : plural(summary[severity], severity),
  );
  const found = counts.length === 0 ? "nothing found" : counts.join(", ");
  return `${verdict === "pass" ? "Pass" : "Fail"}: ${found}.${taken === "" ? "" : ` Taken as ${taken}.`}`;
};

let editor: TextEditor = plainEditor(field, () => changed());
let generation = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

const listItem = ({ finding, extent }: PlacedFinding): HTMLElement => {
  const go = element("button", { type: "button", class: "place" }, placeOf(finding) || "the whole payload");
  go.addEventListener("click", () => editor.goTo(extent.from));
  return element(
    "li",
    { class: `finding ${finding.severity}` },
    headline(finding),
    element("p", {}, go, " ", ruleLink(finding)),
    ...details(finding),
  );
};

const candidate = (name: string): HTMLElement => {
  const button = element("button", { type: "button" }, name);
  button.addEventListener("click", () => {
    as.value = bodies.some(({ ref }) => ref === name)
      ? name
      : (bodies.find(({ ref }) => ref.startsWith(`${name}.`))?.ref ?? "");
    void judge();
  });
  return element("li", {}, button);
};

const showJudgement = (judgement: Judgement): void => {
  const { placed } = judgement;
  status.textContent = summaryOf(judgement);
  status.className = judgement.report.verdict;
  editor.mark(placed);
  list.replaceChildren(...placed.slice(0, MOST_LISTED).map(listItem));
  if (placed.length > MOST_LISTED) list.append(element("li", {}, `and ${placed.length - MOST_LISTED} more`));
};

const showUndecided = ({ problem, candidates, extent }: Undecided): void => {
  status.textContent = problem;
  status.className = "";
  editor.mark([]);
  list.replaceChildren(...candidates.map(candidate));
  if (extent === null) return;
  const go = element("button", { type: "button", class: "place" }, "Go there");
  go.addEventListener("click", () => editor.goTo(extent.from));
  list.append(element("li", {}, go));
};

const judge = async (): Promise<void> => {
  clearTimeout(timer);
  const mine = ++generation;
  const text = editor.text();
  if (text.trim() === "") {
    status.textContent = "Nothing to judge yet.";
    status.className = "";
    list.replaceChildren();
    editor.mark([]);
    return;
  }
  try {
    const outcome = await judgeText(text, as.value || null, (notation.value || null) as Notation | null);
    if (mine !== generation) return;
    if (isUndecided(outcome)) showUndecided(outcome);
    else showJudgement(outcome);
  } catch (error) {
    if (mine === generation)
      showUndecided({ problem: `This could not be judged: ${(error as Error).message}`, candidates: [], extent: null });
  }
};

const changed = (): void => {
  generation++;
  clearTimeout(timer);
  timer = setTimeout(() => void judge(), PAUSE);
};

const write = (text: string): Promise<void> => {
  editor.write(text);
  return judge();
};

const insertSample = async (ref: string, name: string): Promise<void> => {
  const { contract } = await providerOf(ref.split(".")[0]!);
  const examples = bodiesOf(contract).find((body) => body.ref === ref)?.media.examples ?? {};
  const sample = Object.hasOwn(examples, name) ? examples[name] : undefined;
  as.value = ref;
  if (sample === undefined) {
    status.textContent = `${operationOf(ref)} documents no such sample.`;
    return;
  }
  await write(typeof sample === "string" ? JSON.stringify(sample) : `${JSON.stringify(sample, null, 2)}\n`);
};

const share = async (): Promise<void> => {
  const fragment = await fragmentOf({ as: as.value, notation: notation.value, text: editor.text() });
  if (fragment === null) {
    status.textContent = "This is too long for a link. Save it as a file instead.";
    return;
  }
  history.replaceState(null, "", `#${fragment}`);
  try {
    await navigator.clipboard.writeText(location.href);
    status.textContent = "The link is copied. The payload is in it: share it with those who may see that.";
  } catch {
    // Pages opened from files may not write to the clipboard.
    status.textContent =
      "The address of this page is the link now. The payload is in it: share it with those who may see that.";
  }
};

const fromFragment = async (): Promise<void> => {
  try {
    const shared = await sharedIn(location.hash.slice(1));
    if (shared === null) return;
    as.value = bodies.some(({ ref }) => ref === shared.as) ? shared.as : "";
    notation.value = [...notation.options].some(({ value }) => value === shared.notation) ? shared.notation : "";
    if (shared.sample !== null && as.value !== "") await insertSample(as.value, shared.sample);
    else await write(shared.text);
  } catch {
    status.textContent = "The link is damaged: its text cannot be read.";
  }
};

as.addEventListener("change", () => void judge());
notation.addEventListener("change", () => void judge());
byId("controls").addEventListener("submit", (event) => event.preventDefault());
byId("sample").addEventListener("click", () => void insertSample(as.value || bodies[0]!.ref, "sample"));
byId("share").addEventListener("click", () => void share());
onFile(byId("open"), byId<HTMLInputElement>("file"), (file) => {
  textOfFile(file).then(write, (error: Error) => {
    status.textContent = error.message;
  });
});
window.addEventListener("hashchange", () => void fromFragment());

const start = async (): Promise<void> => {
  const full = await upgrade(field, byId("input"), changed);
  if (full !== null) editor = full;
  document.documentElement.dataset.editor = full === null ? "plain" : "full";
  await (location.hash.length > 1 ? fromFragment() : judge());
};

void start();
(globalThis as unknown as { tenantContracts: object }).tenantContracts = Object.assign(
  (globalThis as unknown as { tenantContracts: object }).tenantContracts,
  { judgeText },
);
