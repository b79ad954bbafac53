import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { PROVIDERS } from "../../contract/bundled.ts";
import type { Part } from "../../drift/capture.ts";
import { drift } from "../../drift/drift.ts";
import type { Portion, UnreadFile } from "../../drift/portion.ts";
import { driftReport, readReport } from "../../drift/report.ts";
import type { Setting } from "../../drift/setting.ts";
import type { Contract } from "../../model/contract.ts";
import { nearest } from "../../model/show.ts";
import { InputError, inputErrorOf } from "../../readers/input-error.ts";
import { expandRecordings } from "../../readers/inputs.ts";
import { type Arguments, type Command, flagOf, type Terminal, textOf } from "../command.ts";
import { UsageError } from "../errors.ts";
import { EXIT, type ExitCode, exitCodeOf } from "../exit-code.ts";
import { failOnOf, type Output, outputsOf, write } from "../output.ts";
import { applyWaivers } from "../waivers.ts";

const settingOf = (args: Arguments): { setting: Setting; files: readonly string[] } => {
  const document = textOf(args, "openapi");
  const [provider, ...rest] = args.positionals;
  if (document === undefined && provider === undefined)
    throw new UsageError(
      "drift needs a provider and recordings",
      `Providers: ${PROVIDERS.join(", ")}; or --openapi FILE.`,
    );
  return {
    setting: {
      contract:
        document === undefined ? { provider: provider! } : { document, remote: flagOf(args, "allow-remote-refs") },
      server: serverOf(textOf(args, "server")),
      withoutCredentials: flagOf(args, "without-credentials"),
    },
    files: document === undefined ? rest : args.positionals,
  };
};

const serverOf = (text: string | undefined): string | null => {
  if (text === undefined) return null;
  if (text.startsWith("/")) return text;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(
      `--server ${text} is no URL`,
      "Write it as https://gateway.example.com/api, or as its path alone: /api.",
    );
  if (url.search !== "" || url.hash !== "")
    throw new UsageError("--server has a query or a fragment", "Give only its path.");
  return text;
};

const partOf = (text: string | undefined): Part => {
  if (text === undefined) return { of: 1, number: 1 };
  const [, number, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const part = { of: Number(of), number: Number(number) };
  if (!(part.number >= 1 && part.number <= part.of))
    throw new UsageError(`--part ${text} is no part`, "Write 3/16 for the third of sixteen.");
  return part;
};

const threadsOf = (text: string | undefined): number => {
  if (text === undefined) return Math.min(2, availableParallelism());
  const threads = Number(text);
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= 64))
    throw new UsageError(`--workers ${text} is no number of threads`, "Give a whole number from 1 to 64.");
  return threads;
};

const refuseUnknown = ({ contract }: Pick<Setting, "contract">): void => {
  if (!("provider" in contract) || PROVIDERS.includes(contract.provider)) return;
  const { provider } = contract;
  const near = nearest(provider, PROVIDERS);
  throw new UsageError(
    `there is no provider "${provider}"`,
    `${near === null ? "" : `Did you mean "${near}"? `}Providers: ${PROVIDERS.join(", ")}; or judge by a document of your own with --openapi FILE.`,
  );
};

/** The contract of a setting; throws `UsageError` where no provider of that name is bundled. */
export const contractOf = async (setting: Pick<Setting, "contract">): Promise<Contract> => {
  refuseUnknown(setting);
  const { loadContract } = await import("../../drift/setting.ts");
  const contract = await loadContract(setting);
  if (contract === undefined) throw new TypeError("a provider that is listed is not bundled");
  return contract;
};

const verifyReport = (file: string): Readonly<Record<string, unknown>> => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw inputErrorOf(file, error);
  }
  const report = readReport(text, file);
  if (report.command !== "verify")
    throw new InputError(
      file,
      `it is a report of ${String(report.command)}, not of verify`,
      "Give one that verify --format json wrote.",
    );
  return report;
};

/** Writes how to document the undeclared members that a portion shows. */
export const suggest = async (file: string, contract: Contract, portion: Portion): Promise<void> => {
  const { suggestionsOf } = await import("../../drift/suggestion.ts");
  try {
    writeFileSync(file, `${JSON.stringify(suggestionsOf(contract, portion.observations), null, 2)}\n`);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`, "Give a file in a folder that exists.");
  }
};

/** The files that were meant to be judged and could not be read. */
const unreadFiles = ({ unjudged }: Portion): readonly UnreadFile[] =>
  (unjudged.files ?? []).filter(({ passedOver }) => !passedOver);

/** Settles what a portion says and renders it to every output. */
export const conclude = async (
  args: Arguments,
  terminal: Terminal,
  portion: Portion,
  outputs: readonly Output[],
): Promise<ExitCode> => {
  const whole = portion.parts === undefined;
  // Parts are settled when they have been merged: only then is it known what a waiver met.
  const findings = whole
    ? await applyWaivers(args, terminal, portion.findings, {
        complete: unreadFiles(portion).length === 0,
        scope: async () => {
          const met = new Set(portion.observations.operations.map(({ operation }) => operation));
          return ({ operation }) => operation !== null && met.has(operation);
        },
      })
    : portion.findings;
  const verify = textOf(args, "verify-report");
  const attribution =
    verify === undefined
      ? undefined
      : (await import("../../drift/attribution.ts")).attributionOf(findings, verifyReport(verify));
  const report = driftReport(portion, failOnOf(args), { findings, attribution });
  await write(report, outputs, terminal, undefined, async (format) => {
    const { appendicesOf } = await import("../../drift/appendices.ts");
    const isText = format === "pretty";
    return appendicesOf(report, { most: isText ? 30 : 1000, detailed: !isText || portion.coverage !== undefined });
  });
  return exitCodeOf(report);
};

/** The option that {@link suggest} answers. */
export const SUGGEST = {
  type: "string",
  value: "FILE",
  help: "write a schema patch and a clause stub for each undeclared member",
} as const;

const command: Command = {
  name: "drift",
  question: "Does recorded traffic still match the contract?",
  usage: "drift PROVIDER FILE…",
  options: {
    openapi: {
      type: "string",
      value: "FILE",
      help: "judge by an OpenAPI document of your own (3.0, 3.1) in place of PROVIDER",
    },
    "allow-remote-refs": { type: "boolean", help: "fetch what $refs of your own document lead to over http" },
    server: {
      type: "string",
      value: "URL",
      help: "where the traffic was captured, in place of the contract's servers; or its path alone",
    },
    "without-credentials": { type: "boolean", help: "the recording was stripped of credentials: do not miss them" },
    coverage: { type: "boolean", help: "show what the contract documents and the traffic never showed" },
    suggest: SUGGEST,
    "verify-report": { type: "string", value: "FILE", help: "a JSON report of verify: say which side moved" },
    part: {
      type: "string",
      value: "I/N",
      help: "judge every Nth block only, starting with the Ith; merge the reports afterwards",
    },
    workers: { type: "string", value: "N", help: "how many threads work at once (2); the report is the same" },
  },
  examples: [
    "drift mattr traffic.har",
    "drift cxengage exchanges.ndjson --coverage --format json:report.json",
    "drift citrix gateway.log --server https://gateway.example.com/citrix",
    "drift --openapi api.yaml recorded/",
  ],
  async run(args, terminal) {
    const outputs = outputsOf(args);
    const part = partOf(textOf(args, "part"));
    const threads = threadsOf(textOf(args, "workers"));
    const { setting, files } = settingOf(args);
    for (const name of ["verify-report", "suggest"])
      if (part.of > 1 && textOf(args, name) !== undefined)
        throw new UsageError(`--${name} needs the whole, not a part`, "Give it to tenant-contracts merge.");
    refuseUnknown(setting);
    let loading: Promise<Contract> | null = null;
    const contract = (): Promise<Contract> => {
      loading ??= contractOf(setting);
      return loading;
    };
    if (files.length === 0 && terminal.stdin.isTTY === true)
      throw new UsageError("there is nothing to judge", "Name a recording, or pipe one in.");
    const sources = files.length === 0 ? [{ source: "-", met: false }] : expandRecordings(files);
    if (part.of > 1 && sources.some(({ source }) => source === "-"))
      throw new UsageError("--part needs files, not a pipe", "Save the recording first.");
    const judged = await drift({ setting, contract, sources, part, threads });
    const portion = flagOf(args, "coverage")
      ? (await import("../../drift/coverage.ts")).withCoverage(judged, await contract())
      : judged;
    const suggestions = textOf(args, "suggest");
    if (suggestions !== undefined) await suggest(suggestions, await contract(), portion);
    const unread = unreadFiles(portion);
    for (const { source, why, remedy } of unread) terminal.note(`tenant-contracts: ${source}: ${why}\n${remedy}\n`);
    const code = await conclude(args, terminal, portion, outputs);
    return unread.length > 0 ? EXIT.input : code;
  },
};

export default command;
