import { expect } from "chai";
import { compare, requesting, responding, told } from "./documents.ts";
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

  for (const [change, base, revision, findings] of others)
    it(change, () => {
      expect(told(compare(base, revision))).to.deep.equal(findings);
    });
});
