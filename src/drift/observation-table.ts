import type { Appendix } from "../model/appendix.ts";
import type { BodyObservation, MemberObservation, NameObservation, OperationObservation, Seen } from "./portion.ts";
import type { Position } from "./position.ts";

/** So many rows about one operation are for people; the JSON report has them all. */
const MOST_ROWS = 1000;

const COLUMNS = ["", "seen", "value", "null", "empty", "absent", "types", "first", "last"];

/** A position as people write it; recordings by lines have one exchange on each. */
export const whereabouts = ({ source, line, column }: Position): string =>
  `${source}:${line}${column === 1 ? "" : `:${column}`}`;

const marked = (name: string, documented: boolean): string => (documented ? name : `${name} (not documented)`);

const rowOf = (name: string, { count, first, last }: Seen): string[] => [
  name,
  String(count),
  ...["", "", "", "", ""],
  whereabouts(first),
  whereabouts(last),
];

const typesOf = ({ types }: MemberObservation): string => {
  const met = Object.entries(types) as [string, number][];
  return met.length === 1 ? met[0]![0] : met.map(([type, count]) => `${type} ×${count}`).join(", ");
};

function* memberRows(prefix: string, member: MemberObservation): Generator<string[]> {
  const { pointer, declared, value, null: none, empty, absent, first, last, values, more } = member;
  const name = `${prefix} ${pointer === "" ? "(the whole)" : pointer}`;
  const states = [value, none, empty, absent].map(String);
  yield [
    marked(name, declared),
    String(value + none + empty),
    ...states,
    typesOf(member),
    whereabouts(first),
    whereabouts(last),
  ];
  for (const one of values ?? []) yield rowOf(`${name} = ${one.value}`, one);
  if (more === true) yield [`${name}: and more than is listed`];
}

function* bodyRows(prefix: string, bodies: readonly BodyObservation[]): Generator<string[]> {
  for (const body of bodies) {
    const name = `${prefix} ${body.media === "" ? "(no Content-Type)" : body.media}`;
    yield rowOf(marked(name, body.documented), body);
    for (const member of body.members) yield* memberRows(name, member);
  }
}

const nameRows = (prefix: string, names: readonly NameObservation[]): string[][] =>
  names.map((one) => rowOf(marked(`${prefix}${one.in} ${one.name}`, one.documented), one));

function* rowsOf({ parameters, requests, responses }: OperationObservation): Generator<string[]> {
  yield* nameRows("", parameters);
  yield* bodyRows("request", requests);
  for (const response of responses) {
    const name = `response ${response.status}`;
    yield rowOf(marked(name, response.documented), response);
    yield* nameRows(`${name} `, response.headers);
    yield* bodyRows(name, response.bodies);
  }
}

/** `seen: mattr.createTenant ×3: 201 ×2, 409 ×1 (not documented); first traffic.ndjson:1, last traffic.ndjson:4`. */
const lineOf = ({ operation, count, first, last, responses }: OperationObservation): string => {
  const statuses = responses.map((one) => marked(`${one.status} ×${one.count}`, one.documented)).join(", ");
  return `seen: ${operation} ×${count}: ${statuses}; first ${whereabouts(first)}, last ${whereabouts(last)}`;
};

/** What was seen of one operation: a sentence, and with `detailed` everything about its parameters, statuses and bodies. */
export const operationAppendix = (
  one: OperationObservation,
  { detailed }: { readonly detailed: boolean },
): Appendix => {
  const title = `Seen of ${one.operation}`;
  const lines = [lineOf(one)];
  if (!detailed) return { title, lines, table: null };
  const rows: string[][] = [];
  for (const row of rowsOf(one)) {
    if (rows.length === MOST_ROWS) {
      lines.push(`  only the first ${MOST_ROWS} lines about it are listed; the JSON report has them all`);
      break;
    }
    rows.push(row);
  }
  return { title, lines, table: { columns: COLUMNS, rows } };
};
