import { expect } from "chai";
import { contractOf } from "../../src/contract/contract.ts";
import { coverageOf } from "../../src/drift/coverage.ts";
import type { MemberObservation } from "../../src/drift/portion.ts";
import { suggestionsOf } from "../../src/drift/suggestion.ts";
import type { Judge } from "../../src/engine/judge.ts";
import { Judge as AnyJudge } from "../../src/engine/judge.ts";
import { UNRECORDED } from "../../src/readers/traffic/recorded.ts";
import { bundledJudge, creation, judged, tenant, told } from "./traffic.ts";

const at = (line: number) => ({ source: "traffic.ndjson", line, column: 1 });

const body = (value: unknown) => creation({ body: JSON.stringify(value) });

const page = (...data: readonly unknown[]) =>
  creation(
    { status: 200, body: JSON.stringify({ data }) },
    { method: "GET", url: "https://manage.mattr.global/v1/tenants", body: null },
  );

describe("what traffic showed", () => {
  let judge: Judge;
  before(async () => {
    judge = await bundledJudge();
  });

  const members = (
    entries: Parameters<typeof judged>[1],
    operation = "mattr.createTenant",
    direction: "requests" | "responses" = "responses",
  ) => {
    const observed = judged(judge, entries).observations.operations.find((one) => one.operation === operation);
    const bodies = direction === "requests" ? observed?.requests : observed?.responses.flatMap((one) => one.bodies);
    return new Map(bodies?.flatMap((one) => one.members).map((member) => [member.pointer, member]));
  };

  const states = (member: MemberObservation | undefined) =>
    member === undefined ? undefined : [member.value, member.null, member.empty, member.absent];

  it("tells the four states of each member: value, null, empty, absent", () => {
    const seen = members([
      body({ ...tenant, name: "a" }),
      body({ ...tenant, name: null }),
      body({ ...tenant, name: "" }),
      body({ ...tenant, name: undefined }),
      body({ ...tenant, name: undefined, membership: { roles: [] } }),
      body({ ...tenant, name: undefined, membership: {} }),
    ]);
    expect(states(seen.get("/name"))).to.deep.equal([1, 1, 1, 3]);
    expect(seen.get("/name")).to.deep.include({
      first: at(1),
      last: at(3),
      types: { null: 1, string: 2 },
      declared: true,
    });
    expect(states(seen.get("/membership"))).to.deep.equal([5, 0, 1, 0]);
    expect(states(seen.get("/membership/roles"))).to.deep.equal([4, 0, 1, 1]);
    expect(states(seen.get("/membership/roles/*"))).to.deep.equal([8, 0, 0, 0]);
  });

  it("counts values only where the contract lists them, and never those of secrets", () => {
    const seen = members([body(tenant), body({ ...tenant, membership: { roles: ["issuer", "other"] } })]);
    const valued = [...seen.values()].filter(({ values }) => values !== undefined);
    for (const { values } of valued) expect(values?.every(({ first, last }) => first.line <= last.line)).to.equal(true);
    expect(JSON.stringify([...seen.values()]))
      .to.not.include('clientSecret":"')
      .and.not.include(tenant.client.clientSecret);
    expect(
      valued.map(({ pointer, values }) => [pointer, values?.map(({ value, count }) => `${value} ×${count}`)]),
    ).to.deep.equal([["/environment/deploymentModel", ['"public" ×2']]]);
  });

  it("counts operations, statuses, header fields, parameters and media types, with first and last places", () => {
    const list = page(tenant);
    const { observations } = judged(judge, [
      creation(),
      list,
      creation({ status: 409, headers: { "x-b": "1" }, body: null }),
      creation(),
    ]);
    const [create, retrieve] = observations.operations;
    expect(create).to.deep.include({ operation: "mattr.createTenant", count: 3, first: at(1), last: at(4) });
    expect(create?.responses.map(({ status, documented, count }) => [status, documented, count])).to.deep.equal([
      [201, true, 2],
      [409, false, 1],
    ]);
    expect(create?.responses[1]?.headers).to.deep.equal([
      { in: "header", name: "x-b", documented: false, count: 1, first: at(3), last: at(3) },
    ]);
    expect(create?.requests.map(({ media, documented, count }) => [media, documented, count])).to.deep.equal([
      ["application/json", true, 3],
    ]);
    expect(retrieve).to.deep.include({ operation: "mattr.retrieveTenants", count: 1 });
  });

  it("says of an exchange without recorded parts only what the other parts show", () => {
    const all = Object.values(UNRECORDED).reduce((sum, flag) => sum + flag, 0);
    const bare = creation({ headers: {}, body: null }, { headers: {}, body: null });
    const portion = judged(judge, [{ exchange: bare, unrecorded: all }]);
    expect(told(portion)).to.deep.equal([]);
    expect(portion.unjudged).to.deep.equal({ count: 0, reasons: [], bodies: 1 });
    expect(told(judged(judge, [bare]))).to.have.members([
      "error credentials-missing /request/headers/authorization ×1",
      "error request-body-missing /request/body ×1",
      "error response-body-empty /response/body ×1",
    ]);
  });

  it("shows what the contract documents and traffic never showed", () => {
    const { observations } = judged(judge, [creation()]);
    const coverage = coverageOf(judge.contract, observations);
    expect(coverage.seen + coverage.missing.length).to.equal(coverage.documented);
    expect(coverage.missing).to.include.members([
      "mattr.deleteTenant",
      "mattr.createTenant response 400",
      "mattr.createTenant request application/json /name",
      "mattr.retrieveTenants query limit",
    ]);
    expect(coverage.missing).to.not.include.members(["mattr.createTenant"]);
    expect(coverage.missing).to.not.include(
      "mattr.createTenant response 201 application/json /environment/region/name",
    );
  });

  it("suggests how to document undeclared members, once for each schema", () => {
    const entry = { ...tenant, client: undefined };
    const suggestions = suggestionsOf(
      judge.contract,
      judged(judge, [
        page(
          { ...entry, plan: { id: 1 }, since: "2026-01-01T00:00:00Z" },
          { ...entry, plan: null, since: "2026-02-01T00:00:00Z" },
          entry,
        ),
        creation(
          { status: 200, body: JSON.stringify({ ...entry, plan: "gold" }) },
          { method: "GET", url: `https://manage.mattr.global/v1/tenants/${tenant.id}`, body: null },
        ),
      ]).observations,
    );
    expect(suggestions.map(({ document, patch }) => ({ document, patch }))).to.deep.equal([
      {
        document: "schemas/mattr/tenant.schema.json",
        patch: [
          { op: "add", path: "/properties/plan", value: { type: ["object", "string", "null"], description: "" } },
        ],
      },
      {
        document: "schemas/mattr/tenant.schema.json",
        patch: [
          { op: "add", path: "/properties/since", value: { type: "string", format: "date-time", description: "" } },
        ],
      },
    ]);
    expect(suggestions[0]?.clause).to.deep.equal({
      id: "mattr-tenant-plan",
      page: "retrieve-tenants",
      section: "",
      member: "/data/*/plan",
      says: "",
      standing: "inferred",
      evidence: "Recorded traffic has it in 3 of 4 objects.",
      binds: [{ schema: "mattr/tenant.schema.json#/properties/plan", keywords: ["type"] }],
    });
    expect(suggestions[0]?.seen).to.deep.equal([
      "mattr.retrieveTenants response 200 application/json /data/*/plan",
      "mattr.retrieveTenant response 200 application/json /plan",
    ]);
  });

  it("ends on schemas inside themselves, and takes names that are data together", () => {
    const schema = {
      type: "object",
      properties: {
        child: { $ref: "#/components/schemas/Node" },
        tags: { type: "object", additionalProperties: { type: "string" } },
      },
    };
    const document = {
      openapi: "3.1.0",
      info: { title: "Trees", version: "1" },
      paths: {
        "/tree": {
          get: {
            operationId: "tree",
            responses: {
              200: {
                description: "",
                content: { "application/json": { schema: { $ref: "#/components/schemas/Node" } } },
              },
            },
          },
        },
      },
      components: { schemas: { Node: schema } },
    };
    const own = new AnyJudge(contractOf("trees", "trees.yaml", new Map([["trees.yaml", document]])));
    const tree = { child: { child: { child: { other: 1 } }, tags: { a: "1", b: "2" } }, tags: {} };
    const exchange = creation({ status: 200, body: JSON.stringify(tree) }, { method: "GET", url: "/tree", body: null });
    const [operation] = judged(own, [exchange]).observations.operations;
    expect(operation?.responses[0]?.bodies[0]?.members.map(({ pointer }) => pointer)).to.deep.equal([
      "",
      "/child",
      "/tags",
    ]);
    expect(coverageOf(own.contract, judged(own, [exchange]).observations).missing).to.deep.equal([]);
  });
});

describe("which exchanges are the contract's", () => {
  const judgeAt = (...urls: readonly string[]) =>
    new AnyJudge(
      contractOf(
        "notes",
        "notes.yaml",
        new Map([
          [
            "notes.yaml",
            {
              openapi: "3.1.0",
              info: { title: "Notes", version: "1" },
              servers: urls.map((url) => ({
                url,
                variables: { host: { default: "api.example" }, region: { default: "eu" } },
              })),
              paths: {
                "/notes": { get: { operationId: "list", responses: { 204: { description: "", "x-empty": true } } } },
                "/notes/{id}": {
                  get: { operationId: "one", responses: { 204: { description: "", "x-empty": true } } },
                },
                "/notes/new": {
                  get: { operationId: "draft", responses: { 204: { description: "", "x-empty": true } } },
                },
              },
            },
          ],
        ]),
      ),
    );
  const get = (url: string) =>
    creation({ status: 204, headers: {}, body: null }, { method: "GET", url, headers: {}, body: null });

  const where = (judge: AnyJudge, url: string, server: string | null = null): string => {
    const { observations } = judged(judge, [get(url)], server);
    if (observations.outside.count === 1) return "outside";
    return observations.operations[0]?.operation.replace("notes.", "") ?? "undocumented";
  };

  it("tells servers by host and base path, operations by the more concrete template, slashes and escapes forgiven", () => {
    const judge = judgeAt("https://api.example/v1", "https://{region}.api.example/v1");
    expect(where(judge, "https://api.example/v1/notes")).to.equal("list");
    expect(where(judge, "https://API.example:443/v1/notes/?a=1")).to.equal("list");
    expect(where(judge, "http://api.example:80/v1/n%6ftes/a%20b")).to.equal("one");
    expect(where(judge, "https://us.api.example/v1/notes/new")).to.equal("draft");
    expect(where(judge, "/v1/notes/7")).to.equal("one");
    expect(where(judge, "https://api.example/v1/memos")).to.equal("undocumented");
    expect(where(judge, "https://api.example/v10/notes")).to.equal("outside");
    expect(where(judge, "https://api.example/other")).to.equal("outside");
    expect(where(judge, "https://other.example/v1/notes")).to.equal("outside");
    expect(where(judge, "https://api.example.evil.example/v1/notes")).to.equal("outside");
    expect(where(judge, "https://api.example:8443/v1/notes")).to.equal("outside");
    expect(where(judge, "data:text/plain,x")).to.equal("outside");
  });

  it("takes another host for the contract's only where its path is documented, if any host may be meant", () => {
    const judge = judgeAt("https://{host}/v1");
    expect(where(judge, "https://api.example/v1/memos")).to.equal("undocumented");
    expect(where(judge, "https://other.example/v1/notes")).to.equal("list");
    expect(where(judge, "https://other.example/v1/memos")).to.equal("outside");
  });

  it("takes --server in place of the contract's servers", () => {
    const judge = judgeAt("https://api.example/v1");
    expect(where(judge, "https://gateway.example/api/notes/7", "https://gateway.example/api/")).to.equal("one");
    expect(where(judge, "https://gateway.example/v1/notes", "https://gateway.example/api")).to.equal("outside");
    expect(where(judge, "https://api.example/v1/notes", "https://gateway.example/api")).to.equal("outside");
    expect(where(judge, "https://any.example/api/notes", "/api")).to.equal("list");
  });

  it("counts what is outside by host and judges none of it", () => {
    const judge = judgeAt("https://api.example/v1");
    const portion = judged(judge, [get("https://b.example/"), get("https://a.example/"), get("https://b.example/x")]);
    expect(portion.checked).to.equal(0);
    expect(portion.findings).to.deep.equal([]);
    expect(portion.observations.outside).to.deep.equal({
      count: 3,
      hosts: [
        { host: "a.example", count: 1, first: at(2), last: at(2) },
        { host: "b.example", count: 2, first: at(1), last: at(3) },
      ],
      more: false,
    });
  });
});
