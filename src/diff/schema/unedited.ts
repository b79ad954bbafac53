import type { Step } from "./change.ts";
import { isAnnotation, type SchemaGraph } from "./graph.ts";
import { isOneWay } from "./keywords.ts";
import type { NodeId } from "./node.ts";
import { type Located, stepInto } from "./source.ts";
import { isObject, type JsonObject } from "./value.ts";

/** Two schemas at one step below two others. */
export interface PartPair {
  readonly step: Step;
  readonly base: NodeId;
  readonly revision: NodeId;
}

/** Keywords that say the same where they are written alike, or whose schemas stand one step below. */
const SIMPLE = new Set([
  ...["type", "properties", "required", "items", "additionalProperties", "minProperties", "maxProperties"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern"],
  ...["format", "minItems", "maxItems", "uniqueItems"],
]);

/**
 * The pairs one step below two schemas that are written alike, and so differ only in what they refer to: the pairs
 * that may differ, in the order of a full comparison. Null where only a full comparison tells.
 */
export const partsOfUnedited = (graph: SchemaGraph, baseId: NodeId, revisionId: NodeId): readonly PartPair[] | null => {
  const [base, revision] = [graph.origin(baseId), graph.origin(revisionId)];
  if (base === null || revision === null) return null;
  const { likeness, direction } = graph;
  const schema: unknown = revision.schema;
  if (!isObject(schema) || likeness.spelled(schema) !== base.schema) return null;
  for (const keyword in schema) if (!SIMPLE.has(keyword) && !isAnnotation(keyword)) return null;
  const pairs: PartPair[] = [];
  const at = (origin: Located, part: JsonObject, ...segments: readonly string[]): Located => ({
    schema: part,
    location: stepInto(origin.location, ...segments),
  });
  const add = (step: Step, part: unknown, ...segments: readonly string[]): boolean => {
    const twin = isObject(part) ? likeness.spelled(part) : null;
    if (!isObject(part) || !isObject(twin)) return false;
    const [before, after] = [at(base, twin, ...segments), at(revision, part, ...segments)];
    if (step.by === "member") {
      const ignored = isOneWay(before, base.source, direction);
      if (ignored !== isOneWay(after, revision.source, direction)) return false;
      if (ignored) return true;
    }
    pairs.push({ step, base: graph.idOf(base.source, before), revision: graph.idOf(revision.source, after) });
    return true;
  };
  const { type, properties, additionalProperties, items } = schema;
  const allows = (name: string): boolean =>
    type === undefined || type === name || (Array.isArray(type) && type.includes(name));
  if (allows("object")) {
    const declared = isObject(properties) ? Object.keys(properties) : [];
    for (const name of declared) {
      const part = (properties as JsonObject)[name];
      if (likeness.touched(part) && !add({ by: "member", name }, part, "properties", name)) return null;
    }
    if (
      likeness.touched(additionalProperties) &&
      !add({ by: "rest", declared, patterns: [] }, additionalProperties, "additionalProperties")
    )
      return null;
  }
  if (allows("array") && likeness.touched(items) && !add({ by: "item" }, items, "items")) return null;
  return pairs;
};
