import { createHash } from "node:crypto";
import { generalised, type Pointer } from "../model/pointer.ts";

/** The latest fingerprints by what they cover: findings recur. */
const KNOWN = new Map<string, string>();
const MOST_KNOWN = 1000;

/** What makes two findings the same, whatever their wording: twelve hexadecimal digits, stable between versions. */
export const fingerprintOf = (
  rule: string,
  operation: string | null,
  direction: string | null,
  status: number | null,
  pointer: Pointer,
): string => {
  const covered = [rule, operation ?? "", direction ?? "", status ?? "", generalised(pointer)].join("\n");
  let fingerprint = KNOWN.get(covered);
  if (fingerprint === undefined) {
    fingerprint = createHash("sha256").update(covered).digest("hex").slice(0, 12);
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
    KNOWN.set(covered, fingerprint);
  }
  return fingerprint;
};
