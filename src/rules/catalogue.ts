import { alternativesMismatch } from "./alternatives-mismatch.ts";
import { bodyMalformed } from "./body-malformed.ts";
import { credentialsMissing } from "./credentials-missing.ts";
import { formatMismatch } from "./format-mismatch.ts";
import { invariantBroken } from "./invariant-broken.ts";
import { itemsMismatch } from "./items-mismatch.ts";
import { lengthOutOfBounds } from "./length-out-of-bounds.ts";
import { memberDuplicated } from "./member-duplicated.ts";
import { memberMissing } from "./member-missing.ts";
import { memberRefused } from "./member-refused.ts";
import { memberUndocumented } from "./member-undocumented.ts";
import { methodUndocumented } from "./method-undocumented.ts";
import { nestingTooDeep } from "./nesting-too-deep.ts";
import { numberOutOfBounds } from "./number-out-of-bounds.ts";
import { operationUndocumented } from "./operation-undocumented.ts";
import { parameterInvalid } from "./parameter-invalid.ts";
import { parameterMissing } from "./parameter-missing.ts";
import { parameterUndocumented } from "./parameter-undocumented.ts";
import { patternMismatch } from "./pattern-mismatch.ts";
import { readOnlySent } from "./read-only-sent.ts";
import { requestBodyMissing } from "./request-body-missing.ts";
import { requestBodyUnexpected } from "./request-body-unexpected.ts";
import { requestMediaTypeUndocumented } from "./request-media-type-undocumented.ts";
import { responseBodyEmpty } from "./response-body-empty.ts";
import { responseBodyUndocumented } from "./response-body-undocumented.ts";
import { responseBodyUnexpected } from "./response-body-unexpected.ts";
import { responseHeaderMissing } from "./response-header-missing.ts";
import { responseHeaderUndocumented } from "./response-header-undocumented.ts";
import { responseMediaTypeUndocumented } from "./response-media-type-undocumented.ts";
import { responseOtherReading } from "./response-other-reading.ts";
import { responseStatusUndocumented } from "./response-status-undocumented.ts";
import type { Rule } from "./rule.ts";
import { sizeOutOfBounds } from "./size-out-of-bounds.ts";
import { typeMismatch } from "./type-mismatch.ts";
import { valueUndocumented } from "./value-undocumented.ts";
import { writeOnlyReturned } from "./write-only-returned.ts";

/** Every rule, in the order in which findings about the same place are shown. */
export const CATALOGUE: readonly Rule[] = [
  operationUndocumented,
  methodUndocumented,
  credentialsMissing,
  parameterMissing,
  parameterInvalid,
  parameterUndocumented,
  requestMediaTypeUndocumented,
  requestBodyMissing,
  requestBodyUnexpected,
  responseStatusUndocumented,
  responseOtherReading,
  responseMediaTypeUndocumented,
  responseHeaderMissing,
  responseHeaderUndocumented,
  responseBodyEmpty,
  responseBodyUnexpected,
  responseBodyUndocumented,
  bodyMalformed,
  memberDuplicated,
  typeMismatch,
  memberMissing,
  memberRefused,
  valueUndocumented,
  formatMismatch,
  patternMismatch,
  lengthOutOfBounds,
  numberOutOfBounds,
  sizeOutOfBounds,
  itemsMismatch,
  alternativesMismatch,
  nestingTooDeep,
  writeOnlyReturned,
  readOnlySent,
  invariantBroken,
  memberUndocumented,
];

/** The rule of an id, or undefined. */
export const ruleOf = (id: string): Rule | undefined => CATALOGUE.find((rule) => rule.id === id);
