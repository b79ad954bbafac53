import { unknownName } from "../library/judges.ts";
import { type Contract, type MediaType, type Operation, type ResponseContract, successOf } from "../model/contract.ts";
import type { ExchangeResponse } from "../model/exchange.ts";

/** A documented answer to give in place of what the stateful provider would say: its status, and which example. */
export interface ChosenAnswer {
  /** The documented status; that of success unless given. */
  readonly status?: number;
  /** The name of the documented example; `sample`, the vendor's own, unless given. */
  readonly example?: string;
}

const exampleOf = (
  response: ResponseContract,
  name: string | undefined,
): { media: MediaType; value: unknown } | null => {
  for (const media of response.content) {
    const chosen = name ?? Object.keys(media.examples)[0];
    if (chosen !== undefined && Object.hasOwn(media.examples, chosen)) return { media, value: media.examples[chosen] };
  }
  return null;
};

/** A documented answer of an operation. Throws a RangeError for a status or an example that is not documented. */
export const documentedAnswer = (operation: Operation, { status, example }: ChosenAnswer): ExchangeResponse => {
  const response =
    status === undefined ? successOf(operation) : operation.responses.find((one) => one.status === String(status));
  if (response === null || response === undefined) {
    const known = operation.responses.map((one) => one.status);
    throw new RangeError(unknownName(`status documented for ${operation.ref}`, String(status), known));
  }
  const found = exampleOf(response, example);
  if (found === null && (example !== undefined || response.content.length > 0)) {
    const known = response.content.flatMap(({ examples }) => Object.keys(examples));
    throw new RangeError(
      unknownName(`example documented for ${operation.ref} ${response.status}`, example ?? "sample", known),
    );
  }
  const headers = Object.fromEntries(
    response.headers.filter(({ required }) => required).map(({ name, example: value }) => [name, String(value ?? "")]),
  );
  if (found === null) return { status: Number(response.status), headers, body: null };
  const { media, value } = found;
  const body = media.name.includes("json") ? JSON.stringify(value) : String(value);
  return { status: Number(response.status), headers: { "content-type": media.name, ...headers }, body };
};

/** Answers by operation id, ready to be given. Throws a RangeError for what is not documented. */
export const documentedAnswers = (
  contract: Contract,
  answers: { readonly [operation: string]: ChosenAnswer | number },
): ReadonlyMap<string, ExchangeResponse> =>
  new Map(
    Object.entries(answers).map(([id, answer]) => {
      const operation = contract.operations.find((one) => one.id === id);
      if (operation === undefined) {
        const known = contract.operations.map((one) => one.id);
        throw new RangeError(unknownName(`operation of ${contract.provider}`, id, known));
      }
      return [id, documentedAnswer(operation, typeof answer === "number" ? { status: answer } : answer)];
    }),
  );
