/// <reference lib="dom" />
import type { Finding } from "../../model/finding.ts";
import { element } from "./element.ts";

const root = (): string => document.documentElement.dataset.root ?? "";

const clauseViews = ({ clauses }: Finding): HTMLElement[] =>
  clauses.map(({ id, says, page, section, standing }) =>
    element(
      "p",
      { class: "clause" },
      element("span", { class: `mark ${standing}` }, standing),
      ` ${says} `,
      element(
        "a",
        { class: "source", href: `${root()}clauses.html#${encodeURIComponent(id)}` },
        `“${page}”, ${section}`,
      ),
    ),
  );

/** The severity and what is wrong, in a line. */
export const headline = ({ severity, message, count }: Finding): HTMLElement =>
  element(
    "p",
    { class: "headline" },
    element("span", { class: `mark ${severity}` }, severity),
    ` ${message}${count > 1 ? ` (×${count}, first here)` : ""}`,
  );

/** What is behind a finding: its clauses, and what to do about it. */
export const details = (finding: Finding): HTMLElement[] => [
  ...clauseViews(finding),
  element("p", { class: "fix" }, element("strong", {}, "Fix: "), finding.fix),
];

/** A link to the rule that found it. */
export const ruleLink = ({ rule }: Finding): HTMLElement =>
  element("a", { href: `${root()}rules.html#${encodeURIComponent(rule)}` }, rule);

/** Where it stands, in words. */
export const placeOf = ({ instance }: Finding): string =>
  [
    instance.line === null ? null : `line ${instance.line}, column ${instance.column ?? 1}`,
    instance.pointer === "" ? null : instance.pointer,
  ]
    .filter((part) => part !== null)
    .join(", ");
