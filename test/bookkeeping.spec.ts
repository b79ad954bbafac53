import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { checkProvider } from "../scripts/bookkeeping/check.ts";
import { formatProblem } from "../scripts/bookkeeping/problem.ts";
import { lineFinder, loadProvider, type ProviderFiles } from "../scripts/bookkeeping/provider-files.ts";
import { type Pointer, parentOf, segmentsOf, valueAt } from "../src/model/pointer.ts";

const root = fileURLToPath(new URL("fixtures/bookkeeping/", import.meta.url));
const { files: acme, problems: unread } = loadProvider(root, "acme");

const remove = (value: unknown, at: Pointer): void => {
  const holder = valueAt(value, parentOf(at));
  const last = segmentsOf(at).at(-1) ?? "";
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete (holder as Record<string, unknown>)[last];
};

const put = (value: unknown, at: Pointer, item: unknown): void => {
  (valueAt(value, parentOf(at)) as Record<string, unknown>)[segmentsOf(at).at(-1) ?? ""] = item;
};

const RULES = new Set(["member-undocumented"]);

/** What the check says of the fixture after a change. */
const problemsAfter = (change: (files: ProviderFiles) => void): string[] => {
  const files = structuredClone(acme);
  change(files);
  return checkProvider(files, RULES).problems.map((problem) => formatProblem(problem, null));
};

const request = (files: ProviderFiles): unknown => files.schemas.get("acme/create-box-request.schema.json");

describe("the bookkeeping check", () => {
  it("finds nothing where everything agrees", () => {
    expect(unread).to.deep.equal([]);
    expect(problemsAfter(() => {})).to.deep.equal([]);
  });

  it("finds the constraints and the row that a removed clause leaves behind", () => {
    expect(problemsAfter((files) => remove(files.clauses, "/clauses/2"))).to.deep.equal([
      "specs/acme.clauses.yaml acme-label at /clauses: docs/clauses/acme.md tells of a clause that is gone. Restore it; or, if it goes on purpose, run: node scripts/generate-clause-docs.ts",
      'specs/acme.clauses.yaml at /pages/0/sections/0/rows/1: No clause is about the row "label" in the section "Request" of the page "create". Write one, or add the place to the `also` of one that says the same.',
      'schemas/acme/create-box-request.schema.json at /properties/label: No clause binds the member label, declared here. Let a clause of specs/acme.clauses.yaml bind { schema: "acme/create-box-request.schema.json#/properties/label" }.',
      'schemas/acme/create-box-request.schema.json at /properties/label/type: No clause binds the keyword `type`. Let a clause of specs/acme.clauses.yaml bind { schema: "acme/create-box-request.schema.json#/properties/label", keywords: [type] }.',
      'schemas/acme/create-box-request.schema.json at /properties/label/maxLength: No clause binds the keyword `maxLength`. Let a clause of specs/acme.clauses.yaml bind { schema: "acme/create-box-request.schema.json#/properties/label", keywords: [maxLength] }.',
    ]);
  });

  it("finds the binding of a removed keyword, `required` entry, member and schema", () => {
    const keyword = problemsAfter((files) => remove(request(files), "/properties/label/maxLength"));
    expect(keyword[0]).to.equal(
      "specs/acme.clauses.yaml acme-label at /clauses/2/binds/0: It binds the keyword `maxLength` of acme/create-box-request.schema.json#/properties/label, which is not there. There: `description`, `type`.",
    );
    expect(problemsAfter((files) => remove(request(files), "/required/0"))).to.deep.equal([
      'specs/acme.clauses.yaml acme-size at /clauses/1/binds/0: It binds "size" as required at acme/create-box-request.schema.json#, which `required` does not list. It lists none.',
    ]);
    expect(
      problemsAfter((files) => remove(files.schemas.get("acme/box.schema.json"), "/properties/size")),
    ).to.include.members([
      "specs/acme.clauses.yaml acme-size at /clauses/1/binds/2: It binds acme/box.schema.json#/properties/size, where there is no subschema. Correct the pointer, or remove the binding.",
      'specs/acme.clauses.yaml acme-size at /clauses/1/binds/3: Its invariant does not hold together: "$response.body#/size" leads to nothing that the response body of createBox declares. Correct the expression, or declare what it names.',
    ]);
  });

  it("finds the clause of a row or a sample's member that its page no longer lists", () => {
    expect(problemsAfter((files) => remove(files.clauses, "/pages/0/sections/0/rows/1"))).to.deep.equal([
      'specs/acme.clauses.yaml acme-label at /clauses/2: It cites the row "label" in the section "Request" of the page "create", which does not list it. List it there, or correct the name.',
    ]);
    expect(problemsAfter((files) => put(files.clauses, "/pages/0/sections/1/members", ["/size"]))).to.deep.equal([
      'specs/acme.clauses.yaml acme-box at /clauses/3: It cites the member /id in the section "Sample" of the page "create", which does not list it. List it there, or correct the name.',
      'specs/acme.clauses.yaml at /pages/0/sections/1/members/0: No clause is about the member /size in the section "Sample" of the page "create". Write one, or add the place to the `also` of one that says the same.',
    ]);
  });

  it("finds the binding of a removed status, media type, header, parameter, security scheme and server", () => {
    const post = "/paths/~1boxes/post";
    expect(problemsAfter((files) => remove(files.openapi, `${post}/responses/201`))).to.include(
      "specs/acme.clauses.yaml acme-created at /clauses/4/binds/0: It binds the status 201 of createBox, which is not documented. Statuses: `200`.",
    );
    expect(
      problemsAfter((files) => remove(files.openapi, `${post}/responses/201/content/application~1json`)),
    ).to.include(
      "specs/acme.clauses.yaml acme-created at /clauses/4/binds/1: It binds the media type application/json of createBox 201, which is not documented. Media types: none.",
    );
    expect(problemsAfter((files) => remove(files.openapi, `${post}/responses/201/headers/Location`))).to.deep.equal([
      "specs/acme.clauses.yaml acme-created at /clauses/4/binds/2: It binds the header Location of createBox 201, which is not documented. Headers: none.",
    ]);
    expect(problemsAfter((files) => remove(files.openapi, `${post}/parameters/0`))).to.deep.equal([
      "specs/acme.clauses.yaml acme-create at /clauses/0/binds/3: It binds the parameter query.dry of createBox, which is not documented. Parameters: none.",
    ]);
    expect(problemsAfter((files) => remove(files.openapi, "/security"))).to.deep.equal([
      "specs/acme.clauses.yaml acme-create at /clauses/0/binds/2: It binds the security scheme token, which createBox does not accept. Schemes: none.",
    ]);
    expect(problemsAfter((files) => put(files.openapi, "/servers/0/url", "https://{where}"))).to.include(
      'specs/acme.clauses.yaml acme-create at /clauses/0/binds/4: It binds the server "https://acme.example", which specs/acme.openapi.yaml does not list. It lists `https://{where}`.',
    );
  });

  it("finds what is documented and bound by nothing", () => {
    expect(problemsAfter((files) => remove(files.clauses, "/clauses/0/binds/4"))).to.deep.equal([
      'specs/acme.openapi.yaml at /servers/0: No clause binds the server https://acme.example. Let a clause of specs/acme.clauses.yaml bind { server: "https://acme.example" }.',
    ]);
    expect(problemsAfter((files) => remove(files.clauses, "/clauses/0/binds/3/keywords"))).to.deep.equal([
      "specs/acme.openapi.yaml at /paths/~1boxes/post/parameters/0/schema/type: No clause binds the keyword `type`. Let a clause of specs/acme.clauses.yaml bind { operation: createBox, parameter: query.dry, keywords: [type] }.",
    ]);
    expect(
      problemsAfter((files) => put(files.openapi, "/paths/~1boxes/post/responses/404", { description: "x" })),
    ).to.deep.equal([
      'specs/acme.openapi.yaml at /paths/~1boxes/post/responses/404: No clause binds the status 404 of createBox. Let a clause of specs/acme.clauses.yaml bind { operation: createBox, status: "404" }.',
    ]);
    expect(
      problemsAfter((files) => put(files.openapi, "/paths/~1boxes/post/parameters/0/required", true)),
    ).to.deep.equal([
      "specs/acme.openapi.yaml at /paths/~1boxes/post/parameters/0/required: No clause binds that it is required: the parameter query.dry of createBox. Let a clause of specs/acme.clauses.yaml bind { operation: createBox, parameter: query.dry, keywords: [required] }.",
    ]);
    expect(problemsAfter((files) => put(request(files), "/properties/label/x-secret", true))).to.deep.equal([
      'schemas/acme/create-box-request.schema.json at /properties/label/x-secret: No clause binds the keyword `x-secret`. Let a clause of specs/acme.clauses.yaml bind { schema: "acme/create-box-request.schema.json#/properties/label", keywords: [x-secret] }.',
    ]);
  });

  it("lets a combinator be bound whole or part by part", () => {
    const either = [{ type: "string" }, { type: "null" }];
    const combined = (keywords: readonly string[]) =>
      problemsAfter((files) => {
        remove(request(files), "/properties/label/type");
        put(request(files), "/properties/label/anyOf", either);
        put(files.clauses, "/clauses/2/binds/0/keywords", ["maxLength", ...keywords]);
        put(files.clauses, "/clauses/2/readings/0/schema", true);
        remove(files.clauses, "/clauses/2/readings/2");
      });
    expect(combined(["anyOf"])).to.deep.equal([]);
    expect(combined(["anyOf/0/type", "anyOf/1/type"])).to.deep.equal([]);
    expect(combined(["anyOf/0/type"])).to.deep.equal([
      'schemas/acme/create-box-request.schema.json at /properties/label/anyOf/1/type: No clause binds the keyword `type`. Let a clause of specs/acme.clauses.yaml bind { schema: "acme/create-box-request.schema.json#/properties/label/anyOf/1", keywords: [type] }.',
    ]);
  });

  it("finds readings that do not compete", () => {
    const reading = "/clauses/2/readings";
    expect(problemsAfter((files) => put(files.clauses, `${reading}/1/example`, "five"))).to.deep.equal([
      'specs/acme.clauses.yaml acme-label at /clauses/2/readings/1: The reading "table" refuses its own example: the value must be integer. Correct the example, or the reading\'s schema.',
      'specs/acme.clauses.yaml acme-label at /clauses/2/readings/1: The example of the reading "table" also fits the chosen one at acme/create-box-request.schema.json#/properties/label. Give an example that only the reading accepts, or say `narrower: true` if there is none.',
    ]);
    expect(problemsAfter((files) => put(files.clauses, `${reading}/2/schema`, { type: "string" }))).to.deep.equal([
      'specs/acme.clauses.yaml acme-label at /clauses/2/readings/2: The reading "sample" is not narrower: it accepts "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…, which the chosen reading refuses. Give a value that only it accepts as the `example`, in place of `narrower`.',
    ]);
    expect(
      problemsAfter((files) => put(files.clauses, `${reading}/2/schema`, { type: "string", maxLength: 8 })),
    ).to.deep.equal([
      'specs/acme.clauses.yaml acme-label at /clauses/2/readings/2: The reading "sample" is not narrower: it refuses nothing known that acme/create-box-request.schema.json#/properties/label accepts. Remove it, or add a valid instance to the tests that it refuses.',
    ]);
    expect(problemsAfter((files) => put(files.clauses, `${reading}/0/schema`, { type: "boolean" }))).to.include(
      'specs/acme.clauses.yaml acme-label at /clauses/2/readings/0: The reading "prose" is chosen, and acme/create-box-request.schema.json#/properties/label does not state it: it accepts "". Let the schema say what the chosen reading says, or widen the reading.',
    );
    expect(problemsAfter((files) => remove(files.clauses, `${reading}/0/chosen`))).to.include(
      "specs/acme.clauses.yaml acme-label at /clauses/2/readings: Exactly one reading must be `chosen: true`. See schemas/clauses.schema.json.",
    );
    expect(problemsAfter((files) => remove(files.clauses, `${reading}/1/example`))).to.deep.equal([
      "specs/acme.clauses.yaml acme-label at /clauses/2/readings/1: A reading that is not chosen has an `example` or is `narrower: true`. See schemas/clauses.schema.json.",
    ]);
  });

  it("holds a rejected status and its mark in the document together", () => {
    expect(
      problemsAfter((files) => remove(files.openapi, "/paths/~1boxes/post/responses/200/x-reading-of")),
    ).to.deep.equal([
      "specs/acme.clauses.yaml acme-created at /clauses/4/readings/1/status: No response with the status 200 says `x-reading-of: acme-created`. Mark it in specs/acme.openapi.yaml.",
      'specs/acme.clauses.yaml acme-size at /clauses/1/binds/3: Its invariant does not hold together: "$response.body#/size" leads to nothing that the response body of createBox declares. Correct the expression, or declare what it names.',
      'specs/acme.openapi.yaml at /paths/~1boxes/post/responses/200: No clause binds the status 200 of createBox. Let a clause of specs/acme.clauses.yaml bind { operation: createBox, status: "200" }.',
    ]);
    expect(
      problemsAfter((files) => put(files.openapi, "/paths/~1boxes/post/responses/200/x-reading-of", "acme-made")),
    ).to.include(
      'specs/acme.openapi.yaml at /paths/~1boxes/post/responses/200: `x-reading-of` names "acme-made", which is no clause. Correct the id.',
    );
  });

  it("finds what a clause register may not say", () => {
    expect(problemsAfter((files) => put(files.clauses, "/clauses/0/standing", "certain"))).to.deep.equal([
      'specs/acme.clauses.yaml acme-create at /clauses/0/standing: It must be one of ["stated","resolved","inferred"]. Use one of those.',
    ]);
    expect(problemsAfter((files) => put(files.clauses, "/clauses/0/note", "x"))).to.deep.equal([
      'specs/acme.clauses.yaml acme-create at /clauses/0: "note" is not a member known here. Correct the name, or remove it.',
    ]);
    expect(problemsAfter((files) => put(files.clauses, "/clauses/0/standing", "inferred"))).to.deep.equal([
      'specs/acme.clauses.yaml acme-create at /clauses/0: "evidence" is missing. Add it.',
    ]);
    expect(problemsAfter((files) => put(files.clauses, "/clauses/0/binds/0", { opertion: "createBox" }))).to.deep.equal(
      [
        "specs/acme.clauses.yaml acme-create at /clauses/0/binds/0: The binding is none of `schema`, `operation`, `server`, `rule`, `invariant`, `verify` and `not-checkable`. See schemas/clauses.schema.json.",
      ],
    );
    expect(problemsAfter((files) => put(files.clauses, "/clauses/3/id", "acme-size"))).to.include(
      "specs/acme.clauses.yaml acme-size at /clauses/3/id: Another clause has the same id. Rename one of them.",
    );
    expect(problemsAfter((files) => put(files.clauses, "/clauses/3/id", "box"))).to.deep.equal([
      "specs/acme.clauses.yaml box at /clauses/3/id: Its id does not start with the provider's name. Name it acme-….",
      "specs/acme.clauses.yaml acme-box at /clauses: docs/clauses/acme.md tells of a clause that is gone. Restore it; or, if it goes on purpose, run: node scripts/generate-clause-docs.ts",
      "specs/acme.clauses.yaml box at /clauses/3/id: docs/clauses/acme.md does not tell of it. Run: node scripts/generate-clause-docs.ts",
    ]);
    expect(problemsAfter((files) => put(files.clauses, "/clauses/3/binds/2/rule", "member-unknown"))).to.deep.equal([
      'specs/acme.clauses.yaml acme-box at /clauses/3/binds/2: It binds the rule "member-unknown", which is not in src/rules/catalogue.ts. Rules: `member-undocumented`.',
    ]);
    expect(problemsAfter((files) => put(files.clauses, "/clauses/3/binds/3/verify/member", "/colour"))).to.deep.equal([
      'specs/acme.clauses.yaml acme-box at /clauses/3/binds/3: Its case "unique" names /colour, which the request body of createBox does not declare. Correct the pointer.',
    ]);
    const token = { case: "anti-forgery", operation: "createBox", status: "400", cookie: "XSRF", header: "X-XSRF" };
    expect(problemsAfter((files) => put(files.clauses, "/clauses/3/binds/3/verify", token))).to.include.members([
      'specs/acme.clauses.yaml acme-box at /clauses/3/binds/3: Its case "anti-forgery" names cookie.XSRF, which createBox does not document. Correct the name.',
      'specs/acme.clauses.yaml acme-box at /clauses/3/binds/3: Its case "anti-forgery" names header.X-XSRF, which createBox does not document. Correct the name.',
    ]);
    expect(problemsAfter((files) => put(files.clauses, "/clauses/3/binds/2/at", "/size"))).not.to.deep.equal([]);
    expect(problemsAfter((files) => put(files.clauses, "/clauses/3/binds/2/at", "/request/body/size"))).to.deep.equal(
      [],
    );
    expect(problemsAfter((files) => put(files.clauses, "/clauses/3/binds/3/verify/case", "uniqe"))).to.include(
      'specs/acme.clauses.yaml acme-box at /clauses/3/binds/3/verify/case: It must be one of ["unique","merge","reads-back","listed","gone-after","shown-once","paginates","repeatable","session","anti-forgery","refused"]. Use one of those.',
    );
  });

  it("finds schemas, tests and samples that are not what they have to be", () => {
    expect(problemsAfter((files) => put(request(files), "/$id", "https://acme.example/box"))).to.include(
      'schemas/acme/create-box-request.schema.json at /$id: `$id` is not where the file will be found. Write "https://unpkg.com/tenant-contracts/schemas/acme/create-box-request.schema.json".',
    );
    expect(problemsAfter((files) => put(request(files), "/properties/label/maxLenght", 3))).to.deep.equal([
      "schemas/acme/create-box-request.schema.json at /properties/label/maxLenght: The keyword `maxLenght` is not allowed. Correct its spelling, or say it with an allowed keyword.",
    ]);
    expect(problemsAfter((files) => put(request(files), "/properties/label/$dynamicRef", "#x"))).to.deep.equal([
      "schemas/acme/create-box-request.schema.json at /properties/label/$dynamicRef: The keyword `$dynamicRef` is not allowed. Correct its spelling, or say it with an allowed keyword.",
    ]);
    expect(problemsAfter((files) => put(request(files), "/properties/label/maxLength", "8"))).to.deep.equal([
      "schemas/acme/create-box-request.schema.json at /properties/label/maxLength: It is no schema: `maxLength` must be integer. Give the keyword a value of its kind.",
    ]);
    expect(
      problemsAfter((files) => put(files.clauses, "/clauses/2/readings/1/schema", { tpye: "integer" })),
    ).to.deep.equal([
      "specs/acme.clauses.yaml acme-label at /clauses/2/readings/1/schema/tpye: The keyword `tpye` is not allowed. Correct its spelling, or say it with an allowed keyword.",
    ]);
    const size = "/properties/size/$ref";
    const box = (files: ProviderFiles) => files.schemas.get("acme/box.schema.json");
    expect(problemsAfter((files) => put(box(files), size, "../other/box.schema.json"))[0]).to.equal(
      "schemas/acme/box.schema.json at /properties/size/$ref: \"../other/box.schema.json\" leaves the provider's folder. Write the file's name in the same folder, with a JSON Pointer at most.",
    );
    expect(problemsAfter((files) => put(box(files), size, "crate.schema.json"))[0]).to.equal(
      'schemas/acme/box.schema.json at /properties/size/$ref: "crate.schema.json" leads nowhere. Correct the file\'s name or the pointer.',
    );
    expect(problemsAfter((files) => files.tests.delete("acme/box.tests.json"))).to.deep.equal([
      "schemas/acme/box.tests.json at the root: The file is missing. Write valid and invalid instances, as docs/contract-format.md says.",
    ]);
    const value = "/paths/~1boxes/post/requestBody/content/application~1json/examples/sample/value";
    expect(problemsAfter((files) => put(files.openapi, value, { size: "huge" }))).to.deep.equal([
      'specs/acme.openapi.yaml at /paths/~1boxes/post/requestBody/content/application~1json/examples/sample/value/size: The example "sample" of createBox request does not conform: /size must be equal to one of the allowed values (`enum`). Repair the example, or the schema.',
    ]);
    const dry = "/paths/~1boxes/post/parameters/0/schema/$ref";
    expect(problemsAfter((files) => put(files.openapi, dry, "#/components/schemas/Dry"))).to.include(
      "specs/acme.openapi.yaml at /paths/~1boxes/post/parameters/0/schema: The schema of query.dry is too much for its place. Write it as schemas/acme/<name>.schema.json, and refer to that.",
    );
    expect(problemsAfter((files) => remove(files.openapi, parentOf(value)))).to.deep.equal([
      'specs/acme.openapi.yaml at /paths/~1boxes/post/requestBody/content/application~1json: The application/json body of createBox request has no example named "sample". Add `examples: { sample: { value: … } }`.',
    ]);
  });

  it("says which files are missing and which do not parse", () => {
    const { problems } = loadProvider(root, "nobody");
    expect(problems.map((problem) => formatProblem(problem, null))).to.deep.equal([
      "specs/nobody.openapi.yaml at the root: The file is missing. Write it, as docs/contract-format.md says.",
      "specs/nobody.clauses.yaml at the root: The file is missing. Write it, as docs/contract-format.md says.",
    ]);
    const broken = loadProvider(root, "broken").problems.map((problem) => formatProblem(problem, null));
    expect(broken[0]).to.match(
      /^schemas\/broken\/box\.schema\.json at the root: It does not parse: .+\. Correct the syntax\.$/,
    );
    expect(broken[1]).to.equal(
      "schemas/broken/notes.txt at the root: The file is neither a schema nor its tests. Name it <name>.schema.json or <name>.tests.json, or move it.",
    );
  });

  it("finds the line that a pointer leads to, or that of what holds it", () => {
    const lineOf = lineFinder(root);
    expect(lineOf("specs/acme.clauses.yaml", "/provider")).to.equal(1);
    expect(lineOf("specs/acme.clauses.yaml", "/pages/0/sections/1/members/0")).to.equal(9);
    expect(lineOf("specs/acme.clauses.yaml", "/pages/0/sections/1/members/7")).to.equal(9);
    expect(lineOf("specs/nobody.clauses.yaml", "/pages")).to.equal(null);
  });

  it("tells the line of a problem", () => {
    const problem = {
      file: "specs/acme.clauses.yaml",
      at: "/clauses/0",
      clause: "acme-a",
      message: "No.",
      remedy: "Do.",
    };
    expect(formatProblem(problem, 12)).to.equal("specs/acme.clauses.yaml:12 acme-a at /clauses/0: No. Do.");
  });
});
