import type { Place } from "../model/finding.ts";
import { SEVERITIES } from "../model/finding.ts";
import { parentOf } from "../model/pointer.ts";
import { compareTexts, either, keyed, type Merge, optional, record, same, sum } from "./merging.ts";
import type {
  BodyObservation,
  Coverage,
  GroupedFinding,
  HostObservation,
  MemberObservation,
  NameObservation,
  Observations,
  OperationObservation,
  Parts,
  Portion,
  ResponseObservation,
  Types,
  Unjudged,
  UnreadFile,
  ValueObservation,
} from "./portion.ts";
import { comparePositions, earlier, later } from "./position.ts";

/** How many of each kind are listed; what comes after them in order is only counted. */
export const MOST = { findings: 5000, places: 5, members: 100, values: 50, hosts: 100, names: 100 } as const;

/** The reports that are to be merged do not belong together. */
export class MergeError extends Error {
  override name = "MergeError";
}

const seen = { count: sum, first: earlier, last: later };

/** What groups findings: `0 9f2c1a7be0d4`, so that grave ones come first. */
export const groupKey = ({ severity, fingerprint }: Pick<GroupedFinding, "severity" | "fingerprint">): string =>
  `${SEVERITIES.indexOf(severity)} ${fingerprint}`;

const comparePlaces = (a: Place, b: Place): number =>
  compareTexts(a.source, b.source) ||
  (a.line ?? 0) - (b.line ?? 0) ||
  (a.column ?? 0) - (b.column ?? 0) ||
  compareTexts(a.pointer, b.pointer);

const placesOf =
  <P>(compare: (a: P, b: P) => number): Merge<readonly P[]> =>
  (a, b) =>
    [...a, ...b]
      .sort(compare)
      .filter((place, index, all) => index === 0 || compare(all[index - 1]!, place) !== 0)
      .slice(0, MOST.places);

const mergeFinding: Merge<GroupedFinding> = (a, b) => {
  const places = placesOf(comparePlaces)(a.places, b.places);
  const together = (first: GroupedFinding): GroupedFinding => ({ ...first, count: a.count + b.count, places });
  const order = comparePlaces(a.instance, b.instance);
  return order < 0 ? together(a) : order > 0 ? together(b) : same(together(a), together(b));
};

const types: Merge<Types> = record<Types>({
  array: optional(sum),
  boolean: optional(sum),
  integer: optional(sum),
  null: optional(sum),
  number: optional(sum),
  object: optional(sum),
  string: optional(sum),
});

const valuesOf = optional(
  keyed<ValueObservation>(({ value }) => value, record<ValueObservation>({ value: same, ...seen })),
);

const mergeMember: Merge<MemberObservation> = (a, b) => {
  const values = valuesOf(a.values, b.values);
  const formats = optional<readonly string[]>((left, right) => left.filter((one) => right.includes(one)))(
    a.formats,
    b.formats,
  );
  const more = a.more === true || b.more === true || (values?.length ?? 0) > MOST.values;
  return {
    pointer: a.pointer,
    declared: a.declared || b.declared,
    value: a.value + b.value,
    null: a.null + b.null,
    empty: a.empty + b.empty,
    absent: 0,
    types: types(a.types, b.types),
    first: earlier(a.first, b.first),
    last: later(a.last, b.last),
    ...(values === undefined ? {} : { values: values.slice(0, MOST.values) }),
    ...(formats === undefined ? {} : { formats }),
    ...(more ? { more } : {}),
  };
};

/** Where a member is absent follows from how many objects could have held it, which only the whole list shows. */
export const settleMembers = (members: readonly MemberObservation[]): MemberObservation[] => {
  const byPointer = new Map(members.map((member) => [member.pointer, member]));
  const undeclared = new Map<string, number>();
  const full = new Set<string>();
  const kept = members.filter(({ pointer, declared }) => {
    if (declared || pointer === "") return true;
    const parent = parentOf(pointer);
    const count = (undeclared.get(parent) ?? 0) + 1;
    undeclared.set(parent, count);
    if (count > MOST.members) full.add(parent);
    return count <= MOST.members;
  });
  return kept.map((member): MemberObservation => {
    const { pointer } = member;
    const isItem = pointer === "" || pointer.endsWith("/*");
    const objects = isItem ? 0 : (byPointer.get(parentOf(pointer))?.types.object ?? 0);
    const absent = isItem ? 0 : Math.max(0, objects - member.value - member.null - member.empty);
    return { ...member, absent, ...(full.has(pointer) ? { more: true } : {}) };
  });
};

const membersOf: Merge<readonly MemberObservation[]> = (a, b) =>
  settleMembers(keyed<MemberObservation>(({ pointer }) => pointer, mergeMember)(a, b));

const body = record<BodyObservation>({ media: same, documented: either, ...seen, members: membersOf });

/** What is documented stays; of the rest the first so many. */
const documentedFirst = <T extends { readonly documented: boolean }>(list: readonly T[]): T[] => {
  let others = 0;
  return list.filter(({ documented }) => documented || ++others <= MOST.names);
};

const bodies: Merge<readonly BodyObservation[]> = (a, b) =>
  documentedFirst(keyed<BodyObservation>(({ media }) => media, body)(a, b));

const name = record<NameObservation>({ in: same, name: same, documented: either, ...seen });

const names: Merge<readonly NameObservation[]> = (a, b) =>
  documentedFirst(keyed<NameObservation>((one) => `${one.in} ${one.name}`, name)(a, b));

const response = record<ResponseObservation>({ status: same, documented: either, ...seen, headers: names, bodies });

const operation = record<OperationObservation>({
  operation: same,
  ...seen,
  parameters: names,
  requests: bodies,
  responses: keyed<ResponseObservation>(({ status }) => String(status), response),
});

const hostsOf = keyed<HostObservation>(({ host }) => host, record<HostObservation>({ host: same, ...seen }));

const outside: Merge<Observations["outside"]> = (a, b) => {
  const hosts = hostsOf(a.hosts, b.hosts);
  return {
    count: a.count + b.count,
    hosts: hosts.slice(0, MOST.hosts),
    more: a.more || b.more || hosts.length > MOST.hosts,
  };
};

const observations = record<Observations>({
  outside,
  undocumented: sum,
  operations: keyed<OperationObservation>(({ operation: ref }) => ref, operation),
  unlisted: record<Observations["unlisted"]>({ error: sum, warning: sum, info: sum }),
});

const unjudged = record<Unjudged>({
  count: sum,
  reasons: keyed<Unjudged["reasons"][number]>(
    ({ reason }) => reason,
    record<Unjudged["reasons"][number]>({ reason: same, count: sum, places: placesOf(comparePositions) }),
  ),
  bodies: sum,
  files: optional(keyed<UnreadFile>(({ source }) => source, same)),
});

/** What neither showed. A side without coverage says nothing about it, and then nothing is known of both. */
const coverage = (a: Coverage | undefined, b: Coverage | undefined): Coverage | undefined => {
  if (a === undefined || b === undefined) return undefined;
  const other = new Set(b.missing);
  const missing = a.missing.filter((item) => other.has(item));
  const documented = Math.max(a.documented, b.documented);
  return { documented, seen: documented - missing.length, missing };
};

/** Which parts have been read; when all have, it is the whole, which names none. */
const parts = (a: Parts | undefined, b: Parts | undefined): Parts | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.of !== b.of) throw new MergeError(`one is a part of ${a.of}, another a part of ${b.of}`);
  const twice = a.read.find((part) => b.read.includes(part));
  if (twice !== undefined) throw new MergeError(`part ${twice}/${a.of} is there twice`);
  const read = [...a.read, ...b.read].sort((left, right) => left - right);
  return read.length === a.of ? undefined : { of: a.of, read };
};

/** The parts that were read, as a portion names them: nothing where they are all. */
export const partsRead = (of: number, part: number): Parts | undefined => (of === 1 ? undefined : { of, read: [part] });

/** Puts two portions together: the portion of all that either is about. Throws {@link MergeError} if they overlap. */
export const mergePortions: Merge<Portion> = (a, b) => {
  const findings = keyed(groupKey, mergeFinding)(a.findings, b.findings);
  const unlisted = { error: 0, warning: 0, info: 0 };
  for (const { severity, count } of findings.slice(MOST.findings)) unlisted[severity] += count;
  const observed = observations(a.observations, b.observations);
  const covered = coverage(a.coverage, b.coverage);
  const read = parts(a.parts, b.parts);
  return {
    checked: a.checked + b.checked,
    findings: findings.slice(0, MOST.findings),
    observations: {
      ...observed,
      unlisted: {
        error: observed.unlisted.error + unlisted.error,
        warning: observed.unlisted.warning + unlisted.warning,
        info: observed.unlisted.info + unlisted.info,
      },
    },
    unjudged: unjudged(a.unjudged, b.unjudged),
    ...(covered === undefined ? {} : { coverage: covered }),
    ...(read === undefined ? {} : { parts: read }),
  };
};

/** The portion of no traffic at all. */
export const NOTHING: Portion = {
  checked: 0,
  findings: [],
  observations: {
    outside: { count: 0, hosts: [], more: false },
    undocumented: 0,
    operations: [],
    unlisted: { error: 0, warning: 0, info: 0 },
  },
  unjudged: { count: 0, reasons: [], bodies: 0 },
};

/** Puts the observations of operations in their order, as if they had been merged. */
export const settled = (list: readonly OperationObservation[]): readonly OperationObservation[] =>
  keyed<OperationObservation>(({ operation: ref }) => ref, operation)(list, []).map((one) => ({
    ...one,
    parameters: names(one.parameters, []),
    requests: settledBodies(one.requests),
    responses: one.responses.map((each) => ({
      ...each,
      headers: names(each.headers, []),
      bodies: settledBodies(each.bodies),
    })),
  }));

const settledBodies = (list: readonly BodyObservation[]): readonly BodyObservation[] =>
  bodies(list, []).map((one) => ({ ...one, members: membersOf(one.members, []) }));
