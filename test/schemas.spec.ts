import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { findProviders, loadProvider } from "../scripts/bookkeeping/provider-files.ts";
import { outcome, type SchemaTestGroup, testedSchema } from "../scripts/bookkeeping/schema-tests.ts";
import { compileValidators, type Judge } from "../scripts/bookkeeping/validators.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

for (const provider of findProviders(root)) {
  const { files } = loadProvider(root, provider);
  const validators = compileValidators(files.schemas);

  for (const [name, content] of files.tests) {
    const groups = content as readonly SchemaTestGroup[];
    describe(`schemas/${name.replace(/\.tests\.json$/, ".schema.json")}`, () => {
      for (const group of groups) {
        for (const test of group.tests) {
          const verdict = test.valid ? "accepts" : `refuses by ${test.keyword} at "${test.at}"`;
          it(`${verdict}: ${test.description}`, () => {
            expect(outcome(test, validators.at(testedSchema(name, group)))).to.equal(null);
          });
        }
      }
    });
  }
}

describe("the runner of schema tests", () => {
  const failing =
    (...failures: [keyword: string, at: string][]): Judge =>
    () =>
      failures.map(([keyword, at]) => ({ keyword, at, message: "", schemaPath: "" }));
  const invalid = { description: "", data: 1, valid: false, keyword: "pattern", at: "/a" };

  it("is content with a conforming instance that conforms and an invalid one that fails where it says", () => {
    expect(outcome({ description: "", data: 1, valid: true }, failing())).to.equal(null);
    expect(outcome(invalid, failing(["pattern", "/a"]))).to.equal(null);
    expect(outcome(invalid, failing(["pattern", "/a"], ["pattern", "/a"], ["if", ""]))).to.equal(null);
  });

  it("says what came instead", () => {
    expect(outcome({ description: "", data: 1, valid: true }, failing(["type", "/a"]))).to.equal(
      'It should conform, but `type` fails at "/a".',
    );
    expect(outcome(invalid, failing())).to.equal("It should not conform, but it does.");
    expect(outcome(invalid, failing(["pattern", "/b"]))).to.equal(
      'It should fail by `pattern` at "/a", but `pattern` fails at "/b".',
    );
    expect(outcome(invalid, failing(["type", "/a"]))).to.equal(
      'It should fail by `pattern` at "/a", but `type` fails at "/a".',
    );
    expect(outcome(invalid, failing(["pattern", "/a"], ["format", "/a"]))).to.equal(
      'It should break exactly one constraint, but `pattern` fails at "/a" and `format` fails at "/a".',
    );
  });
});
