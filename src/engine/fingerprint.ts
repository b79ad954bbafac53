import { createHash } from "node:crypto";
import { generalised, type Pointer } from "../model/pointer.ts";

/** What makes two findings the same, whatever their wording: twelve hexadecimal digits, stable between versions. */
export const fingerprintOf = (
  rule: string,
  operation: string | null,
  direction: string | null,
  status: number | null,
  pointer: Pointer,
): string =>
  createHash("sha256")
    .update([rule, operation ?? "", direction ?? "", status ?? "", generalised(pointer)].join("\n"))
    .digest("hex")
    .slice(0, 12);
