import { expect } from "chai";
import { compare, requesting, responding, told } from "./documents.ts";
import { structure } from "./structure.ts";
import { others, rows } from "./table.ts";

describe("The table of changes", () => {
  for (const { change, base, revision, request, response } of rows) {
    it(`${change}, in a request`, () => {
      expect(told(compare(requesting(base), requesting(revision)))).to.deep.equal(request);
    });
    it(`${change}, in a response`, () => {
      expect(told(compare(responding(base), responding(revision)))).to.deep.equal(response);
    });
  }

  it("has a witness for each error", () => {
    const lines = [
      ...rows.flatMap(({ request, response }) => [...request, ...response]),
      ...[...others, ...structure].flatMap(([, , , findings]) => findings),
    ];
    const errors = lines.filter((line) => line.startsWith("error "));
    expect(errors.length).to.be.at.least(90);
    expect(errors.filter((line) => !/^error \S+ \S/.test(line))).to.deep.equal([]);
  });

  for (const [change, base, revision, findings] of [...others, ...structure])
    it(change, () => {
      expect(told(compare(base, revision))).to.deep.equal(findings);
    });
});
