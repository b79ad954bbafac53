import { appendFileSync, readFileSync } from "node:fs";
import { cleanUp } from "../../verify/cleanup.ts";
import { Ledger, type LedgerEntry, LedgerError } from "../../verify/ledger.ts";
import { Sending } from "../../verify/sending.ts";
import { UsageError } from "../errors.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { baseUrlOf, credentialsFrom, optionsOf, type Setting } from "./setting.ts";

/** Appends lines to a ledger's file, each before the next thing happens. */
export const appendTo =
  (file: string) =>
  (entry: LedgerEntry): void => {
    try {
      appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    } catch (error) {
      throw new UsageError(
        `cannot write ${file}: ${(error as Error).message}`,
        "Give a --ledger in a folder that can be written.",
      );
    }
  };

/** A file's text. Throws a `LedgerError`, which ends the command with 3. */
export const readText = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new LedgerError(`${file} cannot be read: ${(error as Error).message}`);
  }
};

/** `--cleanup`: deletes what an interrupted run left behind. */
export const cleanup = async (setting: Setting, file: string, text: string | undefined): Promise<ExitCode> => {
  const { contract, plan, args, terminal } = setting;
  const { ledger, provider, target } = Ledger.read(readText(file), appendTo(file));
  if (provider !== contract.provider)
    throw new UsageError(`${file} is about ${provider}`, `Run verify ${provider} --cleanup ${file}.`);
  const baseUrl = text === undefined ? target : baseUrlOf(text);
  if (baseUrl !== target) throw new UsageError(`${file} is about ${target}`, "Leave --base-url out, or give that one.");
  const sending = new Sending(optionsOf(setting));
  try {
    const credentials = credentialsFrom(args, terminal);
    const before = ledger.resources.length;
    const left = await cleanUp(ledger, plan.drafting, { baseUrl, credentials, allowWrites: true }, sending);
    const lines = left.map(
      ({ operation, names, id }) =>
        `left behind: ${names[0] ?? id ?? "something without a name"} (${contract.provider}.${operation})`,
    );
    await terminal.out(`${[`${before - left.length} of ${before} deleted`, ...lines].join("\n")}\n`);
    return left.length === 0 ? EXIT.pass : EXIT.findings;
  } finally {
    sending.close();
  }
};
