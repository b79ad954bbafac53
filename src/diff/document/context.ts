import type { Direction, Severity } from "../../model/finding.ts";
import type { Observation, Repetition, Witness } from "../finding.ts";
import type { SchemaSource } from "../schema/source.ts";
import type { SchemaPairs } from "../schema-pairs.ts";
import type { AnnotationComparison } from "./annotations.ts";
import type { ApiOperation } from "./api.ts";

/** A callback or webhook that is compared: how it is called, and its place in the operation as a pointer. */
export interface Outbound {
  readonly words: string;
  readonly at: string;
}

/** What comparing two operations works with. */
export interface Context {
  readonly base: ApiOperation;
  readonly revision: ApiOperation;
  /** The operation that findings name. */
  readonly operation: string;
  /** Null for an operation that clients call; otherwise the provider sends the request and reads the response. */
  readonly outbound: Outbound | null;
  readonly pairs: Readonly<Record<Direction, SchemaPairs>>;
  readonly annotations: Readonly<Record<Direction, AnnotationComparison>>;
  readonly sources: { readonly base: SchemaSource; readonly revision: SchemaSource };
  tell(observation: Observation): void;
  /** Notes that a change of a shared schema is met again. */
  repeat(repetition: Repetition): void;
}

/** The parts of an observation that most have in common. */
export interface Told {
  readonly rule: string;
  readonly message: string;
  readonly at: string;
  readonly base: string | null;
  readonly revision: string | null;
  readonly direction: Direction | null;
  readonly status?: string | null;
  readonly severity?: Severity;
  readonly witness?: Witness | null;
}

/** Tells a difference of an operation. */
export const tell = (context: Context, { status, severity, witness, at, ...told }: Told): void =>
  context.tell({
    ...told,
    at: `${context.outbound?.at ?? ""}${at}`,
    ...(severity === undefined ? {} : { severity }),
    operation: context.operation,
    status: status ?? null,
    witness: witness ?? null,
  });

/** Words for a part of an operation; of a callback or webhook they say so. */
export const of = (context: Context, words: string): string =>
  context.outbound === null ? words : `${words} of ${context.outbound.words}`;

/** A text as the beginning of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A path as a request would spell it: a value for each of its variables. */
const examplePath = (path: string): string => (path.startsWith("/") ? path.replaceAll(/\{[^}]*\}/g, "1") : path);

/** The parts of an exchange that matter. */
export interface ExchangeParts {
  readonly request?: object;
  readonly response?: object;
}

const exchange = ({ method, path }: ApiOperation, { request, response }: ExchangeParts): object => ({
  request: { method, path: examplePath(path), ...request },
  ...(response === undefined ? {} : { response }),
});

/** Evidence that the provider took something and takes it no longer. */
export const refused = (operation: ApiOperation, parts: ExchangeParts = {}): Witness => ({
  direction: "request",
  of: "exchange",
  instance: exchange(operation, parts),
  validIn: "baseline",
  invalidIn: "revision",
});

/** Evidence that the provider may send what was never documented. */
export const undocumented = (operation: ApiOperation, parts: ExchangeParts = {}): Witness => ({
  direction: "response",
  of: "exchange",
  instance: exchange(operation, parts),
  validIn: "revision",
  invalidIn: "baseline",
});

/** Evidence that the provider sent something that it documents no longer. */
export const missing = (operation: ApiOperation, parts: ExchangeParts = {}): Witness => ({
  ...undocumented(operation, parts),
  validIn: "baseline",
  invalidIn: "revision",
});
