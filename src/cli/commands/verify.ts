import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { loadBehaviour, loadBundled, loadGates, PROVIDERS } from "../../contract/bundled.ts";
import { reportOf } from "../../engine/report.ts";
import type { Contract } from "../../model/contract.ts";
import { nearest } from "../../model/show.ts";
import { createProvider } from "../../provider/provider.ts";
import { serve } from "../../provider/server.ts";
import { matrixText } from "../../report/matrix.ts";
import { MATRIX_FORMATS } from "../../report/matrix-formats.ts";
import { certificateOf, objectionsTo, readCertificate } from "../../verify/certificate.ts";
import { cleanUp } from "../../verify/cleanup.ts";
import { credentialsOf, demoCredentials, type GivenCredentials, isProtected } from "../../verify/credentials.ts";
import type { Target } from "../../verify/execution.ts";
import { Ledger, type LedgerEntry, LedgerError } from "../../verify/ledger.ts";
import { type Plan, planOf } from "../../verify/plan.ts";
import { planText, shownPlan } from "../../verify/plan-text.ts";
import { Sending } from "../../verify/sending.ts";
import { type VerifyOptions, type VerifyResult, verify } from "../../verify/verification.ts";
import { VERSION } from "../../version.ts";
import { type Arguments, type Command, flagOf, type Terminal, textOf, textsOf } from "../command.ts";
import { UsageError } from "../errors.ts";
import { EXIT, type ExitCode, exitCodeOf } from "../exit-code.ts";
import { failOnOf, outputsOf, write } from "../output.ts";

const contractNamed = async (name: string): Promise<Contract> => {
  const contract = await loadBundled(name);
  if (contract !== undefined) return contract;
  const near = nearest(name, PROVIDERS);
  throw new UsageError(
    `there is no provider "${name}"`,
    `${near === null ? "" : `Did you mean "${near}"? `}Providers: ${PROVIDERS.join(", ")}.`,
  );
};

const contractFrom = async (file: string, remote: boolean): Promise<Contract> => {
  const [{ loadDocuments }, { contractOf }, { withImpliedClauses }] = await Promise.all([
    import("../../contract/load.ts"),
    import("../../contract/contract.ts"),
    import("../../verify/implied.ts"),
  ]);
  const { source, documents } = await loadDocuments(file, { remote });
  const name = source
    .split("/")
    .at(-1)!
    .replace(/(\.openapi)?\.(ya?ml|json)$/i, "");
  return withImpliedClauses(contractOf(name, source, documents));
};

const positive = (args: Arguments, name: string): number | undefined => {
  const text = textOf(args, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number)) throw new UsageError(`--${name} ${text} is not a positive number`);
  return number;
};

/** `--value NAME=VALUE`: ids that exist at the target. */
const valuesOf = (args: Arguments): Map<string, unknown> =>
  new Map(
    textsOf(args, "value").map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new UsageError(`--value ${text} has no name`, "Write it as --value regionId=….");
      return [text.slice(0, at), text.slice(at + 1)] as const;
    }),
  );

const baseUrlOf = (text: string): string => {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError("--base-url is not a URL", "Write it as https://api.example.com.");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new UsageError("--base-url is neither http nor https", "Write it as https://api.example.com.");
  if (url.username !== "" || url.password !== "")
    throw new UsageError("--base-url holds credentials", "Give them by --auth or TENANT_CONTRACTS_AUTH.");
  if (url.search !== "" || url.hash !== "")
    throw new UsageError("--base-url has a query or a fragment", "Give only its path.");
  return url.href.replace(/\/+$/, "");
};

const credentialsFrom = (args: Arguments, { env }: Terminal): GivenCredentials | null => {
  const text = textOf(args, "auth") ?? env.TENANT_CONTRACTS_AUTH;
  return text === undefined || text === "" ? null : credentialsOf(text);
};

/** One provider's run, with everything about it that the command line says. */
interface Setting {
  readonly contract: Contract;
  readonly plan: Plan;
  readonly args: Arguments;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

const optionsOf = ({ contract, args, terminal, signal }: Setting): VerifyOptions => {
  const [timeout, budget, rate, concurrency] = ["timeout", "budget", "rate", "concurrency"].map((name) =>
    positive(args, name),
  );
  const onProgress = (done: number, planned: number): void =>
    terminal.note(`\r${contract.provider} ${done}/${planned}${done === planned ? "\n" : ""}`);
  return {
    signal,
    ...(timeout === undefined ? {} : { limits: { timeout: timeout * 1000 } }),
    ...(budget === undefined ? {} : { budget }),
    ...(rate === undefined ? {} : { rate }),
    ...(concurrency === undefined ? {} : { concurrency: Math.floor(concurrency) }),
    ...(terminal.interactive && !flagOf(args, "quiet") ? { onProgress } : {}),
  };
};

const gatesOf = async ({ contract }: Setting) =>
  PROVIDERS.includes(contract.provider) ? await loadGates(contract.provider) : [];

const againstEmbedded = async (setting: Setting): Promise<VerifyResult> => {
  const { contract, args, terminal } = setting;
  const [files, gates] = await Promise.all([loadBehaviour(contract.provider), gatesOf(setting)]);
  const auth = demoCredentials(contract.operations);
  const behaviour = files?.behaviour as Parameters<typeof createProvider>[1];
  const provider = createProvider(contract, behaviour, { seed: textOf(args, "seed") ?? "0", gates });
  const served = await serve(provider, {
    onDefect: (error) => terminal.note(`${error instanceof Error ? error.stack : String(error)}\n`),
  });
  try {
    const target: Target = {
      baseUrl: served.url,
      credentials: auth === null ? null : credentialsOf(auth),
      allowWrites: true,
    };
    return await verify(setting.plan, target, { ...optionsOf(setting), gates, targetName: "embedded" });
  } finally {
    await served.close();
  }
};

const againstTarget = async (setting: Setting, baseUrl: string): Promise<VerifyResult> => {
  const { contract, plan, args, terminal } = setting;
  const credentials = credentialsFrom(args, terminal);
  if (credentials === null && contract.operations.some(isProtected))
    throw new UsageError(
      `${contract.provider} takes credentials, and none were given`,
      "Give them by --auth SCHEME:VALUE or in TENANT_CONTRACTS_AUTH.",
    );
  const allowWrites = flagOf(args, "allow-writes");
  const options = { ...optionsOf(setting), gates: await gatesOf(setting), targetName: baseUrl };
  if (!allowWrites) return verify(plan, { baseUrl, credentials, allowWrites }, options);
  const file = textOf(args, "ledger") ?? `verify-${contract.provider}-${plan.run}.ledger`;
  if (existsSync(file))
    throw new UsageError(
      `${file} is there already`,
      `Clean up with --cleanup ${file} and remove it, or give another --ledger or --seed.`,
    );
  if (!flagOf(args, "quiet"))
    terminal.note(`writes go to ${new URL(baseUrl).host}; what is created is written down in ${file}\n`);
  const ledger = appendTo(file);
  ledger({ ledger: 1, provider: contract.provider, target: baseUrl, run: plan.run });
  const result = await verify(plan, { baseUrl, credentials, allowWrites }, { ...options, ledger });
  const { length } = result.verification.leftovers;
  if (length === 0) rmSync(file, { force: true });
  else if (!flagOf(args, "quiet")) terminal.note(`${length} left behind; ${file} names them\n`);
  return result;
};

const appendTo =
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

const readText = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new LedgerError(`${file} cannot be read: ${(error as Error).message}`);
  }
};

/** `--cleanup`: deletes what an interrupted run left behind. */
const cleanup = async (setting: Setting, file: string, text: string | undefined): Promise<ExitCode> => {
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

const checkCertificate = async (file: string, terminal: Terminal, args: Arguments): Promise<ExitCode> => {
  const certificate = readCertificate(readText(file));
  const objections = objectionsTo(certificate, await contractNamed(certificate.provider), valuesOf(args));
  const summary = `${certificate.provider} at ${certificate.target}: ${certificate.verdict}`;
  await terminal.out(`${objections.length === 0 ? `${summary}; the certificate is whole` : objections.join("\n")}\n`);
  return objections.length === 0 ? EXIT.pass : EXIT.findings;
};

/** The outputs of this command: those that every command has, and those that show the matrix. */
const splitOutputs = (args: Arguments) => {
  const own = textsOf(args, "format").filter((text) => Object.hasOwn(MATRIX_FORMATS, text.split(":")[0]!));
  const others = textsOf(args, "format").filter((text) => !own.includes(text));
  const stdout = own.filter((text) => !text.includes(":"));
  const outputs =
    stdout.length > 0 && others.length === 0 ? [] : outputsOf({ ...args, values: { ...args.values, format: others } });
  if (stdout.length + outputs.filter(({ file }) => file === null).length > 1)
    throw new UsageError("two formats want stdout", "Give all but one a file: --format html:report.html.");
  return {
    outputs,
    own: own.map((text) => ({
      format: text.split(":")[0]!,
      file: text.includes(":") ? text.slice(text.indexOf(":") + 1) : null,
    })),
  };
};

const save = (file: string, text: string): void => {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`, "Give a file in a folder that exists.");
  }
};

const command: Command = {
  name: "verify",
  question: "Does this live endpoint keep the documented contract?",
  usage: "verify PROVIDER (--base-url URL | --mock | --plan)",
  options: {
    "base-url": { type: "string", value: "URL", help: "where the provider is served" },
    mock: { type: "boolean", help: "verify the embedded provider; several providers are allowed" },
    openapi: { type: "string", value: "FILE", help: "verify another API by its OpenAPI document" },
    "allow-remote-refs": { type: "boolean", help: "follow references of the document to other hosts" },
    plan: { type: "boolean", help: "print the requests and send none" },
    auth: { type: "string", value: "SCHEME:VALUE", help: "credentials; or in TENANT_CONTRACTS_AUTH" },
    "allow-writes": { type: "boolean", help: "send what creates, changes and deletes; without it only reads are sent" },
    value: { type: "string", multiple: true, value: "NAME=VALUE", help: "an id that exists at the target; repeatable" },
    seed: { type: "string", value: "TEXT", help: "what the run and all that it creates are named by (0)" },
    ledger: { type: "string", value: "FILE", help: "where what is created is written down" },
    cleanup: { type: "string", value: "LEDGER", help: "delete what an interrupted run left behind" },
    budget: { type: "string", value: "N", help: "the most requests that are sent" },
    rate: { type: "string", value: "N", help: "the most requests a second" },
    timeout: { type: "string", value: "SECONDS", help: "how long an answer may take (10)" },
    concurrency: { type: "string", value: "N", help: "how many cases are under way at once (1)" },
    certificate: { type: "string", value: "FILE", help: "write what the run proved" },
    "check-certificate": {
      type: "string",
      value: "FILE",
      help: "check that a certificate is whole and about this contract",
    },
  },
  examples: [
    "verify mattr --mock",
    "verify mattr --plan",
    "verify mattr --base-url https://manage.mattr.global",
    "verify cxengage --base-url https://api.cxengage.net --allow-writes --rate 2 --value regionId=…",
  ],
  async run(args, terminal) {
    const checked = textOf(args, "check-certificate");
    if (checked !== undefined) return checkCertificate(checked, terminal, args);
    const [mock, planning, base, file] = [
      flagOf(args, "mock"),
      flagOf(args, "plan"),
      textOf(args, "base-url"),
      textOf(args, "cleanup"),
    ];
    if (mock && base !== undefined) throw new UsageError("--mock and --base-url exclude each other");
    if (!mock && !planning && base === undefined && file === undefined)
      throw new UsageError("verify needs a target", "Give --base-url URL or --mock.");
    const contracts = await contractsOf(args, mock || planning);
    if (contracts.length > 1 && !mock && !planning)
      throw new UsageError("a target serves one provider", "Verify them one after the other.");
    const interruption = new AbortController();
    terminal.onInterrupt(() => interruption.abort());
    const seed = textOf(args, "seed") ?? "0";
    const settings = contracts.map(
      (contract): Setting => ({
        ...{ contract, args, terminal, signal: interruption.signal, plan: planOf(contract, seed, valuesOf(args)) },
      }),
    );
    const [first] = settings;
    if (file !== undefined && first !== undefined) return cleanup(first, file, base);
    if (planning) return printPlan(settings);
    return carryOut(settings, base === undefined ? undefined : baseUrlOf(base), seed, interruption.signal);
  },
};

const contractsOf = async (args: Arguments, several: boolean): Promise<Contract[]> => {
  const document = textOf(args, "openapi");
  if (document !== undefined) {
    if (flagOf(args, "mock")) throw new UsageError("--mock serves the bundled providers only", "Give --base-url URL.");
    if (args.positionals.length > 0)
      throw new UsageError("--openapi stands for the provider", "Leave the provider's name out.");
    return [await contractFrom(document, flagOf(args, "allow-remote-refs"))];
  }
  const names = several && args.positionals.length === 0 ? PROVIDERS : args.positionals;
  if (names.length === 0) throw new UsageError("verify needs a provider", `Providers: ${PROVIDERS.join(", ")}.`);
  return Promise.all([...new Set(names)].map(contractNamed));
};

const printPlan = async (settings: readonly Setting[]): Promise<ExitCode> => {
  for (const { plan, args, terminal } of settings) {
    const format = textsOf(args, "format")[0] ?? "pretty";
    if (format !== "pretty" && format !== "json")
      throw new UsageError(`a plan has no format "${format}"`, "Use pretty or json.");
    const auth =
      credentialsFrom(args, terminal) ?? credentialsOf(demoCredentials(plan.contract.operations) ?? "bearer:demo");
    const shown = shownPlan(plan, auth);
    await terminal.out(format === "json" ? `${JSON.stringify(shown, null, 2)}\n` : planText(shown));
  }
  return EXIT.pass;
};

const carryOut = async (
  settings: readonly Setting[],
  baseUrl: string | undefined,
  seed: string,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const { args, terminal } = settings[0]!;
  const { outputs, own } = splitOutputs(args);
  const failOn = failOnOf(args);
  const results: VerifyResult[] = [];
  for (const setting of settings)
    results.push(baseUrl === undefined ? await againstEmbedded(setting) : await againstTarget(setting, baseUrl));
  const verification = results.map((result) => result.verification);
  const checked = verification.reduce((sum, { cases }) => sum + cases.held + cases.failed, 0);
  const report = {
    ...reportOf(
      "verify",
      checked,
      results.flatMap(({ findings }) => findings),
      failOn,
    ),
    verification,
  };
  for (const output of outputs) {
    await write(report, [output], terminal);
    if (output.format === "pretty" && output.file === null) await terminal.out(`\n${matrixText(verification)}`);
  }
  for (const { format, file } of own) {
    const text = (await MATRIX_FORMATS[format]!())(report);
    if (file === null) await terminal.out(text);
    else {
      save(file, text);
      if (!flagOf(args, "quiet")) terminal.note(`${format} written to ${file}\n`);
    }
  }
  const certificate = textOf(args, "certificate");
  if (certificate !== undefined) {
    if (settings.length > 1)
      throw new UsageError("a certificate is about one provider", "Verify them one after the other.");
    const run = { verdict: report.verdict, transcriptHash: results[0]!.transcriptHash, version: VERSION };
    save(
      certificate,
      `${JSON.stringify(certificateOf(settings[0]!.contract, seed, verification[0]!, run), null, 2)}\n`,
    );
  }
  if (!signal.aborted) return exitCodeOf(report);
  terminal.note("the run was interrupted\n");
  return EXIT.target;
};

export default command;
