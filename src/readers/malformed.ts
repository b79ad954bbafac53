import type { Malformation } from "../model/body.ts";
import { foundAt, likelyAfterEnd, likelyName, likelySeparator, likelyValue, type Surroundings } from "./likely.ts";
import { placesOf } from "./positions.ts";
import { afterSpace } from "./walk.ts";

/** The first place at which a text cannot go on to be JSON. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
  readonly likely: string | null;
}

/** What may stand at an index. */
type Expected = "value" | "value or ]" | "name" | "name or }" | ":" | "separator" | "end";

const QUOTE = 34;
const BACKSLASH = 92;
const LITERAL = /[-+.\w]*/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const ESCAPES = '"\\/bfnrtu';

const controlName = (code: number): string =>
  code === 9 ? "tab" : `control character U+${code.toString(16).padStart(4, "0")}`;

/** The index after the string that opens here, or what is wrong with it. */
const stringAt = (text: string, start: number): number | Fault => {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i + 1;
    if (code === 10 || code === 13)
      return { offset: start, message: "the string that starts here is not closed on its line", likely: CLOSE };
    if (code < 32) {
      const written = code === 9 ? "\\t" : `\\u${code.toString(16).padStart(4, "0")}`;
      return { offset: i, message: `a ${controlName(code)} inside a string`, likely: `Write it as ${written}.` };
    }
    if (code !== BACKSLASH) continue;
    const escaped = text.charAt(++i);
    if (escaped === "") break;
    if (!ESCAPES.includes(escaped))
      return {
        offset: i - 1,
        message: `\\${escaped} is no escape sequence`,
        likely:
          escaped === "'" ? "Write ' without the backslash." : "Write a backslash that is meant as itself as \\\\.",
      };
    if (escaped !== "u") continue;
    if (!/^[\da-fA-F]{4}$/.test(text.slice(i + 1, i + 5)))
      return {
        offset: i - 1,
        message: "\\u without four hexadecimal digits",
        likely: "Write \\u and four digits, or \\\\u.",
      };
    i += 4;
  }
  return { offset: start, message: "the string that starts here is never closed", likely: CLOSE };
};

const CLOSE = 'Close the string with ", and write line breaks in it as \\n and quotes as \\".';

/** The index after `true`, `false`, `null` or a number that starts here; -1 if none of them does. */
const literalAt = (text: string, start: number): number => {
  LITERAL.lastIndex = start;
  const word = LITERAL.exec(text)?.[0] ?? "";
  const known = word === "true" || word === "false" || word === "null" || NUMBER.test(word);
  return known ? start + word.length : -1;
};

const endOfText = (text: string, around: Surroundings): Fault => {
  const offset = text.trimEnd().length;
  const innermost = around.open.at(-1);
  if (innermost === undefined)
    return {
      offset,
      message: offset === 0 ? "there is no value: the text is empty" : "there is no value",
      likely: null,
    };
  const [kind, closing] = innermost.object ? ["object", "}"] : ["array", "]"];
  const message = `the text ends inside the ${kind} that opens at ${around.at(innermost.start)}`;
  const missing = around.open.length === 1 ? closing : `${closing} and close the ${around.open.length - 1} around it`;
  return { offset, message, likely: `Close it with ${missing}, or complete the text: it may have been cut off.` };
};

const findFault = (text: string, at: Surroundings["at"]): Fault | null => {
  const open: { start: number; object: boolean; nameStart: number; nameEnd: number }[] = [];
  const around = { text, open, at, valueStart: 0, valueEnd: 0, comma: -1 };
  let expected: Expected = "value";
  let i = 0;
  const ended = (start: number, end: number): void => {
    around.valueStart = start;
    around.valueEnd = end;
    i = end;
    expected = open.length === 0 ? "end" : "separator";
  };
  const expecting = (what: string): string => `expected ${what}, found ${foundAt(text, i)}`;

  for (;;) {
    i = afterSpace(text, i);
    const holder = open.at(-1);
    if (i >= text.length) return (expected as Expected) === "end" ? null : endOfText(text, around);
    const character = text.charAt(i);
    switch (expected as Expected) {
      case "value or ]":
      case "value": {
        if (character === "{" || character === "[") {
          open.push({ start: i, object: character === "{", nameStart: -1, nameEnd: -1 });
          expected = character === "{" ? "name or }" : "value or ]";
          i++;
        } else if (character === "]" && expected === "value or ]") {
          open.pop();
          ended(holder?.start ?? 0, i + 1);
        } else {
          const end = character === '"' ? stringAt(text, i) : literalAt(text, i);
          if (typeof end !== "number") return end;
          if (end < 0) return { offset: i, message: expecting("a value"), likely: likelyValue(around, i) };
          ended(i, end);
        }
        break;
      }
      case "name or }":
      case "name": {
        if (character === "}" && expected === "name or }") {
          open.pop();
          ended(holder?.start ?? 0, i + 1);
          break;
        }
        if (character !== '"')
          return { offset: i, message: expecting("a member name in double quotes"), likely: likelyName(around, i) };
        const end = stringAt(text, i);
        if (typeof end !== "number") return end;
        if (holder !== undefined) [holder.nameStart, holder.nameEnd] = [i, end];
        expected = ":";
        i = end;
        break;
      }
      case ":":
        if (character !== ":")
          return {
            offset: i,
            message: expecting("a colon after the member name"),
            likely: likelySeparator(around, i, ":"),
          };
        expected = "value";
        i++;
        break;
      case "separator": {
        const closing = holder?.object ? "}" : "]";
        if (character === ",") {
          around.comma = i++;
          expected = holder?.object ? "name" : "value";
        } else if (character === closing) {
          open.pop();
          ended(holder?.start ?? 0, i + 1);
        } else {
          const message = expecting(`a comma or ${closing}`);
          return { offset: i, message, likely: likelySeparator(around, i, ",") };
        }
        break;
      }
      case "end":
        return {
          offset: i,
          message: `after the value there is ${foundAt(text, i)}`,
          likely: likelyAfterEnd(around, i),
        };
    }
  }
};

/**
 * Why a text that `JSON.parse` refused is not JSON: the place, what was expected and found there, and what its author
 * likely meant. Takes time linear in the text and no recursion. `reason` is what the parser said, for texts in which
 * nothing is found.
 */
export const malformationOf = (text: string, reason: string): Malformation => {
  const place = (offset: number) => placesOf(text, [offset]).get(offset) ?? { line: 1, column: 1 };
  const at = (offset: number): string => {
    const { line, column } = place(offset);
    return `line ${line}, column ${column}`;
  };
  const { offset, message, likely } = findFault(text, at) ?? { offset: 0, message: reason, likely: null };
  return { offset, ...place(offset), message, likely };
};
