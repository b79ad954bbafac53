import { bodiesOf } from "../contract/refs.ts";
import type { Judge } from "../engine/judge.ts";
import type { Clause, Section } from "../model/clause.ts";
import type { Finding } from "../model/finding.ts";
import { generalised, type Pointer, parentOf, segmentsOf } from "../model/pointer.ts";
import type { Citations } from "./citations.ts";
import type { Drift } from "./drift.ts";
import type { PageSample } from "./extract.ts";
import { DOCS_RULES } from "./rules.ts";

const within = (pointer: Pointer, holders: Iterable<Pointer>): boolean =>
  [...holders].some((holder) => pointer === holder || pointer.startsWith(`${holder}/`));

/** Every listed member with all that hold it. */
const closureOf = (members: readonly Pointer[]): Set<Pointer> => {
  const closure = new Set<Pointer>();
  for (const member of members) for (let at = member; at !== "" && !closure.has(at); at = parentOf(at)) closure.add(at);
  return closure;
};

const nameOf = (pointer: Pointer): string => segmentsOf(pointer).join(".").replaceAll(".*", "[]") || "the whole sample";

/** Members that this sample has and the list does not; of one that holds others, only itself. Items of a listed array are no news. */
const addedTo = (listed: ReadonlySet<Pointer>, { pointers }: PageSample): Pointer[] => {
  const added = [...pointers].filter(
    (pointer) => !listed.has(pointer) && !(pointer.endsWith("/*") && listed.has(parentOf(pointer))),
  );
  const set = new Set(added);
  return added.filter((pointer) => !set.has(parentOf(pointer)) && !set.has(parentOf(parentOf(pointer))));
};

const removedFrom = (listed: ReadonlySet<Pointer>, { pointers }: PageSample): Pointer[] =>
  [...listed].filter(
    (pointer) => !pointers.has(pointer) && (parentOf(pointer) === "" || pointers.has(parentOf(pointer))),
  );

/** Judges a sample as the body that it shows; null where it is not known which. */
const judged = (judge: Judge, body: string | undefined, sample: PageSample): readonly Finding[] => {
  const documented = bodiesOf(judge.contract).find(({ ref }) => ref === `${judge.contract.provider}.${body}`);
  if (documented === undefined) return [];
  const text = JSON.stringify(sample.value);
  const { operation, direction, status, schema } = documented;
  return judge.payload(
    { kind: "json", text, value: sample.value, duplicates: [] },
    schema,
    { operation, direction, status },
    (pointer) => ({
      ...{ source: "", line: null, column: null },
      pointer,
    }),
  );
};

/** The clauses about what holds a new member, else about the member beside it, else all of the section. */
const nearby = (
  section: string,
  pointer: Pointer,
  { pointers }: PageSample,
  listed: ReadonlySet<Pointer>,
  citations: Citations,
): readonly Clause[] => {
  const holder = citations.member(section, pointer);
  if (holder.length > 0) return holder;
  const siblings = [...pointers].filter((other) => parentOf(other) === parentOf(pointer));
  const index = siblings.indexOf(pointer);
  const order = [...siblings.slice(0, index).reverse(), ...siblings.slice(index + 1)];
  const beside = order.filter((other) => listed.has(other)).map((other) => citations.member(section, other));
  return beside.find((clauses) => clauses.length > 0) ?? citations.of(section);
};

/** How a section's sample departs from the members that the clauses list, and from the contract. */
export function* sampleDrift(
  section: Section,
  sample: PageSample | undefined,
  body: string | undefined,
  judge: Judge,
  citations: Citations,
  line: number | null,
): Generator<Drift> {
  const { name } = section;
  const cite = (clauses: readonly Clause[]) => ({ section: name, clauses, direct: clauses.length > 0 });
  if (sample === undefined) {
    if (section.members.length === 0 && body === undefined) return;
    const message = `the sample of "${name}" is no longer there`;
    yield { rule: DOCS_RULES.sectionGone, at: "", message, ...cite(citations.of(name)), line };
    return;
  }
  const listed = closureOf(section.members);
  const added = addedTo(listed, sample);
  const removed = removedFrom(listed, sample);
  const values = new Map<Pointer, Finding>();
  for (const finding of judged(judge, body, sample)) {
    const pointer = generalised(finding.instance.pointer);
    if (within(pointer, added) || within(pointer, removed)) continue;
    if (!within(pointer, [...values.keys()])) values.set(pointer, finding);
  }
  for (const pointer of removed) {
    // What a value holds or no longer holds because it is of another kind now is told as its own departure.
    if (within(pointer, values.keys())) continue;
    const message = `the sample of "${name}" no longer shows ${nameOf(pointer)}`;
    yield {
      rule: DOCS_RULES.memberRemoved,
      at: pointer,
      pointer,
      message,
      ...cite(citations.member(name, pointer)),
      line: sample.line,
    };
  }
  for (const pointer of added) {
    if (within(pointer, values.keys())) continue;
    const message = `the sample of "${name}" shows ${nameOf(pointer)}, which it did not show`;
    const clauses = nearby(name, pointer, sample, listed, citations);
    yield {
      rule: DOCS_RULES.memberAdded,
      at: pointer,
      pointer,
      message,
      section: name,
      clauses,
      direct: false,
      line: sample.line,
    };
  }
  for (const [pointer, finding] of values) {
    const cited = citations.named(finding.clauses.map(({ id }) => id));
    const message = `the sample of "${name}" does not conform to the contract at ${nameOf(pointer)}: ${finding.message}`;
    const clauses = cited.length > 0 ? cited : citations.member(name, pointer);
    yield {
      rule: DOCS_RULES.sampleDiffers,
      at: pointer,
      pointer,
      message,
      ...cite(clauses),
      line: sample.line,
      schema: finding.schema,
    };
  }
}
