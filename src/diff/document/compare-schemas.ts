import type { Direction, Severity } from "../../model/finding.ts";
import type { Observation, Witness } from "../finding.ts";
import { diffRule } from "../rules/catalogue.ts";
import { schemaRuleId } from "../rules/schema-rules.ts";
import type { Located, SchemaSource } from "../schema/source.ts";
import { stepInto } from "../schema/source.ts";
import { isObject } from "../schema/value.ts";
import type { JudgedChange, PairResult } from "../schema-pairs.ts";
import { type Context, tell } from "./context.ts";
import { pointerOfPath, sentenceOf } from "./words.ts";

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
}

/** Compares two schemas of an operation. */
export const compareSchemas = (context: Context, base: Located, revision: Located, place: SchemaPlace): void => {
  const result = context.pairs[place.direction].compare(base, revision);
  for (const observation of schemaObservations(result, base, revision, place, context.sources))
    context.tell({ ...observation, operation: context.base.id });
  for (const change of result.repeated) context.repeat({ shared: change, operation: context.base.id });
  for (const { rule, message, at, before, after } of context.annotations[place.direction].compare(base, revision))
    tell(context, {
      rule,
      message: `In ${place.words}, ${message}`,
      at: `${place.at}${at}`,
      base: before,
      revision: after,
      direction: place.direction,
      status: place.status,
    });
};

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
      message: `In ${place.words}, ${sentenceOf(change)}${note}`,
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

/** The place of a part of a schema: through references and the parts of `allOf`, as far as it can be told. */
const locationIn = (
  source: SchemaSource,
  root: Located,
  path: JudgedChange["change"]["path"],
  member: string | null,
): string => {
  let current = root;
  const names = member === null ? path : [...path, { by: "member", name: member } as const];
  for (const one of names) {
    const next = partAt(source, current, keysOf(one), 0);
    if (next === null) return target(source, current).location;
    current = next;
  }
  return current.location;
};

const keysOf = (step: JudgedChange["change"]["path"][number]): readonly string[] => {
  switch (step.by) {
    case "member":
      return ["properties", step.name];
    case "position":
      return ["prefixItems", String(step.index)];
    case "pattern":
      return ["patternProperties", step.source];
    default:
      return [step.by === "item" ? "items" : "additionalProperties"];
  }
};

const target = (source: SchemaSource, located: Located): Located => {
  let current = located;
  for (let hops = 0; hops < 20; hops++) {
    const schema: unknown = current.schema;
    if (!isObject(schema) || typeof schema.$ref !== "string" || Object.keys(schema).length > 1) break;
    const next = source.follow(schema.$ref, current.location);
    if (next === null) break;
    current = next;
  }
  return current;
};

const partAt = (source: SchemaSource, located: Located, keys: readonly string[], depth: number): Located | null => {
  const { schema, location } = target(source, located);
  let value: unknown = schema;
  for (const key of keys)
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined;
  if (typeof value === "boolean" || isObject(value)) return { schema: value, location: stepInto(location, ...keys) };
  if (!isObject(schema) || depth > 8) return null;
  for (const keyword of ["allOf", "anyOf", "oneOf"])
    for (const [index, part] of (Array.isArray(schema[keyword]) ? schema[keyword] : []).entries()) {
      if (!isObject(part)) continue;
      const found = partAt(source, { schema: part, location: stepInto(location, keyword, index) }, keys, depth + 1);
      if (found !== null) return found;
    }
  return null;
};
