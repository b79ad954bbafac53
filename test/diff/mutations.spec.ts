import { expect } from "chai";
import { loadDocuments } from "../../src/contract/load.ts";
import { diff } from "../../src/diff/diff.ts";
import { standardTools } from "../../src/diff/tools.ts";
import { type Json, object, text } from "./documents.ts";
import { structure } from "./structure.ts";
import { others, rows } from "./table.ts";

const tools = standardTools();

interface Host {
  readonly source: string;
  readonly documents: ReadonlyMap<string, unknown>;
}

/** The document with one more operation in it, whose bodies reach a shared schema through others. */
const hosting = (
  { source, documents }: Host,
  one: Json | null,
  subject: unknown,
  parts: Json = {},
): ReadonlyMap<string, unknown> => {
  const root = structuredClone(documents.get(source)) as Json;
  const body = { content: { "application/json": { schema: { $ref: "#/components/schemas/Outer" } } } };
  const asRequest = { post: { operationId: "subject", requestBody: body, responses: { "204": { description: "" } } } };
  const asResponse = { get: { operationId: "subject", responses: { "200": { description: "", ...body } } } };
  const paths =
    one === null
      ? {}
      : one.request === true
        ? { "/subject": asRequest }
        : one.response === true
          ? { "/subject": asResponse }
          : { "/tenants/{id}": one };
  const schemas = {
    Outer: object({ note: text, list: { type: "array", items: { $ref: "#/components/schemas/Inner" } } }, ["list"]),
    Inner: { allOf: [object({ id: text }), object({ part: { $ref: "#/components/schemas/Subject" } })] },
    Subject: subject,
  };
  const components = (root.components ?? {}) as Json;
  const more = (parts.components ?? {}) as Json;
  for (const key of ["servers", "webhooks"]) if (parts[key] !== undefined) root[key] = parts[key];
  root.paths = { ...(root.paths as Json), ...paths };
  root.components = {
    ...components,
    ...more,
    schemas: { ...((components.schemas ?? {}) as Json), ...((more.schemas ?? {}) as Json), ...schemas },
    securitySchemes: { ...((components.securitySchemes ?? {}) as Json), ...((more.securitySchemes ?? {}) as Json) },
  };
  return new Map([...documents, [source, root]]);
};

const findings = (host: Host, base: ReadonlyMap<string, unknown>, revision: ReadonlyMap<string, unknown>): string[] =>
  diff({ root: host.source, documents: base }, { root: host.source, documents: revision }, tools).findings.map(
    ({ severity, rule, witness }) => `${severity} ${rule}${witness === null ? "" : " proven"}`,
  );

const short = (line: string): string =>
  line.split(" ").slice(0, 2).join(" ") + (line.split(" ").length > 2 ? " proven" : "");

describe("Single changes in documents of real size", () => {
  const hosts: Host[] = [];
  before(async () => {
    for (const name of ["mattr", "cxengage", "citrix"]) hosts.push(await loadDocuments(`specs/${name}.openapi.yaml`));
  });

  let count = 0;
  for (const { change, base, revision, request, response } of rows)
    for (const [direction, expected] of [
      ["request", request],
      ["response", response],
    ] as const) {
      const index = count++ % 3;
      it(`${change}, deep in a ${direction}`, () => {
        const host = hosts[index];
        if (host === undefined) throw new Error("no document");
        const at = { [direction]: true };
        expect(findings(host, hosting(host, at, base), hosting(host, at, revision))).to.deep.equal(expected.map(short));
      });
    }

  const operationOf = (document: Json): Json | null =>
    ((document.paths as Json)["/tenants/{id}"] as Json | undefined) ?? null;
  for (const [change, base, revision, expected] of [...others, ...structure]) {
    const index = count++ % 3;
    it(`${change}, among other operations`, () => {
      const host = hosts[index];
      if (host === undefined) throw new Error("no document");
      // The hosts' own security would apply where an operation says nothing.
      const open = (operation: Json | null): Json | null =>
        operation === null ? null : { post: { security: [], ...(operation.post as Json) } };
      const place = (document: Json): ReadonlyMap<string, unknown> =>
        hosting(host, open(operationOf(document)), text, document);
      expect(findings(host, place(base), place(revision))).to.deep.equal(expected.map(short));
    });
  }

  it("are many more than sixty", () => {
    expect(count).to.be.at.least(170);
  });
});
