import type { Register } from "../engine/register.ts";
import type { Operation } from "../model/contract.ts";
import { headerOf } from "../model/exchange.ts";
import { type Pointer, pointerOf } from "../model/pointer.ts";
import type { Redactor } from "../redaction/redactor.ts";
import type { Target } from "../verify/execution.ts";
import { callingClauses, findingOf } from "../verify/expectation.ts";
import { reproductionOf, shown } from "../verify/reproduction.ts";
import { VERIFY_RULES } from "../verify/rules.ts";
import type { VerifyFinding } from "../verify/verification.ts";
import type { Attempt } from "./gateway.ts";
import type { InteractionResult, Mismatch } from "./verifier.ts";

/** What a finding about a pact is made with. */
export interface FindingContext {
  readonly register: Register;
  readonly target: Target;
  readonly redactor: Redactor;
  /** Whether somebody brings the provider into states. */
  readonly hooked: boolean;
}

/** The parts of an answer from the most to the least telling: the verifier's own order is not always the same. */
const RANKS: readonly string[] = ["StatusMismatch", "HeaderMismatch", "BodyTypeMismatch", "BodyMismatch"];

const ranked = (mismatches: readonly Mismatch[]): Mismatch[] => {
  const key = ({ type, path = "", key: name = "", mismatch }: Mismatch): string =>
    [RANKS.indexOf(type), path, name, mismatch].join("\n");
  return [...mismatches].sort((a, b) => (key(a) < key(b) ? -1 : 1));
};

/** The pointer that a path of the verifier stands for: `$.data[0]['a b']`. */
const pointerIn = (path: string): Pointer => {
  const segments = [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]/g)];
  return pointerOf(segments.map(([, name, index, quoted]) => name ?? index ?? quoted!.replaceAll(/\\(.)/g, "$1")));
};

const placeOf = (mismatch: Mismatch | undefined): Pointer => {
  if (mismatch?.type === "StatusMismatch") return "/response/status";
  if (mismatch?.type === "HeaderMismatch")
    return pointerOf(["response", "headers", (mismatch.key ?? "").toLowerCase()]);
  if (mismatch?.type === "BodyTypeMismatch") return "/response/headers/content-type";
  return mismatch?.type === "BodyMismatch" ? `/response/body${pointerIn(mismatch.path ?? "$")}` : "/response";
};

const MOST = 3;

/** The finding that an interaction was not answered as its pact expects, without secrets. */
export const findingFor = (
  { consumer, description, providerStates, mismatch }: InteractionResult,
  attempt: Attempt | null,
  operation: Operation | null,
  { register, target, redactor, hooked }: FindingContext,
): VerifyFinding => {
  const failure = attempt?.failure ?? null;
  const mismatches = failure === null ? ranked(mismatch?.mismatches ?? []) : [];
  const reasons = mismatches.map((one) => one.mismatch);
  if (reasons.length === 0) reasons.push(failure?.message ?? mismatch?.message ?? "it was not answered as expected");
  const more = reasons.length > MOST ? `; and ${reasons.length - MOST} more` : "";
  const given =
    providerStates.length === 0 ? "" : `, given ${providerStates.map((state) => `"${state}"`).join(" and ")}`;
  const alone =
    hooked || providerStates.length === 0
      ? ""
      : "; nothing brought the provider into that state: see --provider-states-url";
  const finding = findingOf(VERIFY_RULES.pactNotKept, register, {
    operation,
    direction: "response",
    status: attempt?.response?.status ?? failure?.status ?? null,
    at: placeOf(mismatches[0]),
    message: `"${description}"${given}: ${reasons.slice(0, MOST).join("; ")}${more}${alone}`,
    clauses: operation === null ? [] : callingClauses(operation, register),
    source: `pact of ${consumer}`,
    severity: "error",
  });
  const { request = null, response = null } = attempt ?? {};
  if (request === null) return redactor.finding(finding);
  const { credentials, baseUrl } = target;
  const carried = credentials !== null && headerOf(request.headers, credentials.header) !== undefined;
  return {
    ...redactor.finding(finding),
    exchange: shown(request, response, baseUrl, redactor),
    reproduction: reproductionOf(request, carried ? "given" : "none", baseUrl, { redactor, credentials }),
  };
};
