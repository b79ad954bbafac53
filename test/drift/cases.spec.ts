import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { run } from "../../src/cli/run.ts";
import { RECORDING_UNREADABLE } from "../../src/drift/rules.ts";
import { CATALOGUE } from "../../src/rules/catalogue.ts";

const CASES = resolve("test/drift/cases");

/** Runs a command line in a folder and answers what it printed, with its exit code at the end. */
const transcript = async (folder: string, argv: readonly string[]): Promise<string> => {
  let out = "";
  const home = process.cwd();
  process.chdir(folder);
  try {
    const code = await run(argv, {
      out: async (text) => {
        out += text;
      },
      note: (text) => {
        out += text;
      },
      ...{ stdin: { isTTY: true }, env: {}, color: false, interactive: false },
      onInterrupt: () => {},
    });
    return `${out}exit ${code}\n`;
  } finally {
    process.chdir(home);
  }
};

// A case is a folder: traffic, the command, and what it reports. UPDATE_CASES=1 writes the reports anew.
describe("what drift reports, case by case", () => {
  it("has a case for each rule", () => {
    const rules = [...CATALOGUE.map(({ id }) => id), RECORDING_UNREADABLE.id];
    expect(readdirSync(CASES)).to.have.members(rules);
  });

  for (const name of readdirSync(CASES))
    it(name, async () => {
      const folder = join(CASES, name);
      const report = join(folder, "report.txt");
      const argv = readFileSync(join(folder, "command.txt"), "utf8").trim().split(" ");
      const printed = await transcript(folder, argv);
      if (process.env.UPDATE_CASES === "1") writeFileSync(report, printed);
      expect(printed).to.equal(readFileSync(report, "utf8"));
      expect(printed).to.match(new RegExp(`^(error|warning|info)  ${name}(  |$)`, "m"));
    });
});
