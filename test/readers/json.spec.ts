import { expect } from "chai";
import fc from "fast-check";
import type { Malformation } from "../../src/model/body.ts";
import { readJson } from "../../src/readers/json.ts";

const malformationOf = (text: string): Malformation => {
  const reading = readJson(text);
  if (!("malformed" in reading)) return expect.fail(`${text} was read`);
  return reading.malformed;
};

/** `line:column message | likely`, as a table shows it best. */
const told = (text: string): string => {
  const { line, column, message, likely } = malformationOf(text);
  return `${line}:${column} ${message} | ${likely}`;
};

/** Whether a text can still become JSON by what follows, by the messages of the parser itself. */
const canGoOn = (prefix: string): boolean => {
  try {
    JSON.parse(prefix);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const position = /at position (\d+)/.exec(message)?.[1];
    return message.startsWith("Unexpected end") || Number(position) === prefix.length;
  }
};

/** How many characters a text shares with some JSON text. */
const soundLength = (text: string): number => {
  let length = text.length;
  while (!canGoOn(text.slice(0, length))) length--;
  return length;
};

/** Where the string or word starts that a character is in, or that its loss joins to the next. */
const startOfWord = (json: string, at: number): number => {
  const words = [...json.matchAll(/"(?:[^"\\]|\\.)*"|[-+.\w]+/g)];
  return words.find(({ index, 0: word }) => index <= at && at <= index + word.length)?.index ?? at;
};

const CLOSE = 'Close the string with ", and write line breaks in it as \\n and quotes as \\".';

const TABLE: readonly [text: string, told: string][] = [
  [
    '{\n\t"name": "Tenant A",\n\t"parentId": "57e2f960-3328-11e6-8dd4-c88eee4d9f61"\n\t"regionId": "c98f5fc0"\n}',
    '4:2 expected a comma or }, found "regionId" | Put a comma after the member "parentId" (line 3, column 52).',
  ],
  [
    '{\n    "result": {\n        "description": Tenant A,\n        "parentIds": []\n    }\n}',
    '3:24 expected a value, found Tenant | Put it in double quotes: "Tenant A".',
  ],
  ["{'a': 1}", `1:2 expected a member name in double quotes, found ' | Use plain double quotes: "a".`],
  ["{\"a\": 'b c'}", `1:7 expected a value, found ' | Use plain double quotes: "b c".`],
  ['{"a": “b”}', '1:7 expected a value, found “ | Use plain double quotes: "b".'],
  ['{“a": 1}', "1:2 expected a member name in double quotes, found “ | Use plain double quotes."],
  ['{"a": 1,}', "1:9 expected a member name in double quotes, found } | Remove the comma at line 1, column 8."],
  ["[1,\n2,\n]", "3:1 expected a value, found ] | Remove the comma at line 2, column 2, or put a value after it."],
  ['{"a": 1,, "b": 2}', "1:9 expected a member name in double quotes, found , | Remove the comma at line 1, column 8."],
  ['{"a": "b', `1:7 the string that starts here is never closed | ${CLOSE}`],
  ['{"a": "b\\', `1:7 the string that starts here is never closed | ${CLOSE}`],
  ['{"a": "b,\n"c": 1}', `1:7 the string that starts here is not closed on its line | ${CLOSE}`],
  [
    '{"a": "b, "c": 1}',
    '1:12 expected a comma or }, found c | Close the string that starts at line 1, column 7 where it should end, or write quotes inside it as \\".',
  ],
  [
    '{"a: 1, "b": 2}',
    '1:10 expected a colon after the member name, found b | Close the string that starts at line 1, column 2 where it should end, or write quotes inside it as \\".',
  ],
  [
    '{"a": {"b": 1}',
    "1:15 the text ends inside the object that opens at line 1, column 1 | Close it with }, or complete the text: it may have been cut off.",
  ],
  [
    '[1, {"a": [2',
    "1:13 the text ends inside the array that opens at line 1, column 11 | Close it with ] and close the 2 around it, or complete the text: it may have been cut off.",
  ],
  ['{"a": 1 // one\n}', "1:9 expected a comma or }, found / | Remove the comment: JSON has none."],
  ['# a\n{"a": 1}', "1:1 expected a value, found # | Remove the comment: JSON has none."],
  ['{/* a */"a": 1}', "1:2 expected a member name in double quotes, found / | Remove the comment: JSON has none."],
  ['{"a": NaN}', "1:7 expected a value, found NaN | JSON has no NaN: write null, or leave the member out."],
  ['{"a": -Infinity}', "1:7 expected a value, found - | JSON has no -Infinity: write null, or leave the member out."],
  [
    "[undefined]",
    "1:2 expected a value, found undefined | JSON has no undefined: write null, or leave the member out.",
  ],
  ['{"a": True}', "1:7 expected a value, found True | Write true."],
  ["[None]", "1:2 expected a value, found None | Write null."],
  ["[tru]", "1:2 expected a value, found tru | Write true."],
  ["[constructor]", '1:2 expected a value, found constructor | Put it in double quotes: "constructor".'],
  [
    '\ufeff{"a": 1}',
    "1:1 expected a value, found U+FEFF | Remove the byte order mark at the start (RFC 8259, section 8.1).",
  ],
  [
    '{"a":\u00a01}',
    "1:6 expected a value, found U+00A0 | Replace this character with a plain space: JSON knows no other.",
  ],
  ['{"a": "x\ty"}', "1:9 a tab inside a string | Write it as \\t."],
  ['{"a": "x\u0000y"}', "1:9 a control character U+0000 inside a string | Write it as \\u0000."],
  ['{"a": "C:\\dir"}', "1:10 \\d is no escape sequence | Write a backslash that is meant as itself as \\\\."],
  ['{"a": "it\\\'s"}', "1:10 \\' is no escape sequence | Write ' without the backslash."],
  ['{"a": "\\u12"}', "1:8 \\u without four hexadecimal digits | Write \\u and four digits, or \\\\u."],
  [
    '{"a": "\\u00e9\\n\\"", b}',
    '1:21 expected a member name in double quotes, found b | Put the name in double quotes: "b".',
  ],
  ["{} {}", "1:4 after the value there is { | Keep one value, or put them in an array: [ …, … ]."],
  [
    "{}\n{}",
    "2:1 after the value there is { | Keep one value. Several, each on one line, are NDJSON: name the file .ndjson.",
  ],
  ["{}}", "1:3 after the value there is } | Remove it: nothing is open here that } could close."],
  ["{},\n", "1:3 after the value there is , | Remove the comma."],
  ["{}'", "1:3 after the value there is ' | Remove the quotation mark that is left from a command line."],
  ["{} end", "1:4 after the value there is end | null"],
  ['"a": 1', "1:4 after the value there is : | Put the members in braces: { … }."],
  ["", "1:1 there is no value: the text is empty | null"],
  ["\n  \n", "1:1 there is no value: the text is empty | null"],
  ["[01]", '1:2 expected a value, found 01 | Remove the leading zeros: 1. If they count, it is text: "01".'],
  ["[.5]", "1:2 expected a value, found . | Write a digit before the point: 0.5."],
  ["[5.]", "1:2 expected a value, found 5. | Write a digit after the point: 5.0."],
  ["[+5]", "1:2 expected a value, found + | Remove the plus sign: 5."],
  ["[0x1F]", "1:2 expected a value, found 0x1F | Write the number in decimal."],
  ["[1_000]", "1:2 expected a value, found 1_000 | Remove the underscores: 1000."],
  ["[2018-06-19]", '1:2 expected a value, found 2018-06-19 | Put it in double quotes: "2018-06-19".'],
  ["[...]", "1:2 expected a value, found . | Replace the ellipsis with what it stands for, or remove it."],
  ['{"a": <tenantId>}', '1:7 expected a value, found < | Put it in double quotes: "<tenantId>".'],
  ["{a: 1}", '1:2 expected a member name in double quotes, found a | Put the name in double quotes: "a".'],
  [
    "{[1]}",
    "1:2 expected a member name in double quotes, found [ | Give this value a name, or remove the braces around it.",
  ],
  ['{"a" 1}', '1:6 expected a colon after the member name, found 1 | Put a colon after "a".'],
  ['{"a" = 1}', "1:6 expected a colon after the member name, found = | Write a colon for the equals sign."],
  ['{"a"}', '1:5 expected a colon after the member name, found } | Give the member "a" a value: "a": …'],
  ['{"a":}', '1:6 expected a value, found } | Give the member "a" a value.'],
  ['{"a":: 1}', "1:6 expected a value, found : | Remove one of the colons."],
  ['{"a": 1: 2}', "1:8 expected a comma or }, found : | Write a comma for the colon, or remove it."],
  ['{"a": 1; "b": 2}', "1:8 expected a comma or }, found ; | Write a comma for the semicolon."],
  ["[1 2]", "1:4 expected a comma or ], found 2 | Put a comma after the item before (line 1, column 3)."],
  ['["a": 1]', "1:5 expected a comma or ], found : | Members belong in an object: use { } for these [ ]."],
  [
    '{"a": [1,\n"b": 2}',
    "2:4 expected a comma or ], found : | Close the array that opens at line 1, column 7 with ] before this member.",
  ],
  ['{"a": [1}', "1:9 expected a comma or ], found } | Close the array that opens at line 1, column 7 with ] first."],
  ["<!DOCTYPE html>", "1:1 expected a value, found < | This looks like HTML or XML, not JSON."],
  [
    "curl -X POST https://a.example",
    "1:1 expected a value, found curl | This is a curl command: give only the body that it sends.",
  ],
  ["name: Tenant A\nactive: true", "1:1 expected a value, found name | This looks like YAML: name the file .yaml."],
  ["HTTP/1.1 200 OK", "1:1 expected a value, found HTTP | This is an HTTP message: give only its body."],
];

describe("reading JSON", () => {
  it("gives the value of a text that is JSON", () => {
    expect(readJson(' {"a": [1, null, "é"]}\n')).to.deep.equal({ value: { a: [1, null, "é"] } });
    expect(readJson("null")).to.deep.equal({ value: null });
  });

  it("keeps a member named __proto__ as a member like any other", () => {
    const reading = readJson('{"__proto__": {"polluted": true}}') as { value: object };
    expect(Object.keys(reading.value)).to.deep.equal(["__proto__"]);
    expect(Object.getPrototypeOf(reading.value)).to.equal(Object.prototype);
  });

  for (const [text, expected] of TABLE)
    it(`says of ${JSON.stringify(text)} where it stops being JSON and what was likely meant`, () =>
      expect(told(text)).to.equal(expected));

  it("counts offsets from 0 in UTF-16 units", () => {
    expect(malformationOf('["😀" x]')).to.include({ offset: 6, line: 1, column: 7 });
  });

  it("finds the place in any text that the parser refuses, at the start of the word where it cannot go on", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(), fc.constantFrom(0, 2), (json, seed, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        const at = seed % text.length;
        const damaged = text.slice(0, at) + text.slice(at + 1);
        const reading = readJson(damaged);
        if (!("malformed" in reading)) return;
        const { offset, message } = reading.malformed;
        const sound = soundLength(damaged);
        expect(canGoOn(damaged.slice(0, offset)), `${damaged} at ${offset}`).to.equal(true);
        if (message.includes("the text ends") || message.includes("no value")) {
          expect(sound).to.equal(damaged.length);
          expect(damaged.slice(offset).trim()).to.equal("");
        } else {
          expect(offset).to.be.at.most(sound);
          expect(damaged.slice(offset, sound)).to.match(/^(?:"[\s\S]*|[-+.\w]*|\\.{0,5})$/);
          // The damage cannot show before the word it is in.
          expect(offset).to.be.at.least(startOfWord(text, at));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("takes any text without failing, and points into it", () => {
    const noise = fc.string({ unit: fc.constantFrom(..."{}[]:,\"\\ \n\ttrue1-.e'“é#/"), maxLength: 40 });
    fc.assert(
      fc.property(noise, (text) => {
        const reading = readJson(text);
        if (!("malformed" in reading)) return;
        const { offset, line, column } = reading.malformed;
        expect(offset).to.be.within(0, text.length);
        const before = text.slice(0, offset).split("\n");
        expect([line, column]).to.deep.equal([before.length, (before.at(-1) ?? "").length + 1]);
      }),
      { numRuns: 5000 },
    );
  });

  it("reads 100,000 levels, and finds the one bracket that is wrong among them", () => {
    const levels = 100_000;
    expect(readJson("[".repeat(levels) + "]".repeat(levels))).to.have.property("value");
    expect(told(`${"[".repeat(levels)}${"]".repeat(levels - 1)}`)).to.match(/^1:200000 the text ends inside the array/);
    expect(told(`${"[".repeat(levels)}}${"]".repeat(levels)}`)).to.match(/^1:100001 expected a value, found }/);
    expect(told('{"a":'.repeat(levels))).to.match(
      /^1:500001 the text ends inside the object that opens at line 1, column 499996/,
    );
  });

  it("takes time linear in a text that is malformed at its end", () => {
    for (const piece of ['"a",', "[", '{"a":', '"\\"', " ", "1,", "'", "a"]) {
      const text = `[${piece.repeat(1_000_000 / piece.length)}`;
      const before = performance.now();
      malformationOf(text);
      expect(performance.now() - before, piece).to.be.below(2000);
    }
  }).timeout(20_000);
});
