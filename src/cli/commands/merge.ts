import { readFileSync } from "node:fs";
import { MergeError, mergePortions } from "../../drift/portion-merge.ts";
import { portionFrom } from "../../drift/report.ts";
import { InputError, inputErrorOf } from "../../readers/input-error.ts";
import { expandInputs } from "../../readers/inputs.ts";
import type { Command } from "../command.ts";
import { UsageError } from "../errors.ts";
import { outputsOf } from "../output.ts";
import { conclude } from "./drift.ts";

const read = (file: string): string => {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw inputErrorOf(file, error);
  }
};

const command: Command = {
  name: "merge",
  question: "What do these partial reports say together?",
  usage: "merge REPORT…",
  options: {
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
    return conclude(args, terminal, portion, { outputs, complete: true });
  },
};

export default command;
