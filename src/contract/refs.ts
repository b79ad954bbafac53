import { type Contract, type MediaType, type Operation, type SchemaLocation, successOf } from "../model/contract.ts";
import type { Direction } from "../model/finding.ts";

/** One documented body, as a ref names it. */
export interface DocumentedBody {
  /** `mattr.createTenant/request`, `…/response` for the documented success, `…/response/400` for another status. */
  readonly ref: string;
  readonly operation: Operation;
  readonly direction: Direction;
  /** The status as a number; null for requests, ranges and `default`. */
  readonly status: number | null;
  readonly media: MediaType;
  readonly schema: SchemaLocation;
}

/** Every body that an operation documents with a schema, one a ref; the first media type that has one speaks for it. */
export const bodiesOf = (contract: Contract): DocumentedBody[] =>
  contract.operations.flatMap((operation) => {
    const bodies: DocumentedBody[] = [];
    const add = (ref: string, direction: Direction, status: string | null, content: readonly MediaType[]) => {
      const media = content.find(({ schema }) => schema !== null);
      if (media === undefined || media.schema === null) return;
      const code = status !== null && /^\d{3}$/.test(status) ? Number(status) : null;
      bodies.push({ ref: `${operation.ref}/${ref}`, operation, direction, status: code, media, schema: media.schema });
    };
    add("request", "request", null, operation.requestBody?.content ?? []);
    const success = successOf(operation);
    for (const response of operation.responses)
      add(
        response === success ? "response" : `response/${response.status}`,
        "response",
        response.status,
        response.content,
      );
    return bodies;
  });
