import { REASONS } from "../readers/traffic/recorded.ts";
import type { DriftReport } from "./report.ts";

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** So many items are listed for people; the JSON report has them all. */
const MOST = 30;

/** What people are told below the findings: what was not judged, what the traffic covered, and which side moved. */
export const summaryText = (report: DriftReport): string => {
  const { observations, unjudged, coverage, attribution, parts } = report;
  const { outside, undocumented, unlisted } = observations;
  const lines: string[] = [];
  if (parts !== undefined) lines.push(`this is part ${parts.read.join(", ")} of ${parts.of}`);
  if (unjudged.count > 0) {
    lines.push(`not everything was judged: ${unjudged.count} could not be`);
    for (const { reason, count, places } of unjudged.reasons)
      lines.push(
        `  ×${count} ${REASONS[reason]}: ${places.map(({ source, line }) => `${source}:${line}`).join(", ")}${count > places.length ? ", …" : ""}`,
      );
  }
  if (unjudged.bodies > 0)
    lines.push(`${plural(unjudged.bodies, "exchange")} recorded without a body; nothing is said about it`);
  if (outside.count > 0)
    lines.push(
      `${plural(outside.count, "exchange")} with other servers: ${outside.hosts
        .slice(0, 5)
        .map(({ host, count }) => `${host === "" ? "no host" : host} ×${count}`)
        .join(", ")}${outside.hosts.length > 5 ? ", …" : ""}`,
    );
  if (undocumented > 0) lines.push(`${plural(undocumented, "exchange")} called nothing that is documented`);
  const more = unlisted.error + unlisted.warning + unlisted.info;
  if (more > 0) lines.push(`${plural(more, "finding")} beyond those listed`);
  if (coverage !== undefined) {
    const percent = coverage.documented === 0 ? 100 : Math.floor((coverage.seen * 100) / coverage.documented);
    lines.push(`coverage: ${coverage.seen} of ${coverage.documented} documented items seen (${percent} %)`);
    for (const item of coverage.missing.slice(0, MOST)) lines.push(`  never seen: ${item}`);
    if (coverage.missing.length > MOST) lines.push(`  never seen: ${coverage.missing.length - MOST} more`);
  }
  for (const { side, because, groups, count } of attribution ?? [])
    lines.push(`${side}: ${because} (${plural(groups, "finding")}${count === groups ? "" : `, ×${count}`})`);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
};
