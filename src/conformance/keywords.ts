import { APPLICATORS } from "./applicators.ts";
import { ASSERTIONS } from "./assertions.ts";
import type { Keyword } from "./keyword.ts";

const { type, enum: enumerated, const: constant, ...others } = ASSERTIONS as Record<string, Keyword>;
const { unevaluatedProperties, unevaluatedItems, ...applicators } = APPLICATORS as Record<string, Keyword>;

/**
 * All keywords in the order in which they have their say: what kind of value it is first, because nothing else
 * matters when that is wrong, and what is left over last, because it depends on all others.
 */
export const KEYWORDS: readonly (readonly [string, Keyword])[] = Object.entries({
  type: type!,
  enum: enumerated!,
  const: constant!,
  ...others,
  ...applicators,
  unevaluatedProperties: unevaluatedProperties!,
  unevaluatedItems: unevaluatedItems!,
});
