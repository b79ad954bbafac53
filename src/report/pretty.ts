import { styleText } from "node:util";
import type { Finding, Report, Severity } from "../model/finding.ts";
import { appendixLines } from "./appendix-text.ts";
import type { Frame, Renderer, Rendering } from "./renderer.ts";

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<Severity, Style>> = { error: "red", warning: "yellow", info: "cyan" };

/** Text as a terminal may show it: control characters, which could move its cursor, are spelled out. */
export const printable = (text: string): string =>
  text.replaceAll(
    /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const WIDTH = 100;

/** A line around a column, cut where it grows long. */
const windowOf = (text: string, column: number): { text: string; offset: number } => {
  if (text.length <= WIDTH) return { text, offset: 0 };
  const start = Math.max(0, Math.min(column - 1 - WIDTH / 2, text.length - WIDTH));
  const cut = text.slice(start, start + WIDTH);
  return {
    text: `${start > 0 ? "…" : ""}${cut}${start + WIDTH < text.length ? "…" : ""}`,
    offset: start > 0 ? start - 1 : 0,
  };
};

const frameLines = (
  { lines, line, column, length }: Frame,
  paint: (style: Style, text: string) => string,
): string[] => {
  const width = String(lines.at(-1)?.number ?? 0).length;
  return lines.flatMap(({ number, text }) => {
    const { text: cut, offset } = number === line ? windowOf(text, column) : windowOf(text, 1);
    const gutter = `${number === line ? ">" : " "} ${String(number).padStart(width)} | `;
    const shown = `    ${paint("dim", gutter)}${printable(cut.replaceAll("\t", " "))}`;
    if (number !== line) return [shown];
    const marks = "^".repeat(Math.max(1, Math.min(length, cut.length - (column - 1 - offset), 60)));
    return [
      shown,
      `    ${" ".repeat(gutter.length)}${" ".repeat(Math.max(0, column - 1 - offset))}${paint("red", marks)}`,
    ];
  });
};

const placeOf = ({ instance }: Finding): string => {
  const position = instance.line === null ? "" : `:${instance.line}:${instance.column ?? 1}`;
  return `${instance.source}${position}${instance.pointer === "" ? "" : `  ${instance.pointer}`}`;
};

const findingLines = (finding: Finding, rendering: Rendering): string[] => {
  const paint = (style: Style, text: string) =>
    rendering.color ? styleText(style, text, { validateStream: false }) : text;
  const { severity, rule, operation, direction, status, message, clauses, fix, count, waived } = finding;
  const { reproduction } = finding as { readonly reproduction?: string };
  const where = [operation, direction, status].filter((part) => part !== null).join(" ");
  const head = [paint(STYLES[severity], severity), paint("bold", rule), where].filter((part) => part !== "").join("  ");
  const frame = rendering.frame(finding.instance);
  return [
    `${head}${count > 1 ? `  ×${count}, first here` : ""}`,
    `  ${printable(placeOf(finding))}`,
    `  ${printable(message)}`,
    ...(frame === null ? [] : frameLines(frame, paint)),
    ...clauses
      .slice(0, 3)
      .map(
        ({ id, page, section, says, standing }) =>
          `  ${paint("dim", "says")}  ${says}\n        ${paint("dim", `“${page}”, ${section} (${id}, ${standing})`)}`,
      ),
    ...(clauses.length > 3 ? [`        ${paint("dim", `and ${clauses.length - 3} more clauses`)}`] : []),
    `  ${paint("dim", "fix")}   ${printable(fix)}`,
    ...(reproduction === undefined ? [] : [`  ${paint("dim", "again")} ${printable(reproduction)}`]),
    ...(waived === null ? [] : [`  waived until ${waived.until} by ${waived.owner}: ${waived.reason}`]),
    "",
  ];
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** `fail: 1 error, 2 warnings; 3 checked`. */
export const summaryLine = ({ verdict, summary }: Report): string => {
  const { checked, error, warning, info, waived } = summary;
  const found = [
    ...(error > 0 ? [plural(error, "error")] : []),
    ...(warning > 0 ? [plural(warning, "warning")] : []),
    ...(info > 0 ? [`${info} info`] : []),
    ...(waived > 0 ? [`${waived} waived`] : []),
  ];
  return `${verdict}: ${found.length === 0 ? "nothing found" : found.join(", ")}; ${checked} checked`;
};

/** For people: one paragraph a finding, with the source around it, then one line that sums up. */
const pretty: Renderer = (report, rendering) =>
  [
    ...report.findings.flatMap((finding) => findingLines(finding, rendering)),
    summaryLine(report),
    ...appendixLines(rendering.appendices ?? []).map(printable),
    "",
  ].join("\n");

export default pretty;
