import { existsSync } from "node:fs";
import { isObject } from "./keywords.ts";

/** The ids of the rules in `src/rules/catalogue.ts`; null as long as there is none. */
export const ruleIds = async (): Promise<ReadonlySet<string> | null> => {
  const catalogue = new URL("../../src/rules/catalogue.ts", import.meta.url);
  if (!existsSync(catalogue)) return null;
  const exported: unknown = await import(catalogue.href);
  const rules = Object.values(isObject(exported) ? exported : {}).find(Array.isArray) ?? [];
  return new Set(rules.flatMap((rule: unknown) => (isObject(rule) && typeof rule.id === "string" ? [rule.id] : [])));
};
