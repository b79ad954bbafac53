import { createHash } from "node:crypto";
import type { Contract } from "../model/contract.ts";
import type { Verification } from "../report/matrix.ts";
import { planOf } from "./plan.ts";

/** What a run proved, in a form that can be kept and checked later. */
export interface Certificate {
  readonly certificate: 1;
  readonly tool: { readonly name: "tenant-contracts"; readonly version: string };
  readonly provider: string;
  readonly target: string;
  readonly verdict: "pass" | "fail";
  /** The SHA-256 of the documents and clauses that were verified. */
  readonly contractHash: string;
  readonly seed: string;
  readonly planHash: string;
  readonly cases: Verification["cases"];
  readonly outcomes: { readonly [clause: string]: string };
  /** The SHA-256 of all exchanges, without secrets. */
  readonly transcriptHash: string;
  /** The SHA-256 of everything above. */
  readonly digest: string;
}

/** A file that is not a certificate. */
export class CertificateError extends Error {
  override name = "InputError";
  readonly remedy = "Give a file that --certificate wrote.";
}

/** JSON with sorted member names, so that equal values have equal texts. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
};

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The SHA-256 of a contract: its documents and its clauses. */
const contractHash = ({ documents, clauses }: Contract): string =>
  sha256(canonical({ documents: Object.fromEntries(documents), clauses }));

/** Certifies a run. */
export const certificateOf = (
  contract: Contract,
  seed: string,
  verification: Verification,
  run: { readonly verdict: "pass" | "fail"; readonly transcriptHash: string; readonly version: string },
): Certificate => {
  const body = {
    certificate: 1 as const,
    tool: { name: "tenant-contracts" as const, version: run.version },
    ...{ provider: contract.provider, target: verification.target, verdict: run.verdict },
    ...{ contractHash: contractHash(contract), seed, planHash: verification.planHash, cases: verification.cases },
    outcomes: Object.fromEntries(verification.clauses.map(({ id, outcome }) => [id, outcome])),
    transcriptHash: run.transcriptHash,
  };
  return { ...body, digest: sha256(canonical(body)) };
};

/** Reads a certificate's text. Throws {@link CertificateError}. */
export const readCertificate = (text: string): Certificate => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CertificateError("the certificate is not JSON");
  }
  if (value === null || typeof value !== "object" || (value as { certificate?: unknown }).certificate !== 1)
    throw new CertificateError("the file is not a certificate");
  return value as Certificate;
};

/**
 * What is wrong with a certificate: each a sentence; none means that it is whole and belongs to this contract and
 * plan. The digest shows edits made by mistake or in passing; it is no signature.
 */
export const objectionsTo = (
  certificate: Certificate,
  contract: Contract,
  values: ReadonlyMap<string, unknown> = new Map(),
): string[] => {
  const { digest, ...body } = certificate;
  const objections: string[] = [];
  if (digest !== sha256(canonical(body)))
    objections.push("It was changed after it was written: its digest does not fit.");
  if (certificate.contractHash !== contractHash(contract))
    objections.push("It is about another contract than the one at hand.");
  else if (certificate.planHash !== planOf(contract, certificate.seed, values).hash)
    objections.push("It is about another plan than this version makes.");
  const known = new Set(contract.clauses.clauses.map(({ id }) => id));
  const named = Object.keys(certificate.outcomes ?? {});
  if (named.some((id) => !known.has(id)) || named.length !== known.size)
    objections.push("Its clauses are not those of the contract.");
  return objections;
};
