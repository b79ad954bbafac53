import type { ServerResponse } from "node:http";
import type { ExchangeResponse } from "../model/exchange.ts";

/** Writes an answer to its connection. */
export type Wire = (response: ExchangeResponse, outgoing: ServerResponse) => void;

/** Whether HTTP allows a body with this status (RFC 9110, 6.4.1). */
export const mayHaveBody = (status: number): boolean => status >= 200 && status !== 204 && status !== 304;

/** Writes an answer as it should be: its length told, and in one piece. */
export const plainWire: Wire = ({ status, headers, body }, outgoing) => {
  const fields: Record<string, string | string[] | number> = {};
  for (const [name, value] of Object.entries(headers)) fields[name] = typeof value === "string" ? value : [...value];
  if (mayHaveBody(status)) fields["content-length"] = body === null ? 0 : Buffer.byteLength(body);
  outgoing.writeHead(status, fields);
  if (body === null) outgoing.end();
  else outgoing.end(body);
};
