import { bodiesOf } from "../contract/refs.ts";
import { Judge } from "../engine/judge.ts";
import { reportOf } from "../engine/report.ts";
import { exchangeOf } from "../library/exchange.ts";
import { unknownName } from "../library/judges.ts";
import type { Contract, Operation } from "../model/contract.ts";
import type { Finding, Place, Report, Severity } from "../model/finding.ts";
import type { Pointer } from "../model/pointer.ts";
import pretty from "../report/pretty.ts";
import { ASSERTED_PROVIDERS, bundledJudge } from "./bundled.ts";
import { awaitResponse, type TakenResponse, takeResponse } from "./response-like.ts";

/** How strict an assertion is. */
export interface ConformOptions {
  /** The mildest severity that fails it: `error` unless said otherwise. */
  readonly failOn?: Severity;
}

/** What an assertion found: a report, and what was asserted of what. */
export interface Conformity {
  readonly subject: "response" | "payload";
  readonly ref: string;
  readonly report: Report;
}

type Judges = ReadonlyMap<string, Judge>;

/** The judges of contracts of the user's own, by provider; the bundled ones are known anyway. */
export const judgesOf = (contracts: readonly Contract[]): Judges =>
  new Map(contracts.map((contract) => [contract.provider, new Judge(contract)]));

/**
 * Judges a response by an operation's ref, a payload by a body's. A promise comes back only for a response of `fetch`.
 * Throws a RangeError for a ref that is not known, a TypeError for what is no response.
 */
export const conformityOf = (
  value: unknown,
  ref: string,
  { failOn = "error" }: ConformOptions,
  own: Judges,
): Conformity | Promise<Conformity> => {
  const provider = ref.slice(0, Math.max(0, ref.indexOf(".")));
  const judge = own.get(provider) ?? bundledJudge(provider);
  if (judge === null) throw new RangeError(unknownName("contract", provider, [...own.keys(), ...ASSERTED_PROVIDERS]));
  const report = (findings: readonly Finding[]) => reportOf("check", 1, findings, failOn);
  const operation = judge.contract.operations.find((one) => one.ref === ref);
  if (operation === undefined) return { subject: "payload", ref, report: report(payloadFindings(value, ref, judge)) };
  const conformity = (taken: TakenResponse): Conformity => ({
    subject: "response",
    ref,
    report: report(responseFindings(taken, operation, judge)),
  });
  const waiting = awaitResponse(value);
  if (waiting !== null) return waiting.then(conformity);
  const taken = takeResponse(value);
  if (taken === null)
    throw new TypeError(
      `conformTo("${ref}") needs a response of fetch, axios or supertest, or an object with status, headers and body`,
    );
  return conformity(taken);
};

const unplaced =
  (source: string) =>
  (pointer: Pointer): Place => ({ source, line: null, column: null, pointer });

const payloadFindings = (payload: unknown, ref: string, judge: Judge): readonly Finding[] => {
  const bodies = bodiesOf(judge.contract);
  const body = bodies.find((one) => one.ref === ref);
  if (body === undefined) {
    const known = [...judge.contract.operations, ...bodies].map((one) => one.ref);
    throw new RangeError(unknownName("operation or documented body", ref, known));
  }
  const { schema, operation, direction, status } = body;
  const text = JSON.stringify(payload) ?? "";
  const reading = { kind: "json", text, value: payload, duplicates: [] } as const;
  return judge.payload(reading, schema, { operation, direction, status }, unplaced("payload"));
};

/** A path that leads to an operation, for responses that do not remember what was asked. */
const somePath = (operation: Operation, { servers }: Contract): string =>
  (servers[0]?.basePath ?? "") + operation.path.replaceAll(/\{[^}]+\}/g, "x");

const responseFindings = (
  { request, response }: TakenResponse,
  operation: Operation,
  judge: Judge,
): readonly Finding[] => {
  const { url, headers, body } = request;
  const asked = url === undefined ? undefined : judge.pairing.route(operation.method, url).operation;
  const exchange = exchangeOf({
    request: {
      method: operation.method,
      url: asked === operation && url !== undefined ? url : somePath(operation, judge.contract),
      ...(headers === undefined ? {} : { headers }),
      body,
    },
    response,
  });
  // What the request did wrong is not the response's fault, and is not always known.
  return judge.exchange(exchange, unplaced("response")).filter(({ direction }) => direction === "response");
};

/** Why an assertion failed: every finding as the command line words it. */
export const failureOf = ({ subject, ref, report }: Conformity): string =>
  `expected the ${subject} to conform to ${ref}\n\n${pretty(report, { color: false, frame: () => null })}`;
