import { readFileSync } from "node:fs";
import { expect } from "chai";
import { DIFF_RULES } from "../../src/diff/rules/catalogue.ts";
import { compare, document, operation, requesting, text, told } from "./documents.ts";

const ids = DIFF_RULES.map(({ id }) => id);

describe("The rules of diff", () => {
  it("have ids of their own, in kebab-case", () => {
    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)+$/.test(id))).to.deep.equal([]);
  });

  it("each have a mirror, or a written reason why there is none", () => {
    const missing = DIFF_RULES.filter(({ mirror }) =>
      typeof mirror === "string" ? !ids.includes(mirror) : mirror.none.length < 10,
    );
    expect(missing.map(({ id }) => id)).to.deep.equal([]);
  });

  it("mirror each other both ways", () => {
    const byId = new Map(DIFF_RULES.map((rule) => [rule.id, rule]));
    const oneWay = DIFF_RULES.filter(({ id, mirror }) => typeof mirror === "string" && byId.get(mirror)?.mirror !== id);
    expect(oneWay.map(({ id }) => id)).to.deep.equal([]);
  });

  it("grade what narrows a request as they grade what widens a response", () => {
    for (const { id, severity } of DIFF_RULES) {
      const match = /^(request|response)-(.+)-(narrowed|widened)$/.exec(id);
      if (match === null) continue;
      expect(severity, id).to.equal((match[1] === "request") === (match[3] === "narrowed") ? "error" : "info");
    }
  });

  it("are all in the documentation, with the rules of oasdiff they correspond to", () => {
    const page = readFileSync(new URL("../../docs/diff.md", import.meta.url), "utf8");
    for (const { id, severity, oasdiff } of DIFF_RULES) {
      const row = page.split("\n").find((line) => line.startsWith(`| \`${id}\` |`));
      expect(row, id).to.be.a("string");
      expect(row, id).to.contain(`| ${severity} |`);
      for (const other of oasdiff) expect(row, id).to.contain(`\`${other}\``);
    }
  });

  it("can be given another severity, or none", () => {
    const [base, revision] = [requesting(text), requesting({ type: "string", maxLength: 3 })];
    expect(told(compare(base, revision, { severities: { "request-length-narrowed": "warning" } }))).to.deep.equal([
      'warning request-length-narrowed "Aa0-"',
    ]);
    expect(told(compare(base, revision, { severities: { "request-length-narrowed": "off" } }))).to.deep.equal([]);
  });

  it("read deprecation with a sunset date, and stability levels, as a plan", () => {
    const life = (parts: object): ReturnType<typeof document> => document(operation({ ...parts }));
    const gone = { ...document(), paths: {} };
    expect(told(compare(life({ deprecated: true, "x-sunset": "2024-05-01" }), gone))).to.deep.equal([
      "warning operation-removed-after-deprecation",
    ]);
    expect(
      told(compare(life({ deprecated: true, "x-sunset": "2024-05-01" }), gone, { today: "2024-06-01" })),
    ).to.deep.equal(["info operation-removed-after-deprecation"]);
    expect(
      told(compare(life({ deprecated: true, "x-sunset": "2024-05-01" }), gone, { today: "2024-04-01" }))[0],
    ).to.match(/^error operation-removed /);
    expect(told(compare(life({ "x-stability-level": "alpha" }), gone))).to.deep.equal(["info operation-removed"]);
    expect(told(compare(life({ "x-stability-level": "stable" }), life({ "x-stability-level": "beta" })))[0]).to.match(
      /^error operation-stability-decreased /,
    );
    expect(
      told(compare(life({ deprecated: true, "x-sunset": "2024-05-01" }), life({ deprecated: true }))),
    ).to.deep.equal(["warning operation-sunset-moved"]);
  });

  it("lead to a next version by Semantic Versioning", () => {
    const next = (base: unknown, revision: unknown): string | null => compare(base, revision).nextVersion;
    expect(next(requesting(text), requesting({ type: "integer" }))).to.equal("2.0.0");
    expect(next(requesting(text), requesting({}))).to.equal("1.3.0");
    expect(next(requesting(text), requesting(text))).to.equal("1.2.4");
    const young = { info: { title: "", version: "0.4.1" } };
    expect(next(requesting(text, young), requesting({ type: "integer" }))).to.equal("0.5.0");
  });
});
