import type { Register } from "../engine/register.ts";
import type { Binding, Clause, Reading, Standing } from "../model/clause.ts";
import { type Content, type Html, html } from "./html.ts";

/** How firmly a clause stands, as a mark. */
export const standingMark = (standing: Standing): Html => html`<span class="mark ${standing}">${standing}</span>`;

/** Where in the vendor's documentation a clause was read. */
export const originOf = (clause: Clause, register: Register): string => {
  const { page, section } = register.cite(clause);
  const place =
    clause.row !== undefined ? `, row “${clause.row}”` : clause.member !== undefined ? `, member ${clause.member}` : "";
  return `“${page}”, ${section}${place}`;
};

const reads = ({ schema, status }: Reading): Content =>
  status !== undefined ? html`status <code>${status}</code>` : html`<code>${JSON.stringify(schema ?? true)}</code>`;

const remark = (reading: Reading): Content => {
  if (reading.chosen === true) return reading.why;
  if (reading.narrower === true) return ["Accepts nothing that the chosen one refuses. ", reading.why];
  if (reading.status !== undefined) return ["Met in traffic, it is a warning. ", reading.why];
  return [html`Only this one accepts <code>${JSON.stringify(reading.example)}</code>: a warning. `, reading.why];
};

/** All readings of a clause whose page contradicts itself, side by side; nothing for other clauses. */
export const readingsOf = ({ readings }: Clause): Content =>
  readings !== undefined &&
  html`<div class="readings">${readings.map(
    (reading) =>
      html`<div class="reading${reading.chosen === true ? " chosen" : ""}"><p class="from">${
        reading.chosen === true ? html`<strong>Chosen:</strong> ` : html`<strong>Not chosen:</strong> `
      }${reading.from}</p><p>reads ${reads(reading)}</p><p>${remark(reading)}</p></div>`,
  )}</div>`;

/** A clause as one line, its readings below it; linked to its entry in the register. */
export const clauseLine = (clause: Clause, register: Register, root: string): Html =>
  html`<div class="clause">${standingMark(clause.standing)} ${clause.says} <a class="source" href="${root}clauses.html#${clause.id}">${originOf(clause, register)}</a>${
    clause.evidence !== undefined && html`<p class="evidence">Evidence: ${clause.evidence}</p>`
  }${readingsOf(clause)}</div>`;

const elementOf = (binding: Extract<Binding, { operation: unknown }>): string => {
  const { operation, status, media, header, request, parameter, security } = binding;
  const named = (name: string, value: string | undefined) => (value === undefined ? [] : [`${name} ${value}`]);
  return [
    [operation].flat().join(", "),
    ...named("status", status),
    ...named("as", media),
    ...named("header", header),
    ...named("request", request),
    ...named("parameter", parameter),
    ...named("security", security),
  ].join(", ");
};

/** What checks a clause, in a few words. */
export const checkOf = (binding: Binding): string => {
  if ("schema" in binding) {
    const words = [...(binding.keywords ?? []), ...(binding.required ?? []).map((name) => `required ${name}`)];
    return `${binding.schema}${words.length === 0 ? "" : `: ${words.join(", ")}`}`;
  }
  if ("rule" in binding) return ["rule", binding.rule, ...[binding.at ?? []].flat()].join(" ");
  if ("server" in binding) return `server ${binding.server}`;
  if ("invariant" in binding) {
    const { left, relation, right, value } = binding.invariant;
    return `${left} ${relation.replaceAll("-", " ")} ${right ?? JSON.stringify(value)}`;
  }
  if ("verify" in binding) return `verify, case ${binding.verify.case} of ${binding.verify.operation}`;
  if ("operation" in binding) return elementOf(binding);
  return `not checkable: ${binding["not-checkable"]}`;
};
