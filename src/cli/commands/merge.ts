import { readFileSync } from "node:fs";
import type { Portion } from "../../drift/portion.ts";
import { MergeError, mergePortions } from "../../drift/portion-merge.ts";
import { portionFrom } from "../../drift/report.ts";
import type { Contract } from "../../model/contract.ts";
import { InputError, inputErrorOf } from "../../readers/input-error.ts";
import { expandInputs } from "../../readers/inputs.ts";
import { type Command, textOf } from "../command.ts";
import { UsageError } from "../errors.ts";
import { outputsOf } from "../output.ts";
import { conclude, contractOf, SUGGEST, suggest } from "./drift.ts";

const read = (file: string): string => {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw inputErrorOf(file, error);
  }
};

/** The contract that a portion is about: the document, or the provider whose operations were met. */
const contractFor = (document: string | undefined, { observations }: Portion): Promise<Contract> => {
  if (document !== undefined) return contractOf({ contract: { document, remote: false } });
  const [provider] = (observations.operations[0]?.operation ?? "").split(".");
  if (provider === undefined || provider === "")
    throw new UsageError("the reports name no operation to suggest anything about", "Leave out --suggest.");
  return contractOf({ contract: { provider } });
};

const command: Command = {
  name: "merge",
  question: "What do these partial reports say together?",
  usage: "merge REPORT…",
  options: {
    suggest: SUGGEST,
    openapi: { type: "string", value: "FILE", help: "the document that --suggest is about, where drift had --openapi" },
    "verify-report": { type: "string", value: "FILE", help: "a JSON report of verify: say which side moved" },
  },
  examples: ["merge part-1.json part-2.json part-3.json --format json:report.json"],
  async run(args, terminal) {
    const outputs = outputsOf(args);
    const files = expandInputs(args.positionals);
    if (files.length === 0) throw new UsageError("merge needs reports", "Name the JSON reports of drift --part I/N.");
    const portions = files.map((file) => ({ file, portion: portionFrom(read(file), file) }));
    const { portion } = portions.reduce((all, next) => {
      try {
        return { file: all.file, portion: mergePortions(all.portion, next.portion) };
      } catch (error) {
        if (!(error instanceof MergeError)) throw error;
        throw new InputError(
          next.file,
          `it does not go with the others: ${error.message}`,
          "Merge each part of one run once.",
        );
      }
    });
    if (portion.parts !== undefined)
      terminal.note(`${portion.parts.read.length} of ${portion.parts.of} parts; the others are missing\n`);
    const suggestions = textOf(args, "suggest");
    if (suggestions !== undefined)
      await suggest(suggestions, await contractFor(textOf(args, "openapi"), portion), portion);
    return conclude(args, terminal, portion, outputs);
  },
};

export default command;
