import { fingerprintOf } from "../engine/fingerprint.ts";
import type { Finding } from "../model/finding.ts";
import { REASONS, type Reason } from "../readers/traffic/recorded.ts";

/** The rule that is about recordings themselves. */
export const RECORDING_UNREADABLE = {
  id: "recording-unreadable",
  severity: "error",
  summary: "Something in a recording could not be read as an exchange.",
  why: "What it showed is not judged; a pass would say more than was seen.",
  fix: "Record it again, or take it out of the recording.",
} as const;

/** The finding about something in a recording that could not be judged, for one reason. */
export const unreadable = (reason: Reason): Finding => ({
  fingerprint: fingerprintOf(`${RECORDING_UNREADABLE.id} ${reason}`, null, null, null, ""),
  rule: RECORDING_UNREADABLE.id,
  severity: RECORDING_UNREADABLE.severity,
  operation: null,
  direction: null,
  status: null,
  message: `this could not be judged: ${REASONS[reason]}`,
  instance: { source: "", line: null, column: null, pointer: "" },
  schema: null,
  clauses: [],
  fix: RECORDING_UNREADABLE.fix,
  count: 1,
  waived: null,
});
