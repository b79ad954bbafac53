import { expect } from "chai";
import fc from "fast-check";
import { SHORTEST, SoughtTexts } from "../../src/redaction/sought-texts.ts";

const word = fc.string({ unit: fc.constantFrom("a", "a", "a", "é"), minLength: SHORTEST, maxLength: 10 });
const longText = fc.string({ unit: fc.constantFrom("a", "a", "a", "é"), maxLength: 60 });

const seeking = (words: readonly string[]): SoughtTexts => {
  const texts = new SoughtTexts();
  for (const [index, one] of words.entries()) texts.add(one, `<${index}>`);
  return texts;
};

describe("texts that are sought", () => {
  it("are replaced where they stand, from the left, the longest first", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), longText, (words, text) => {
        const longest = [...words].sort((a, b) => b.length - a.length);
        const expected =
          words.length === 0
            ? text
            : text.replaceAll(new RegExp(longest.join("|"), "g"), (found) => `<${words.indexOf(found)}>`);
        expect(seeking(words).replacedIn(text)).to.equal(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("are found where they are cut off, as much of them as stands there", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), longText, fc.nat(10), fc.nat(60), (words, text, from, until) => {
        const end = Math.min(until, text.length);
        const starts = Array.from({ length: Math.max(0, end - SHORTEST - from + 1) }, (_, index) => from + index);
        const start = starts.find((at) => words.some((one) => one.startsWith(text.slice(at, end))));
        const cut = seeking(words).cutAt(text, from, end);
        expect(cut?.start).to.equal(start);
        if (cut !== null)
          expect(words[Number(cut.name.slice(1, -1))]!.startsWith(text.slice(start, end))).to.equal(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("are forgotten", () => {
    const texts = seeking(["abcdef"]);
    texts.clear();
    expect(texts.replacedIn("abcdef")).to.equal("abcdef");
    expect(texts.cutAt("abcdef", 0, 6)).to.equal(null);
    texts.add("fedcba", "<1>");
    expect(texts.replacedIn("abcdefedcba")).to.equal("abcde<1>");
  });
});
