import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { COMMANDS } from "../src/cli/commands.ts";
import { matches, play } from "./cli/transcripts.ts";

describe("README.md", () => {
  it("names only scripts, commands and documents that exist", () => {
    const text = readFileSync("README.md", "utf8");
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
    const named = (expression: RegExp) => [...text.matchAll(expression)].map((match) => match[1] ?? "");
    expect(Object.keys(scripts)).to.include.members(named(/npm run ([\w-]+)/g));
    expect(Object.keys(COMMANDS)).to.include.members(named(/(?:`|\$ )tenant-contracts (\w+)/g));
    expect(named(/\]\(([^)#]+)\)/g).filter((path) => !existsSync(path))).to.deep.equal([]);
  });

  it("prints what its transcripts show", async () => {
    const played = await play("README.md");
    expect(played.length).to.be.greaterThan(6);
    for (const { command, expected, printed } of played)
      if (!matches(printed, expected)) expect(printed, command).to.equal(expected);
  }).timeout(60_000);
});
