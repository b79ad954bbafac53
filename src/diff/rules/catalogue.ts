import { CALLBACK_RULES } from "./callback-rules.ts";
import { CONTRACT_RULES } from "./contract-rules.ts";
import { DOCUMENT_RULES } from "./document-rules.ts";
import { PART_RULES } from "./part-rules.ts";
import type { DiffRule } from "./rule.ts";
import { SCHEMA_RULES } from "./schema-rules.ts";
import { SERVER_RULES } from "./server-rules.ts";

export type { DiffRule } from "./rule.ts";

/** Every rule of `diff`, in the order of the documentation. */
export const DIFF_RULES: readonly DiffRule[] = [
  ...DOCUMENT_RULES,
  ...SERVER_RULES,
  ...PART_RULES,
  ...CALLBACK_RULES,
  ...CONTRACT_RULES,
  ...SCHEMA_RULES,
];

const BY_ID: ReadonlyMap<string, DiffRule> = new Map(DIFF_RULES.map((rule) => [rule.id, rule]));

/** Whether a finding's rule is one about two contracts. */
export const isDiffRule = (id: string): boolean => BY_ID.has(id);

/** The rule of an id. Throws a `RangeError` for an id that is none: a defect of ours. */
export const diffRule = (id: string): DiffRule => {
  const rule = BY_ID.get(id);
  if (rule === undefined) throw new RangeError(`there is no rule ${id}`);
  return rule;
};
