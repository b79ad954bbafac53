import { expect } from "chai";
import { matches, play } from "./cli/transcripts.ts";

describe("README.md", () => {
  it("prints what its transcripts show", async () => {
    const played = await play("README.md");
    expect(played.length).to.be.greaterThan(6);
    for (const { command, expected, printed } of played)
      if (!matches(printed, expected)) expect(printed, command).to.equal(expected);
  }).timeout(60_000);
});
