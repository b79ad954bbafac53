import { expect } from "chai";
import { Redactor } from "../../src/redaction/redactor.ts";
import { secretSpans } from "../../src/redaction/shapes.ts";

const MEGABYTE = 1 << 20;

/** A run that looks like a token, of any length. */
const token = (length: number): string =>
  Array.from({ length: Math.ceil(length / 8) }, (_, index) => (((index + 1) * 0.618_033_988_7) % 1).toString(36))
    .join("")
    .replaceAll("0.", "")
    .slice(0, length);

describe("secrets in texts of many megabytes", () => {
  it("are found wherever they stand, also across the parts that a text is looked at in", () => {
    const secret = "Bearer q8Wn3ZrT5yVb7KdP2mXc9LfH";
    for (const before of [0, MEGABYTE - 70_000, MEGABYTE - 10, MEGABYTE, 2 * MEGABYTE - 65_536]) {
      const text = `${" ".repeat(before)}${secret} ${" ".repeat(MEGABYTE)}${secret}`;
      expect(secretSpans(text).map(({ start, end }) => text.slice(start, end))).to.deep.equal([
        secret.slice(7),
        secret.slice(7),
      ]);
    }
  });

  it("may be as long as the text itself", () => {
    const long = token(20 * MEGABYTE);
    for (const [before, after] of [
      ["Bearer ", " x"],
      ["-----BEGIN PRIVATE KEY-----", ""],
      ["", ""],
    ] as const) {
      const text = before + long + after;
      const spans = secretSpans(text);
      expect(spans).to.have.length(1);
      expect(spans[0]?.start).to.be.at.most(before.length);
      expect(spans[0]?.end).to.equal(text.length - after.length);
    }
  }).timeout(30_000);

  it("do not end the redaction of bodies that are one run of characters", () => {
    const run = "x".repeat(20 * MEGABYTE);
    for (const body of [run, `a=${run}`, `{"a":"${run}"}`, `<token>${run}</token>`, `{"password":"${run}"}`]) {
      const { response } = new Redactor().exchange({
        request: { method: "GET", url: "/", headers: {}, body: null },
        response: { status: 200, headers: {}, body },
      });
      expect(response.body?.includes(run)).to.equal(!/token|password/.test(body));
    }
  }).timeout(30_000);
});
