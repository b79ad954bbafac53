import { expect } from "chai";
import { cli, folderWith } from "../cli/cli.ts";

const open = { patternProperties: { "^a": {} }, anyOf: [{ not: { const: null } }, { $ref: "#/$defs/other" }] };

/** Enough payloads that a validator is compiled. */
const MANY = 201;

const validated = (schema: object, last: string) =>
  cli(["validate", "--schema", "schema.json", "payloads.ndjson"], {
    cwd: folderWith({ "schema.json": JSON.stringify(schema), "payloads.ndjson": `${"null\n".repeat(MANY)}${last}\n` }),
    input: "",
  });

describe("Schemas that a compiled validator fails on", () => {
  it("are judged all the same", async () => {
    const { code, stdout } = await validated(
      { ...open, $defs: { other: { unevaluatedProperties: false } } },
      '{"a":1}',
    );
    expect(stdout).to.equal(`pass: nothing found; ${MANY + 1} checked\n`);
    expect(code).to.equal(0);
  });

  it("give a finding where they refer to themselves without an end", async () => {
    const { code, stdout, stderr } = await validated(
      { if: { type: "object" }, then: { $ref: "#/$defs/other", unevaluatedProperties: {} }, $defs: { other: open } },
      '{"a":1}',
    );
    expect(stderr).not.to.match(/defect/);
    expect(stdout).to.match(/nesting-too-deep/);
    expect(code).to.equal(1);
  });
});
