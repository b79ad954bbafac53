import type { Direction, Severity } from "../../model/finding.ts";
import type { Observation, Repetition, Witness } from "../finding.ts";
import type { SchemaSource } from "../schema/source.ts";
import type { SchemaPairs } from "../schema-pairs.ts";
import type { AnnotationComparison } from "./annotations.ts";
import type { ApiOperation } from "./api.ts";

/** What comparing two operations works with. */
export interface Context {
  readonly base: ApiOperation;
  readonly revision: ApiOperation;
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
export const tell = (context: Context, { status, severity, witness, ...told }: Told): void =>
  context.tell({
    ...told,
    ...(severity === undefined ? {} : { severity }),
    operation: context.base.id,
    status: status ?? null,
    witness: witness ?? null,
  });

/** A path as a request would spell it: a value for each of its variables. */
const examplePath = (path: string): string => path.replaceAll(/\{[^}]*\}/g, "1");

/** An exchange that shows a break of the request side: the baseline takes it, the revision does not. */
export const requestWitness = (operation: ApiOperation, request: object = {}): Witness => ({
  direction: "request",
  of: "exchange",
  instance: { request: { method: operation.method, path: examplePath(operation.path), ...request } },
  validIn: "baseline",
  invalidIn: "revision",
});

/** An exchange that shows a break of the response side: the revision answers it, the baseline does not document it. */
export const responseWitness = (operation: ApiOperation, response: object, removed = false): Witness => ({
  direction: "response",
  of: "exchange",
  instance: { request: { method: operation.method, path: examplePath(operation.path) }, response },
  validIn: removed ? "baseline" : "revision",
  invalidIn: removed ? "revision" : "baseline",
});
