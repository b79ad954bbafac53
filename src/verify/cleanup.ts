import { type Draft, filled } from "./case.ts";
import { credentialHeaders } from "./credentials.ts";
import type { Drafting } from "./drafting.ts";
import type { Target } from "./execution.ts";
import { deletionOf, idByName, type Ledger, listFor, type Resource } from "./ledger.ts";
import { cursorOf } from "./relations.ts";
import type { Sending, Withheld } from "./sending.ts";
import type { Reception } from "./transport.ts";

const MAX_PAGES = 100;

/** Deletes what a ledger has open, the latest first, and answers with what is left. Never throws. */
export const cleanUp = async (
  ledger: Ledger,
  drafting: Drafting,
  target: Target,
  sending: Sending,
): Promise<readonly Resource[]> => {
  const ask = (draft: Draft): Promise<Reception | Withheld> => {
    const path = draft.operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
      encodeURIComponent(String(draft.path[name])),
    );
    const query = Object.entries(draft.query).map(
      ([name, value]) => `${name}=${encodeURIComponent(String(filled(value, ({ documented }) => documented)))}`,
    );
    const url = `${target.baseUrl}${path}${query.length > 0 ? `?${query.join("&")}` : ""}`;
    const headers = { ...draft.headers, ...credentialHeaders(draft.credentials, target.credentials) };
    return sending.send({ method: draft.method, url, headers, body: null }, draft);
  };
  for (const resource of [...ledger.resources].reverse()) {
    const id = resource.id ?? (await search(resource, drafting, ask));
    if (id === null) continue;
    if (resource.id === null) ledger.created(resource.number, id);
    const deletion = deletionOf(resource.operation, id, drafting);
    if (deletion === null) continue;
    const reception = await ask(deletion);
    if (reception.kind !== "answer") continue;
    const { status } = reception.response;
    if ((status >= 200 && status < 300) || status === 404 || status === 410) ledger.deleted(id);
  }
  return ledger.resources;
};

/** Looks for something by its name, where the answer to its creation never came. */
const search = async (
  { operation, names }: Resource,
  drafting: Drafting,
  ask: (draft: Draft) => Promise<Reception | Withheld>,
): Promise<string | number | null> => {
  const list = listFor(operation, drafting);
  if (list === null || names.length === 0) return null;
  let draft: Draft = drafting.sampleDraft(list);
  for (let page = 0; page < MAX_PAGES; page++) {
    const reception = await ask(draft);
    if (reception.kind !== "answer" || reception.response.status !== 200 || typeof reception.response.body !== "string")
      return null;
    let body: unknown;
    try {
      body = JSON.parse(reception.response.body);
    } catch {
      return null;
    }
    const id = idByName(body, names);
    if (id !== null) return id;
    const cursor = cursorOf(list);
    const next =
      cursor === null ? undefined : (body as Record<string, unknown>)[cursor.expression.split("/").at(-1) ?? ""];
    if (cursor === null || typeof next !== "string" || next === "") return null;
    draft = { ...draft, query: { ...draft.query, [cursor.parameter]: next } };
  }
  return null;
};
