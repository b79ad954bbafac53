/// <reference lib="dom" />
import { type Finding, type Report, SEVERITIES, type Severity } from "../../model/finding.ts";
import { byId, element, onFile, textOfFile } from "./element.ts";
import { details, headline, placeOf, ruleLink } from "./finding-view.ts";

/** What reports of some commands hold beyond what all of them do. */
interface Verified {
  readonly provider: string;
  readonly clauses: readonly {
    readonly id: string;
    readonly says: string;
    readonly outcome: string;
    readonly why: string | null;
  }[];
}

const status = byId("status");
const place = byId("report");
/** More findings than these are shown only when narrowed down. */
const MOST_SHOWN = 1000;

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === "object";

const isFinding = (value: unknown): value is Finding =>
  isObject(value) &&
  typeof value.rule === "string" &&
  typeof value.message === "string" &&
  typeof value.fix === "string" &&
  Array.isArray(value.clauses) &&
  value.clauses.every(isObject) &&
  isObject(value.instance);

const isReport = (value: unknown): value is Report =>
  isObject(value) &&
  isObject(value.tool) &&
  isObject(value.summary) &&
  typeof value.command === "string" &&
  Array.isArray(value.findings) &&
  value.findings.every(isFinding);

const card = (finding: Finding): HTMLElement => {
  const { operation, direction, status: code, instance, waived } = finding;
  const { reproduction, exchange, witness } = finding as Finding & Record<string, unknown>;
  const where = [operation, direction, code].filter((part) => part !== null && part !== undefined).join(" ");
  const extra = Object.entries({ Reproduction: reproduction, Exchange: exchange, Witness: witness }).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return element(
    "li",
    { class: `finding ${finding.severity}`, id: finding.fingerprint },
    headline(finding),
    element("p", {}, ruleLink(finding), ` ${where}`),
    element(
      "p",
      { class: "constraints" },
      [instance.source, placeOf(finding)].filter((part) => part !== "").join(": "),
    ),
    ...details(finding),
    waived === null || waived === undefined
      ? null
      : element("p", {}, `Waived until ${waived.until} by ${waived.owner}: ${waived.reason}`),
    ...extra.map(([name, value]) =>
      element(
        "details",
        {},
        element("summary", {}, name),
        element(
          "pre",
          { tabindex: "0", role: "region", "aria-label": name },
          typeof value === "string" ? value : JSON.stringify(value, null, 2),
        ),
      ),
    ),
  );
};

const choice = (name: string, options: readonly string[]): { label: HTMLElement; select: HTMLSelectElement } => {
  const select = element(
    "select",
    {},
    element("option", { value: "" }, "all"),
    ...options.map((option) => element("option", {}, option)),
  );
  return { label: element("label", {}, `${name} `, select), select };
};

const distinct = (values: readonly (string | null)[]): string[] =>
  [...new Set(values.filter((value) => value !== null))].sort();

const verificationView = (runs: readonly Verified[]): HTMLElement[] =>
  runs.map(({ provider, clauses }) => {
    const outcomes = distinct(clauses.map(({ outcome }) => outcome));
    return element(
      "details",
      {},
      element(
        "summary",
        {},
        `${provider}: ${outcomes.map((outcome) => `${clauses.filter((clause) => clause.outcome === outcome).length} ${outcome}`).join(", ")}`,
      ),
      element(
        "ul",
        { class: "plain" },
        ...clauses.map(({ id, says, outcome, why }) =>
          element("li", {}, element("strong", {}, outcome), ` ${id}: ${says} ${why ?? ""}`),
        ),
      ),
    );
  });

const show = (report: Report, name: string): void => {
  const { command, verdict, summary, findings } = report;
  const severity = choice(
    "Severity",
    SEVERITIES.filter((one) => findings.some((finding) => finding.severity === one)),
  );
  const operation = choice("Operation", distinct(findings.map((finding) => finding.operation)));
  const rule = choice("Rule", distinct(findings.map((finding) => finding.rule)));
  const words = element("input", { type: "search" });
  const count = element("output", { "aria-live": "polite" });
  const list = element("ol", { class: "findings" });
  const narrow = () => {
    const text = words.value.toLowerCase();
    const fitting = findings.filter(
      (finding) =>
        (severity.select.value === "" || finding.severity === (severity.select.value as Severity)) &&
        (operation.select.value === "" || finding.operation === operation.select.value) &&
        (rule.select.value === "" || finding.rule === rule.select.value) &&
        (text === "" || JSON.stringify(finding).toLowerCase().includes(text)),
    );
    count.textContent = `${fitting.length} of ${findings.length}${fitting.length > MOST_SHOWN ? `, the first ${MOST_SHOWN} shown` : ""}`;
    list.replaceChildren(...fitting.slice(0, MOST_SHOWN).map(card));
  };
  const form = element(
    "form",
    { class: "filters", role: "search", "aria-label": "Search findings" },
    element("label", {}, "Search ", words),
    severity.label,
    operation.label,
    rule.label,
    count,
  );
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  narrow();
  const { verification } = report as Report & { verification?: readonly Verified[] };
  place.replaceChildren(
    element("h2", {}, `${command}: `, element("span", { class: verdict }, verdict)),
    element(
      "p",
      {},
      `${summary.checked} checked; ${summary.error} errors, ${summary.warning} warnings, ${summary.info} for information, ${summary.waived} waived.`,
    ),
    ...(Array.isArray(verification) ? verificationView(verification) : []),
    ...(findings.length === 0 ? [] : [form, list]),
  );
  status.textContent = `${name}: ${findings.length} findings.`;
};

const open = (text: string, name: string): void => {
  try {
    const value = JSON.parse(text) as unknown;
    if (!isReport(value))
      throw new Error("it is JSON, but no report of tenant-contracts; write one with --format json");
    show(value, name);
  } catch (error) {
    place.replaceChildren();
    status.textContent = `${name} cannot be shown: ${(error as Error).message}`;
  }
};

onFile(byId("open"), byId<HTMLInputElement>("file"), (file) => {
  textOfFile(file).then(
    (text) => open(text, file.name),
    (error: Error) => {
      status.textContent = error.message;
    },
  );
});

const given = document.getElementById("given");
if (given !== null) open(given.textContent ?? "", given.dataset.name ?? "report");
