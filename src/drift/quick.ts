import type { Operation } from "../model/contract.ts";
import type { Body, Exchange } from "../model/exchange.ts";
import type { Direction } from "../model/finding.ts";
import { mayHaveDuplicates } from "../readers/duplicates.ts";
import type { Kind, Kinds } from "./kind.ts";

/** A body as it was read for the quick way. */
export interface QuickReading {
  /** Certainly nothing is to be said about it. */
  readonly clean: boolean;
  /** Undefined where there is no JSON. */
  readonly value: unknown;
}

/** No body. */
export const ABSENT: QuickReading = { clean: true, value: undefined };

/** Sees bodies that are as documented as they are read. */
export interface Witness {
  /** Answers with what `shortestValue` says of the value: whoever walks through a value can tell on the way. */
  see(side: Direction, kind: Kind, value: unknown): number;
}

const readQuickly = (body: Body, side: Direction, kind: Kind, witness: Witness | null): QuickReading => {
  if (body === null || body.length === 0) return ABSENT;
  if (typeof body !== "string") return { clean: false, value: undefined };
  const { json, schema, gate } = kind[side];
  if (!json) return { clean: schema === null, value: undefined };
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { clean: false, value: undefined };
  }
  if (schema !== null && gate?.(value) !== true) return { clean: false, value };
  return { clean: !mayHaveDuplicates(body, value, witness?.see(side, kind, value)), value };
};

/** An exchange, looked at the quick way. */
export interface QuickLook {
  readonly kind: Kind;
  readonly request: QuickReading;
  readonly response: QuickReading;
  /** All that is to be said of it is said of every exchange of its kind. Otherwise the judge has to see it. */
  readonly clean: boolean;
}

/** What a request was found to call. */
export interface Called {
  readonly operation: Operation;
  readonly query: string;
  readonly path: Readonly<Record<string, string>>;
}

/**
 * Looks at an exchange the quick way. `unrecorded` are the parts that its recording does not hold; the witness sees the
 * bodies of which nothing but that they repeat members can still be said.
 */
export const lookQuickly = (
  kinds: Kinds,
  { operation, query, path }: Called,
  exchange: Exchange,
  unrecorded = 0,
  witness: Witness | null = null,
): QuickLook => {
  const kind = kinds.of(operation, query, exchange, unrecorded);
  const request = readQuickly(exchange.request.body, "request", kind, witness);
  const response = readQuickly(exchange.response.body, "response", kind, witness);
  const clean =
    response.clean &&
    (kind.refused || (request.clean && kinds.pathFits(operation, path))) &&
    (kind.promises === null ||
      kind.promises({
        request: exchange.request,
        response: exchange.response,
        path,
        query,
        requestBody: request.value,
        responseBody: response.value,
      }));
  return { kind, request, response, clean };
};
