import { loadBehaviour, loadBundled, loadGates, PROVIDERS } from "../../contract/bundled.ts";
import { reportOf } from "../../engine/report.ts";
import type { Contract } from "../../model/contract.ts";
import { nearest } from "../../model/show.ts";
import { createProvider } from "../../provider/provider.ts";
import { serve } from "../../provider/server.ts";
import { matrixText, type Verification } from "../../report/matrix.ts";
import { credentialsOf, demoCredentials, isProtected } from "../../verify/credentials.ts";
import type { Target } from "../../verify/execution.ts";
import { planOf } from "../../verify/plan.ts";
import { type VerifyResult, verify } from "../../verify/verification.ts";
import { type Arguments, type Command, flagOf, type Terminal, textOf } from "../command.ts";
import { UsageError } from "../errors.ts";
import { exitCodeOf } from "../exit-code.ts";
import { failOnOf, outputsOf, write } from "../output.ts";

const contractNamed = async (name: string): Promise<Contract> => {
  const contract = await loadBundled(name);
  if (contract !== undefined) return contract;
  const near = nearest(name, PROVIDERS);
  throw new UsageError(`there is no provider "${name}"`, `${near === null ? "" : `Did you mean "${near}"? `}Providers: ${PROVIDERS.join(", ")}.`);
};

const positive = (args: Arguments, name: string): number | undefined => {
  const text = textOf(args, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0)) throw new UsageError(`--${name} ${text} is not a positive number`);
  return number;
};

const baseUrlOf = (text: string): string => {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError(`--base-url ${text} is not a URL`, "Write it as https://api.example.com.");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new UsageError("--base-url is neither http nor https", "Write it as https://api.example.com.");
  if (url.username !== "" || url.password !== "")
    throw new UsageError("--base-url holds credentials", "Give them by --auth or TENANT_CONTRACTS_AUTH.");
  if (url.search !== "" || url.hash !== "") throw new UsageError("--base-url has a query or a fragment", "Give only its path.");
  return url.href.replace(/\/+$/, "");
};

/** One provider's run, with everything about it that the command line says. */
interface Setting {
  readonly contract: Contract;
  readonly args: Arguments;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

const run = (setting: Setting, target: Target, targetName: string): Promise<VerifyResult> => {
  const { contract, args, terminal, signal } = setting;
  const timeout = positive(args, "timeout");
  const budget = positive(args, "budget");
  const rate = positive(args, "rate");
  const plan = planOf(contract, textOf(args, "seed") ?? "0");
  return loadGates(contract.provider).then((gates) =>
    verify(plan, target, {
      ...{ gates, targetName, signal },
      ...(timeout === undefined ? {} : { limits: { timeout: timeout * 1000 } }),
      ...(budget === undefined ? {} : { budget }),
      ...(rate === undefined ? {} : { rate }),
      ...(terminal.interactive && !flagOf(args, "quiet")
        ? { onProgress: (done, planned) => terminal.note(`\r${contract.provider} ${done}/${planned}${done === planned ? "\n" : ""}`) }
        : {}),
    }),
  );
};

const againstEmbedded = async (setting: Setting): Promise<VerifyResult> => {
  const { contract, args } = setting;
  const files = await loadBehaviour(contract.provider);
  const auth = demoCredentials(contract.operations);
  const provider = createProvider(contract, files?.behaviour as Parameters<typeof createProvider>[1], {
    seed: textOf(args, "seed") ?? "0",
    gates: await loadGates(contract.provider),
  });
  const served = await serve(provider, {
    onDefect: (error) => setting.terminal.note(`${error instanceof Error ? error.stack : String(error)}\n`),
  });
  try {
    const credentials = auth === null ? null : credentialsOf(auth);
    return await run(setting, { baseUrl: served.url, credentials, allowWrites: true }, "embedded");
  } finally {
    await served.close();
  }
};

const againstTarget = (setting: Setting, text: string): Promise<VerifyResult> => {
  const { contract, args, terminal } = setting;
  const baseUrl = baseUrlOf(text);
  const auth = textOf(args, "auth") ?? terminal.env.TENANT_CONTRACTS_AUTH;
  if ((auth === undefined || auth === "") && contract.operations.some(isProtected))
    throw new UsageError(
      `${contract.provider} takes credentials, and none were given`,
      "Give them by --auth SCHEME:VALUE or in TENANT_CONTRACTS_AUTH.",
    );
  const allowWrites = flagOf(args, "allow-writes");
  if (allowWrites && !flagOf(args, "quiet")) terminal.note(`writes go to ${new URL(baseUrl).host}\n`);
  return run(setting, { baseUrl, credentials: auth === undefined || auth === "" ? null : credentialsOf(auth), allowWrites }, baseUrl);
};

const command: Command = {
  name: "verify",
  question: "Does this live endpoint keep the documented contract?",
  usage: "verify PROVIDER (--base-url URL | --mock)",
  options: {
    "base-url": { type: "string", value: "URL", help: "where the provider is served" },
    mock: { type: "boolean", help: "verify the embedded provider; several providers are allowed" },
    auth: { type: "string", value: "SCHEME:VALUE", help: "credentials; or in TENANT_CONTRACTS_AUTH" },
    "allow-writes": { type: "boolean", help: "send requests that create, change and delete; without it only reads are sent" },
    seed: { type: "string", value: "TEXT", help: "what the run and all that it creates are named by (0)" },
    budget: { type: "string", value: "N", help: "the most requests that are sent" },
    rate: { type: "string", value: "N", help: "the most requests a second" },
    timeout: { type: "string", value: "SECONDS", help: "how long an answer may take (10)" },
  },
  examples: [
    "verify mattr --mock",
    "verify mattr --base-url https://manage.mattr.global --auth bearer:$TOKEN",
    "verify cxengage --base-url https://api.cxengage.net --allow-writes --rate 2",
  ],
  async run(args, terminal) {
    const outputs = outputsOf(args);
    const failOn = failOnOf(args);
    const mock = flagOf(args, "mock");
    const baseUrl = textOf(args, "base-url");
    if (mock === (baseUrl !== undefined))
      throw new UsageError(mock ? "--mock and --base-url exclude each other" : "verify needs a target", "Give --base-url URL or --mock.");
    const names = mock && args.positionals.length === 0 ? PROVIDERS : args.positionals;
    if (names.length === 0) throw new UsageError("verify needs a provider", `Providers: ${PROVIDERS.join(", ")}.`);
    if (!mock && names.length > 1) throw new UsageError("--base-url serves one provider", "Verify them one after the other.");
    const interruption = new AbortController();
    terminal.onInterrupt(() => interruption.abort());
    const results: VerifyResult[] = [];
    const contracts = await Promise.all([...new Set(names)].map(contractNamed));
    for (const contract of contracts) {
      const setting: Setting = { contract, args, terminal, signal: interruption.signal };
      results.push(baseUrl === undefined ? await againstEmbedded(setting) : await againstTarget(setting, baseUrl));
    }
    const verification: readonly Verification[] = results.map((result) => result.verification);
    const checked = verification.reduce((sum, { cases }) => sum + cases.held + cases.failed, 0);
    const report = { ...reportOf("verify", checked, results.flatMap(({ findings }) => findings), failOn), verification };
    const matrix = matrixText(verification);
    for (const output of outputs) {
      await write(report, [output], terminal);
      if (output.format === "pretty" && output.file === null) await terminal.out(`\n${matrix}`);
    }
    return exitCodeOf(report);
  },
};

export default command;
