import { bodiesOf } from "../contract/refs.ts";
import { type BodyContext, concernsName, type Judge } from "../engine/judge.ts";
import { reportOf } from "../engine/report.ts";
import { readJsonText } from "../engine/subject.ts";
import type { BodyReading } from "../model/body.ts";
import type { Contract, Schema, SchemaLocation } from "../model/contract.ts";
import type { Finding, Place, Report, Severity } from "../model/finding.ts";
import type { Pointer } from "../model/pointer.ts";
import { positionsOf } from "../readers/positions.ts";
import { bundledContract, judgeOf, unknownName } from "./judges.ts";
import type { BodyRef } from "./refs.ts";

/** How a payload is judged. */
export interface ValidateOptions {
  /** The contract that documents the ref; the bundled one whose name the ref starts with unless given. */
  readonly contract?: Contract;
  /** The mildest severity that makes the verdict `fail`: `error` unless said otherwise. */
  readonly failOn?: Severity;
  /** What findings call the payload: `payload` unless said otherwise. */
  readonly source?: string;
}

interface Target {
  readonly judge: Judge;
  readonly schema: SchemaLocation;
  readonly context: BodyContext;
}

const NO_CONTEXT: BodyContext = { operation: null, direction: null, status: null };

/**
 * Judges a payload, given as a JSON value, by a documented body (`mattr.createTenant/request`) or by a JSON Schema.
 * Rejects with a RangeError for a ref that nothing documents, and with an error for a schema that cannot be judged by.
 */
export const validate = async (
  payload: unknown,
  as: BodyRef | Schema,
  options: ValidateOptions = {},
): Promise<Report> => {
  const text = JSON.stringify(payload) ?? "";
  const reading: BodyReading = { kind: "json", text, value: payload, duplicates: [] };
  return judged(reading, await targetOf(as, options), options, null);
};

/**
 * The same for a payload's text, which may be malformed and have members twice; findings tell line and column.
 * The text is JSON.
 */
export const validateText = async (
  text: string,
  as: BodyRef | Schema,
  options: ValidateOptions = {},
): Promise<Report> => judged(readJsonText(text), await targetOf(as, options), options, text);

const judged = (
  reading: BodyReading,
  { judge, schema, context }: Target,
  { source = "payload", failOn = "error" }: ValidateOptions,
  text: string | null,
): Report => {
  const unplaced = (pointer: Pointer): Place => ({ source, line: null, column: null, pointer });
  const findings = judge.payload(reading, schema, context, unplaced);
  return reportOf("validate", 1, text === null ? findings : placed(findings, text), failOn);
};

const placed = (findings: readonly Finding[], text: string): Finding[] => {
  if (findings.length === 0) return [];
  const places = positionsOf(
    text,
    findings.map(({ instance }) => instance.pointer),
  );
  return findings.map((finding) => {
    const { instance } = finding;
    if (instance.line !== null) return finding;
    const location = places.get(instance.pointer);
    const { line, column } = (concernsName(finding.rule) ? location?.key : null) ?? location ?? { line: 1, column: 1 };
    return { ...finding, instance: { ...instance, line, column } };
  });
};

const targetOf = async (as: BodyRef | Schema, { contract }: ValidateOptions): Promise<Target> =>
  typeof as === "string" ? refTarget(as, contract ?? (await bundledContract(as.split(".")[0]!))) : schemaTarget(as);

const refTarget = async (ref: string, contract: Contract): Promise<Target> => {
  const bodies = bodiesOf(contract);
  const body = bodies.find((one) => one.ref === ref);
  if (body === undefined) {
    const refs = bodies.map((one) => one.ref);
    throw new RangeError(unknownName("documented body", ref, refs));
  }
  const { schema, operation, direction, status } = body;
  return { judge: await judgeOf(contract), schema, context: { operation, direction, status } };
};

const schemaTarget = async (schema: Schema): Promise<Target> => {
  const judge = await judgeOf({
    provider: "schema",
    title: "schema",
    version: "0",
    source: "schema",
    servers: [],
    operations: [],
    documents: new Map([["schema", schema]]),
    clauses: { pages: [], clauses: [] },
  });
  judge.conformance.prepare("schema#");
  return { judge, schema: "schema#", context: NO_CONTEXT };
};
