import { type Pointer, pointerOf } from "../model/pointer.ts";

/** A `$ref` as it is written. */
export interface Reference {
  readonly reference: string;
  /** The nearest `$id` around it that is a URL; null where there is none. */
  readonly base: string | null;
  /** Where it stands: spelled out only when asked for, since most references lead nowhere else. */
  at(): Pointer;
}

/** An object or array on the way through a document, and the one that holds it. */
interface Visit {
  readonly node: object;
  readonly holder: Visit | null;
  readonly key: string;
  readonly base: string | null;
  /** Whether its keys are names, not keywords. */
  readonly isMap: boolean;
}

const MAPS: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
]);
const DATA: ReadonlySet<string> = new Set(["enum", "const", "default", "example", "value"]);

const pointerTo = (visit: Visit): Pointer => {
  const keys: string[] = [];
  for (let at = visit; at.holder !== null; at = at.holder) keys.push(at.key);
  return pointerOf(keys.reverse());
};

/** Every `$ref` in a document. Data in examples and enumerations has none. */
export function* referencesIn(document: unknown): Generator<Reference> {
  if (typeof document !== "object" || document === null) return;
  const visits: Visit[] = [{ node: document, holder: null, key: "", base: null, isMap: false }];
  for (let visit = visits.pop(); visit !== undefined; visit = visits.pop()) {
    const { node, isMap } = visit;
    let { base } = visit;
    const isObject = !Array.isArray(node);
    if (isObject && !isMap) {
      const { $id, $ref } = node as { readonly $id?: unknown; readonly $ref?: unknown };
      if (typeof $id === "string" && /^https?:\/\//i.test($id)) base = $id.split("#")[0] ?? $id;
      const found = visit;
      if (typeof $ref === "string") yield { reference: $ref, base, at: () => pointerTo(found) };
    }
    for (const key of Object.keys(node)) {
      const child = (node as { readonly [key: string]: unknown })[key];
      if (typeof child !== "object" || child === null) continue;
      if ((!isMap && DATA.has(key)) || (key === "examples" && Array.isArray(child))) continue;
      visits.push({ node: child, holder: visit, key, base, isMap: !isMap && MAPS.has(key) });
    }
  }
}

/**
 * Whether a text, JSON or plain YAML, may hold a `$ref` to another file. False only where every `$ref` goes to a place
 * in the same file, in quotes, and none can be spelled with escapes; that is told at a fraction of a walk's cost.
 */
export const mayLeadElsewhere = (text: string): boolean =>
  /\$ref(?!["']?\s*:\s*["']#)/.test(text) || /\\(?:u00|U0|x)[\da-fA-F]/.test(text);
