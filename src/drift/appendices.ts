import type { Appendix } from "../model/appendix.ts";
import { REASONS } from "../readers/traffic/recorded.ts";
import { operationAppendix, whereabouts } from "./observation-table.ts";
import type { DriftReport } from "./report.ts";

/** How much people are told. */
export interface Telling {
  /** So many items of each list; the JSON report has them all. */
  readonly most: number;
  /** Everything that was seen of each operation, and not only how often it was called. */
  readonly detailed: boolean;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** The first items, and how many there are beyond them. */
const first = <T>(items: readonly T[], { most }: Telling): readonly [readonly T[], number] => [
  items.slice(0, most),
  Math.max(0, items.length - most),
];

const notJudged = ({ observations, unjudged, parts }: DriftReport, telling: Telling): Appendix[] => {
  const { outside, undocumented, unlisted } = observations;
  const lines: string[] = [];
  if (parts !== undefined) lines.push(`this is part ${parts.read.join(", ")} of ${parts.of}`);
  if (unjudged.count > 0) {
    lines.push(`not everything was judged: ${unjudged.count} could not be`);
    for (const { reason, count, places } of unjudged.reasons)
      lines.push(
        `  ×${count} ${REASONS[reason]}: ${places.map(whereabouts).join(", ")}${count > places.length ? ", …" : ""}`,
      );
  }
  const [files, more] = first(unjudged.files ?? [], telling);
  for (const { source, why, passedOver } of files)
    lines.push(`${passedOver ? "passed over" : "not read"}: ${source}: ${why}`);
  if (more > 0) lines.push(`not read or passed over: ${plural(more, "file")} more`);
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
  const beyond = unlisted.error + unlisted.warning + unlisted.info;
  if (beyond > 0) lines.push(`${plural(beyond, "finding")} beyond those listed`);
  return lines.length === 0 ? [] : [{ title: "Not judged, or not listed", lines, table: null }];
};

const seen = ({ observations }: DriftReport, telling: Telling): Appendix[] => {
  const [operations, more] = first(observations.operations, telling);
  return [
    ...operations.map((one) => operationAppendix(one, telling)),
    ...(more > 0 ? [{ title: "Further operations", lines: [`${plural(more, "operation")} more`], table: null }] : []),
  ];
};

/** What is missing without what is missing only because that is: of an operation never called, the operation alone. */
const outermost = (missing: readonly string[]): string[] => {
  const all = new Set(missing);
  return missing.filter((item) => {
    for (const { index } of item.matchAll(/[ /]/g)) if (all.has(item.slice(0, index))) return false;
    return true;
  });
};

const neverSeen = ({ coverage }: DriftReport, telling: Telling): Appendix[] => {
  if (coverage === undefined) return [];
  const percent = coverage.documented === 0 ? 100 : Math.floor((coverage.seen * 100) / coverage.documented);
  const [missing, more] = first(outermost(coverage.missing), telling);
  const rows = [...missing, ...(more > 0 ? [`${more} more`] : [])].map((item) => [item]);
  return [
    {
      title: "Documented and never seen",
      lines: [`coverage: ${coverage.seen} of ${coverage.documented} documented items seen (${percent} %)`],
      table: rows.length === 0 ? null : { columns: ["never seen"], rows },
    },
  ];
};

const sides = ({ attribution = [] }: DriftReport): Appendix[] => {
  const lines = attribution.map(
    ({ side, because, groups, count }) =>
      `${side}: ${because} (${plural(groups, "finding")}${count === groups ? "" : `, ×${count}`})`,
  );
  return lines.length === 0 ? [] : [{ title: "Which side moved", lines, table: null }];
};

/** What people are told below the findings: what was not judged, what was seen and never seen, and which side moved. */
export const appendicesOf = (report: DriftReport, telling: Telling): readonly Appendix[] => [
  ...notJudged(report, telling),
  ...seen(report, telling),
  ...neverSeen(report, telling),
  ...sides(report),
];
