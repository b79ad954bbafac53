import { expect } from "chai";
import { reportOf } from "../../src/engine/report.ts";
import { matrixOf, matrixText, type Verification } from "../../src/report/matrix.ts";
import { MATRIX_FORMATS, type VerifyReport } from "../../src/report/matrix-formats.ts";
import { verifying, withBody } from "./harness.ts";

const clause = (id: string, outcome: Verification["clauses"][number]["outcome"], operations: readonly string[]) => ({
  ...{
    id,
    operations,
    outcome,
    page: "Page <1>",
    section: "A & B",
    says: `"${id}" | says \u0001 *this*`,
    standing: "stated",
  },
  ...{
    why: outcome === "kept" ? null : "because <it> is",
    parts: [{ binds: "x", exercised: outcome === "kept", by: "case" }],
  },
});

const VERIFICATION: Verification = {
  ...{
    provider: "p",
    target: "embedded",
    run: "abc123",
    planHash: "0".repeat(64),
    exchanges: 4,
    operations: ["one", "two"],
  },
  coverage: { clauses: 4, checkable: 3, planned: 2, uncovered: ["p-c"] },
  cases: { planned: 4, held: 2, failed: 1, skipped: 1 },
  clauses: [
    clause("p-a", "kept", ["one", "two"]),
    clause("p-b", "broken", ["one"]),
    clause("p-c", "not exercised", ["two"]),
    clause("p-d", "not checkable", ["two"]),
  ],
  leftovers: [{ operation: "one", id: "tc-abc123-1" }],
};

const REPORT: VerifyReport = { ...reportOf("verify", 3, [], "error"), verification: [VERIFICATION] };

describe("the formats of the matrix", () => {
  it("counts a clause about two operations in the row of each, and once in the sum", () => {
    expect(matrixOf(VERIFICATION)).to.deep.equal([
      { name: "p.one", counts: [1, 1, 0, 0] },
      { name: "p.two", counts: [1, 0, 1, 1] },
      { name: "p, every clause once", counts: [1, 1, 1, 1] },
    ]);
  });

  it("as text tells why clauses were not exercised, which were broken and what was left behind", () => {
    const text = matrixText([VERIFICATION]);
    expect(text).to.contain("  not exercised ×1: case\n");
    expect(text).to.contain("  broken: p-b because <it> is\n");
    expect(text).to.contain("  left behind: tc-abc123-1 (one)\n");
    expect(text).to.contain("  2 of 3 checkable clauses (of 4) are covered by the plan\n  not covered: p-c\n");
  });

  it("as JUnit has a test for each clause, escaped as XML asks for", async () => {
    const junit = (await MATRIX_FORMATS.junit!())(REPORT);
    expect(junit.match(/<testcase /g)).to.have.length(4);
    expect(junit).to.contain('<testsuite name="p.one" tests="2" failures="1" errors="0" skipped="0">');
    expect(junit).to.contain('<failure message="because &lt;it&gt; is">"p-b" | says \\u0001 *this*</failure>');
    expect(junit.replaceAll(/<[^<>]*>/g, "")).not.to.match(/[<>]/);
  });

  it("as Markdown keeps texts inside their cells", async () => {
    const markdown = (await MATRIX_FORMATS.markdown!())(REPORT);
    expect(markdown).to.contain("| p.one | 1 | 1 | 0 | 0 |");
    expect(markdown).to.contain('| p-b | "p-b" \\| says \u0001 \\*this\\* | because \\<it\\> is |');
  });

  it("as HTML escapes what a provider says", async () => {
    const { findings, verification } = await verifying("mattr", (_, answer) => {
      const given = answer();
      return given.status === 201 ? withBody(given, (body) => ({ ...body, id: "<script>alert(1)</script>" })) : given;
    });
    const html = (await MATRIX_FORMATS.html!())({
      ...reportOf("verify", 1, findings, "error"),
      verification: [verification],
    });
    expect(html).to.contain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).not.to.contain("<script>alert");
  });
});
