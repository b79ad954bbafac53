import type { Direction, Severity } from "../../model/finding.ts";
import { segmentsOf } from "../../model/pointer.ts";
import type { Observation, Witness } from "../finding.ts";
import { diffRule } from "../rules/catalogue.ts";
import { schemaRuleId } from "../rules/schema-rules.ts";
import { type Located, splitLocation } from "../schema/source.ts";
import type { JudgedChange, PairResult } from "../schema-pairs.ts";
import type { SameVariant } from "./compare-discriminators.ts";
import { type Context, type ExchangeParts, refused, tell, undocumented } from "./context.ts";
import { locationIn } from "./schema-places.ts";
import { furtherPlaces, pointerOfPath, sentenceOf } from "./words.ts";

/** Where in an operation two schemas stand. */
export interface SchemaPlace {
  readonly direction: Direction;
  readonly status: string | null;
  /** What the schema describes, for the witness: `body`, `query.limit`. */
  readonly of: string;
  /** A pointer that stays the same between versions: `/body`, `/query/limit`. */
  readonly at: string;
  /** In words: `the request body`, `the query parameter limit`. */
  readonly words: string;
  /** The exchange in which a value stands out. */
  evidence?(value: unknown): ExchangeParts;
}

/** Compares two schemas of an operation. */
export const compareSchemas = (context: Context, base: Located, revision: Located, place: SchemaPlace): void => {
  const pairs = context.pairs[place.direction];
  const result = pairs.compare(base, revision);
  for (const observation of schemaObservations(result, base, revision, place, context.sources))
    context.tell({
      ...observation,
      at: `${context.outbound?.at ?? ""}${observation.at}`,
      operation: context.operation,
    });
  for (const change of result.repeated) context.repeat({ shared: change, operation: context.operation });
  for (const change of context.annotations[place.direction].compare(base, revision)) {
    if (!("rule" in change)) {
      // Alternatives are compared with the schema they are part of, unless their tags now stand for others.
      if (!pairs.hasMet(change.base, change.revision)) compareVariants(context, change, place);
      continue;
    }
    const { rule, message, at, before, after, shows } = change;
    const parts = "shows" in change ? place.evidence?.(valueWith(shows, at)) : undefined;
    tell(context, {
      rule,
      message: `In ${place.words}, ${message}`,
      at: `${place.at}${at}`,
      base: before,
      revision: after,
      direction: place.direction,
      status: place.status,
      ...(parts === undefined
        ? {}
        : { witness: (place.direction === "request" ? refused : undocumented)(context.base, parts) }),
    });
  }
};

/** Compares what one value of a discriminating member stands for. */
const compareVariants = (
  context: Context,
  { at, member, value, base, revision }: SameVariant,
  place: SchemaPlace,
): void => {
  const where = `where ${member} is ${JSON.stringify(value)}`;
  const tagged = ({ location }: Located): Located => {
    const { pointer } = splitLocation(location);
    const tag = { type: "object", required: [member], properties: { [member]: { const: value } } };
    return { schema: { allOf: [{ $ref: `#${encodeURI(pointer)}` }, tag] }, location };
  };
  compareSchemas(context, tagged(base), tagged(revision), {
    ...place,
    of: `${place.of}${at} ${where}`,
    at: `${place.at}${at}`,
    words: `${place.words}${at === "" ? "" : ` at ${at}`} ${where}`,
  });
};

/** A value that has a part at a place, and nothing else; `*` is the first item. */
const valueWith = (part: unknown, at: string): unknown =>
  segmentsOf(at).reduceRight<unknown>((inner, name) => (name === "*" ? [inner] : { [name]: inner }), part);

/** What is to be said of a pair of schemas; no operation is named yet. */
export const schemaObservations = (
  result: PairResult,
  base: Located,
  revision: Located,
  place: SchemaPlace,
  sources: Context["sources"],
): Observation[] => {
  const out: Observation[] = [];
  const { direction } = place;
  const witnessOf = (instance: unknown): Witness => ({
    direction,
    of: place.of,
    instance,
    validIn: direction === "request" ? "baseline" : "revision",
    invalidIn: direction === "request" ? "revision" : "baseline",
  });
  const common = { operation: null, direction, status: place.status };
  for (const judged of result.changes) {
    const { change } = judged;
    const rule = schemaRuleId(direction, change.kind, change.moved);
    const { severity, note, instance } = gradeOf(judged, diffRule(rule).severity);
    out.push({
      ...common,
      rule,
      severity,
      message: `In ${place.words}, ${sentenceOf(change)}${note}${furtherPlaces(change)}`,
      at: `${place.at}${pointerOfPath(change.path, change.member)}`,
      base: locationIn(sources.base, base, change.path, change.member),
      revision: locationIn(sources.revision, revision, change.path, change.member),
      witness: instance === undefined ? null : witnessOf(instance.value),
      shared: change,
    });
  }
  // A change that went both ways is told once, as the break it is.
  const key = ({ rule, at }: Observation): string => `${at} ${rule.replace(MOVEMENT, "")}`;
  const broken = new Set(out.filter(({ severity }) => severity === "error" || severity === "warning").map(key));
  const kept = out.filter((one) => one.severity !== "info" || !MOVEMENT.test(one.rule) || !broken.has(key(one)));
  out.splice(0, out.length, ...kept);
  const { overall } = result;
  if (overall === null || overall.kind === "compatible") return out;
  const told = out.some(({ witness, rule }) => witness !== null || rule.endsWith("-change-unproven"));
  if (told) return out;
  const whole = { ...common, at: place.at, base: base.location, revision: revision.location };
  if (overall.kind === "breaking")
    out.push({
      ...whole,
      rule: schemaRuleId(direction, "schema", direction === "request" ? "narrowed" : "widened"),
      message: `In ${place.words}, the changes taken together ${direction === "request" ? "refuse what was accepted" : "allow what was not documented"}.`,
      witness: witnessOf(overall.instance),
    });
  else if (!out.some(({ severity }) => severity === "warning" || severity === "error"))
    out.push({
      ...whole,
      rule: schemaRuleId(direction, "schema", "unclear"),
      message: `In ${place.words}, whether the change breaks could not be decided: ${overall.reason}.`,
      witness: null,
    });
  return out;
};

/** How a rule's id ends that says which way something moved. */
const MOVEMENT = /-(narrowed|widened)$/;

const gradeOf = (
  { change, verdict }: JudgedChange,
  usual: Severity,
): { severity: Severity; note: string; instance?: { readonly value: unknown } } => {
  if (verdict === null) return { severity: usual, note: "" };
  if (verdict.kind === "breaking") return { severity: "error", note: "", instance: { value: verdict.instance } };
  if (verdict.kind === "compatible")
    return usual === "error"
      ? { severity: "info", note: " It is proven to break nothing here." }
      : {
          severity: change.moved === "unclear" ? "info" : usual,
          note: change.moved === "unclear" ? " It is proven to break nothing." : "",
        };
  if (usual === "error" || change.moved === "unclear")
    return { severity: "warning", note: ` Whether it breaks could not be decided: ${verdict.reason}.` };
  return { severity: usual, note: "" };
};
