import { expect } from "chai";
import { contractOf } from "../../src/contract/contract.ts";
import { loadDocuments } from "../../src/contract/load.ts";
import type { Contract } from "../../src/model/contract.ts";
import type { ExchangeRequest } from "../../src/model/exchange.ts";
import { Answers } from "../../src/verify/answers.ts";
import type { Case } from "../../src/verify/case.ts";
import { credentialsOf } from "../../src/verify/credentials.ts";
import { withImpliedClauses } from "../../src/verify/implied.ts";
import { type Plan, planOf } from "../../src/verify/plan.ts";
import { type VerifyOptions, verify } from "../../src/verify/verification.ts";

const ID = { type: "object", required: ["id"], properties: { id: { type: "string" } } };
const CREATED = { "201": { description: "Created", content: { "application/json": { schema: ID } } } };
const HEADERS = ["Authorization", "Accept", "Content-Type", "X-Trace"].map((name) => ({
  ...{ name, in: "header", required: true, schema: { type: "string", minLength: 1 } },
}));

/** Books on shelves, of kinds that a discriminator tells apart. */
const NESTED = {
  openapi: "3.1.0",
  info: { title: "Shelves", version: "1" },
  paths: {
    "/shelves": { post: { parameters: HEADERS, responses: CREATED } },
    "/catalogue": {
      put: {
        requestBody: { required: true, content: { "application/xml": { schema: { type: "object" } } } },
        responses: { "204": { description: "Replaced" } },
      },
    },
    "/shelves/{shelf}/books": {
      parameters: [{ name: "shelf", in: "path", required: true, schema: { type: "string" } }],
      post: {
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Book" } } } },
        responses: CREATED,
      },
    },
    "/shelves/{shelf}/books/{book}": {
      parameters: ["book", "shelf"].map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
      delete: { responses: { "204": { description: "Gone" } } },
    },
  },
  components: {
    schemas: {
      Book: {
        oneOf: [{ $ref: "#/components/schemas/Printed" }, { $ref: "#/components/schemas/Spoken" }],
        discriminator: { propertyName: "kind", mapping: { audio: "Spoken", paper: "#/components/schemas/Printed" } },
      },
      Printed: {
        type: "object",
        required: ["kind", "title"],
        properties: { kind: { type: "string" }, title: { type: "string" } },
      },
      Spoken: { type: "object", required: ["kind", "hours"], properties: { kind: {}, hours: { type: "integer" } } },
    },
  },
};

const documentOf = async (name: string): Promise<Contract> => {
  if (name === "nested") return contractOf("api", name, new Map([[name, NESTED]]));
  const { source, documents } = await loadDocuments(`test/verify/public/${name}`);
  return contractOf("api", source, documents);
};

const plans = new Map<string, Promise<Plan>>();

const planFor = (document: string): Promise<Plan> => {
  const known =
    plans.get(document) ??
    documentOf(document).then((contract) =>
      planOf(
        withImpliedClauses(contract),
        "0",
        new Map(
          document.startsWith("code")
            ? [
                ["owner", "octocat"],
                ["repo", "hello"],
              ]
            : [],
        ),
      ),
    );
  plans.set(document, known);
  return known;
};

const caseOf = async (document: string, id: string): Promise<Case> => {
  const { cases } = await planFor(document);
  const one = cases.find((known) => known.id === id);
  if (one === undefined) throw new Error(`no ${id} among ${cases.map((known) => known.id).join(" ")}`);
  return one;
};

/** The last request of a case, as it would be sent. */
const requestOf = async (document: string, id: string): Promise<ExchangeRequest> => {
  const { steps } = await caseOf(document, id);
  return new Answers("", credentialsOf("bearer:demo"), null).request(steps.at(-1)!.draft);
};

const idsOf = async (document: string, start: string): Promise<string[]> =>
  (await planFor(document)).cases.map(({ id }) => id).filter((id) => id.startsWith(start));

describe("requests planned from public-style documents", () => {
  it("have parameters in the style that is documented", async () => {
    for (const [document, id, url] of [
      ["shelter.openapi.yaml", "findAnimalsByTags/sample", "/animal/findByTags?tags=quiet%7Clikes%20children"],
      [
        "shelter.openapi.yaml",
        'findAnimalsByTags/query:within:{"postcode":"00000"}',
        "/animal/findByTags?tags=quiet%7Clikes%20children&within%5Bpostcode%5D=00000",
      ],
      ["shelter.openapi.yaml", 'findAnimalsByStatus/query:status:["adopted"]', "/animal/findByStatus?status=adopted"],
      ["clinic.openapi.yaml", 'listAppointments/query:where:{"room":1}', "/appointments?where=%7B%22room%22%3A1%7D"],
      [
        "clinic.openapi.yaml",
        'findPatients/query:name:{"family":"sample","given":"sample"}',
        "/patients?family=sample&given=sample",
      ],
      ["weather.yaml", "GET /group/sample", "/group?id=1"],
    ] as const)
      expect((await requestOf(document, id)).url, id).to.equal(url);
  });

  it("have headers and cookies, but none that other parts of a document speak of", async () => {
    const cookie = await requestOf("clinic.openapi.yaml", "listAppointments/cookie:theme:dark");
    expect(cookie.headers).to.include({ cookie: "theme=dark", "x-tenant": "riverside" });
    expect(await idsOf("weather.yaml", "findAddresses/header:")).to.deep.equal([
      "findAddresses/header:accept-language",
      "findAddresses/header:x-trace-id:missing",
      "findAddresses/header:x-trace-id:format:",
    ]);
    const { headers } = await requestOf("nested", "POST /shelves/sample");
    expect(headers).to.deep.equal({ accept: "application/json", "x-trace": "sample" });
    expect((await idsOf("nested", "POST /shelves/header:")).map((id) => id.split(":")[1])).to.deep.equal([
      "x-trace",
      "x-trace",
    ]);
    const version = await requestOf("code-hosting.openapi.json", "repos/get/header:x-api-version:2024-08-01");
    expect(version.headers).to.include({ "x-api-version": "2024-08-01" });
  });

  it("have bodies of the media type that is documented", async () => {
    const form = await requestOf("payments.openapi.yaml", "PostCustomers/sample");
    expect(form.headers["content-type"]).to.equal("application/x-www-form-urlencoded");
    expect(String(form.body).split("&")).to.include.members([
      "address%5Bcountry%5D=AA",
      "preferred_locales=aa-AA",
      "tax_exempt=",
    ]);
    const upload = await requestOf("payments.openapi.yaml", "PostFiles/sample");
    expect(upload.headers["content-type"]).to.match(/^multipart\/form-data; boundary=/);
    expect(upload.body).to.include('name="purpose"\r\n\r\ndispute_evidence\r\n');
    const text = await requestOf("clinic.openapi.yaml", "importPatients/sample");
    expect([text.headers["content-type"], text.body]).to.deep.equal([
      "text/csv",
      "family,given,born\nJones,Ada,1980-02-28\n",
    ]);
    expect((await requestOf("clinic.openapi.yaml", "changeAppointment/sample")).headers["content-type"]).to.equal(
      "application/merge-patch+json",
    );
  });

  it("break nothing that a form cannot say", async () => {
    const broken = await idsOf("payments.openapi.yaml", "PostCharges/type:");
    expect(broken.map((id) => id.slice("PostCharges/type:".length))).to.deep.equal([
      ...["/amount:string", "/amount:boolean", "/amount:null"],
      ...["/capture:string", "/capture:integer", "/capture:number", "/capture:null"],
    ]);
    expect(await idsOf("payments.openapi.yaml", "PostCharges/malformed")).to.deep.equal([
      "PostCharges/malformed-credentials",
    ]);
  });

  it("name the alternative that a discriminator tells apart", async () => {
    const { body } = await requestOf("nested", "POST /shelves/{shelf}/books/sample");
    expect(JSON.parse(String(body))).to.deep.equal({ kind: "paper", title: "sample" });
  });

  it("ask for JSON first, and label a body wrongly only by what is not documented", async () => {
    const { headers } = await requestOf("shelter.openapi.yaml", "addAnimal/sample");
    expect(headers.accept).to.equal("application/json, application/xml");
    const wrong = await requestOf("code-hosting.openapi.json", "markdown/render-raw/wrong-media-type");
    expect(wrong.headers["content-type"]).to.equal("application/xml");
  });

  it("leave out what only the provider sets, and demand no refusal where none is documented", async () => {
    const { body } = await requestOf("shelter.openapi.yaml", "placeReservation/maximal");
    expect(Object.keys(JSON.parse(String(body)) as object))
      .to.include("days")
      .and.not.to.include("id");
    const expectation = async (document: string, id: string) => (await caseOf(document, id)).steps[0]!.expects.outcome;
    expect(await expectation("shelter.openapi.yaml", "getAnimalById/path:animalId:unknown")).to.equal("refused");
    expect(await expectation("shelter.openapi.yaml", "uploadPhoto/path:animalId:unknown")).to.equal("any");
    expect(await idsOf("weather.yaml", "GET /tiles/{layer}/{z}/{x}/{y}.png/path:layer:")).to.deep.equal([
      "GET /tiles/{layer}/{z}/{x}/{y}.png/path:layer:enum:",
    ]);
  });

  it("create what is below something given, and change and delete only what the case created", async () => {
    const creation = await requestOf("code-hosting.openapi.json", "issues/create/sample");
    expect(creation.url).to.equal("/repos/octocat/hello/issues");
    const { steps } = await caseOf("code-hosting.openapi.json", "issues/unlock/sample");
    expect(steps.map(({ draft }) => draft.operation.id)).to.deep.equal(["issues/create", "issues/unlock"]);
    const { number, owner } = steps[1]!.draft.path as Record<string, { sources: readonly { expression: string }[] }>;
    expect(number!.sources.map(({ expression }) => expression)).to.deep.equal(["$response.body#/number"]);
    expect(owner).to.equal("octocat");
    const deletion = (await caseOf("code-hosting.openapi.json", "repos/delete/sample")).steps.at(-1)!.draft.path;
    expect(deletion.repo).not.to.equal("hello");
  });

  it("are about the innermost of nested things, below the parent of that one", async () => {
    const { steps } = await caseOf("nested", "DELETE /shelves/{shelf}/books/{book}/sample");
    expect(steps.map(({ draft }) => draft.operation.id)).to.deep.equal([
      "POST /shelves/{shelf}/books",
      "DELETE /shelves/{shelf}/books/{book}",
    ]);
    const { shelf, book } = steps[1]!.draft.path as Record<string, { sources: readonly object[] }>;
    const id = "DELETE /shelves/{shelf}/books/{book}/sample";
    expect(shelf!.sources).to.deep.equal([{ case: id, step: 0, expression: "$request.path.shelf" }]);
    expect(book!.sources).to.deep.equal([{ case: id, step: 0, expression: "$response.body#/id" }]);
  });

  it("read back what was created, not what lies below it", async () => {
    const related = (await planFor("payments.openapi.yaml")).cases.filter(({ kind }) => kind === "relation");
    const readers = related.flatMap(({ relation }) =>
      relation?.statement.case === "reads-back" ? [relation.statement.by] : [],
    );
    expect(readers).to.deep.equal(["GetCustomersCustomer", "GetChargesCharge"]);
  });

  it("are none where bodies would have to be XML", async () => {
    expect((await planFor("nested")).untried).to.deep.include({
      clause: "PUT /catalogue",
      statement: { case: "sample", operation: "PUT /catalogue" },
      why: "no bodies of type application/xml are made",
    });
    expect(await idsOf("nested", "PUT /catalogue/")).to.deep.equal([]);
  });

  it("include every documented body that fits its schema, and say which does not", async () => {
    const { untried } = await planFor("clinic.openapi.yaml");
    expect(untried.map(({ clause, why }) => `${clause}: ${why}`)).to.deep.equal([
      'bookAppointment: the documented example "by-phone" does not fit its own schema',
    ]);
  });
});

describe("a target that answers some requests never", () => {
  const outcomes = async (hangs: (request: ExchangeRequest) => boolean, options: VerifyOptions): Promise<string[]> => {
    const plan = await planFor("code-hosting.openapi.json");
    const target = { baseUrl: "http://127.0.0.1:1", credentials: credentialsOf("bearer:demo"), allowWrites: true };
    const { results } = await verify(plan, target, {
      ...options,
      shrink: false,
      carrier: async (request) => {
        await new Promise((resolve) => setTimeout(resolve, hangs(request) ? 30 : 0));
        return hangs(request)
          ? {
              kind: "failed",
              rule: (await import("../../src/verify/rules.ts")).VERIFY_RULES.responseTooSlow,
              message: "",
              status: null,
            }
          : { kind: "answer", response: { status: 404, headers: {}, body: null } };
      },
    });
    return results.flatMap(({ why }) => (why?.includes("no usable answer") === true ? [why] : []));
  };
  const malformed = ({ headers, body }: ExchangeRequest): boolean =>
    headers["content-type"] === "application/json" && !/[}\]]$/.test(String(body ?? "{}"));

  it("is not given up for requests that only end one after the other", async () => {
    expect(await outcomes(malformed, { concurrency: 8 })).to.deep.equal([]);
  });

  it("is given up once three in a row got no answer, side by side as well", async () => {
    for (const concurrency of [1, 8]) expect(await outcomes(() => true, { concurrency })).not.to.deep.equal([]);
  });
});
