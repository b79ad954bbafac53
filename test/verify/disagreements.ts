import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Finding } from "../../src/model/finding.ts";

/** Why some findings are there. `*` stands for one segment of a pointer, any operation, or any part of a case's name. */
export interface Disagreement {
  readonly rule: string;
  readonly operations: "*" | readonly string[];
  /** Where the finding stands in the exchange; one of several. */
  readonly at: string | readonly string[];
  readonly status?: number;
  /** The cases that show it; any, where none are named. */
  readonly cases?: readonly string[];
  /** Whose fault it is. */
  readonly fault: "prism" | "document" | "us";
  readonly why: string;
}

/** How a public-style document is run against Prism, and all that the two are known to disagree about. */
export interface Account {
  readonly document: string;
  /** Options of Prism. */
  readonly prism: readonly string[];
  /** Options of `verify`. */
  readonly verify: readonly string[];
  readonly disagreements: readonly Disagreement[];
  /** Operations of which no request is accepted. */
  readonly "never accepted": readonly { readonly operations: readonly string[]; readonly why: string }[];
}

/** Reads the account that stands beside a document. */
export const readAccount = (file: string): Account => parse(readFileSync(file, "utf8")) as Account;

const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\/]/g, "\\$&");

const matches = (pattern: string, text: string, wild: string): boolean =>
  new RegExp(`^${escaped(pattern).replaceAll("*", wild)}$`).test(text);

const nameOf = ({ operation }: Finding): string => (operation ?? "").replace(/^[^.]*\./, "");

const explains = (one: Disagreement, finding: Finding): boolean => {
  const { source, pointer } = finding.instance;
  const operation = nameOf(finding);
  return (
    one.rule === finding.rule &&
    (one.status === undefined || one.status === finding.status) &&
    (one.operations === "*" || one.operations.includes(operation)) &&
    [one.at].flat().some((at) => matches(at, pointer, "[^/]*")) &&
    (one.cases === undefined || one.cases.some((name) => matches(`${operation}/${name}`, source, ".*")))
  );
};

/** Findings that nothing explains. */
export const unexplained = (findings: readonly Finding[], { disagreements }: Account): string[] =>
  findings
    .filter((finding) => !disagreements.some((one) => explains(one, finding)))
    .map(({ rule, status, operation, instance, message }) =>
      [rule, status, operation, instance.pointer, instance.source, message].join(" | "),
    );

/** Explanations, for one operation and place each, of something that was not found. */
export const unfounded = (findings: readonly Finding[], { disagreements }: Account): string[] =>
  disagreements.flatMap((one) =>
    (one.operations === "*" ? ["*"] : one.operations).flatMap((operation) =>
      [one.at].flat().flatMap((at) => {
        const narrow = { ...one, at, operations: operation === "*" ? ("*" as const) : [operation] };
        return findings.some((finding) => explains(narrow, finding)) ? [] : [`${one.rule} | ${operation} | ${at}`];
      }),
    ),
  );
