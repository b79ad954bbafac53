import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { parse } from "yaml";
import { loadBundled, PROVIDERS } from "../../src/contract/bundled.ts";
import { bodiesOf } from "../../src/contract/refs.ts";
import { type PagesFile, pagesYaml } from "../../src/docs/record.ts";
import { DOCS_CATALOGUE } from "../../src/docs/rules.ts";

const conforms = new Ajv2020({ allErrors: true }).compile(
  JSON.parse(readFileSync("schemas/pages.schema.json", "utf8")) as object,
);

describe("what is recorded of the vendors' pages", () => {
  for (const provider of PROVIDERS) {
    const path = `specs/${provider}.pages.yaml`;
    it(`covers every page of ${provider} that was read whole, section by section and row by row`, async () => {
      expect(existsSync(path)).to.equal(true);
      const text = readFileSync(path, "utf8");
      const file = parse(text) as PagesFile;
      expect(conforms(file), JSON.stringify(conforms.errors)).to.equal(true);
      expect(pagesYaml(file)).to.equal(text);
      const contract = (await loadBundled(provider))!;
      const held = contract.clauses.pages.filter(({ sha256 }) => sha256 !== null);
      expect(file.pages.map(({ id }) => id)).to.deep.equal(held.map(({ id }) => id));
      const clauses = new Set(contract.clauses.clauses.map(({ id }) => id));
      const bodies = new Set(bodiesOf(contract).map(({ ref }) => ref));
      for (const [index, { texts, rows, samples }] of file.pages.entries()) {
        const { sections } = held[index]!;
        const names = sections.map(({ name }) => name);
        expect(texts.length).to.be.greaterThan(0);
        for (const one of texts) {
          expect(names).to.include(one.section);
          for (const id of one.clauses ?? []) expect(clauses.has(id), id).to.equal(true);
        }
        const listed = sections
          .filter((section) => section.rows.length > 0)
          .map((section) => [section.name, section.rows.map(({ name }) => name)]);
        expect(Object.entries(rows).map(([name, says]) => [name, Object.keys(says).sort()])).to.deep.equal(
          listed.map(([name, all]) => [name, [...all!].sort()]),
        );
        for (const { name, members } of sections) if (members.length > 0) expect(samples).to.have.property(name);
        for (const body of Object.values(samples)) expect(bodies.has(`${provider}.${body}`), body).to.equal(true);
      }
    });
  }

  it("is what the package carries", () => {
    expect(() =>
      execFileSync(process.execPath, ["scripts/generate-pages.ts", "--check"], { stdio: "pipe" }),
    ).to.not.throw();
  });

  it("is told by rules that each say what is wrong, why it matters and what to do", () => {
    expect(new Set(DOCS_CATALOGUE.map(({ id }) => id)).size).to.equal(DOCS_CATALOGUE.length);
    for (const { id, summary, why, fix } of DOCS_CATALOGUE) {
      expect(id).to.match(/^docs(-[a-z]+)+$/);
      for (const words of [summary, why, fix]) expect(words).to.match(/^[A-Z].*\.$/);
    }
  });
});
