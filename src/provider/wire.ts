import type { ServerResponse } from "node:http";
import type { ExchangeResponse } from "../model/exchange.ts";

/** Writes an answer to its connection. */
export type Wire = (response: ExchangeResponse, outgoing: ServerResponse) => void;

/** Whether HTTP allows a body with this status (RFC 9110, 6.4.1). */
export const mayHaveBody = (status: number): boolean => status >= 200 && status !== 204 && status !== 304;

/** Writes an answer as it should be: its length told, and in one piece. */
export const plainWire: Wire = ({ status, headers, body }, outgoing) => {
  const fields: (string | string[])[] = [];
  for (const name in headers) {
    const value = headers[name]!;
    fields.push(name, typeof value === "string" ? value : [...value]);
  }
  const length = body === null ? 0 : Buffer.byteLength(body);
  if (mayHaveBody(status)) fields.push("content-length", String(length));
  outgoing.writeHead(status, fields);
  if (body === null) outgoing.end();
  // A text of as many octets as characters is ASCII, which is written the quicker way.
  else if (typeof body === "string") outgoing.end(body, body.length === length ? "latin1" : "utf8");
  else outgoing.end(body);
};
