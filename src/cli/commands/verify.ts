import { credentialsOf, demoCredentials } from "../../verify/credentials.ts";
import { planOf } from "../../verify/plan.ts";
import { planText, shownPlan } from "../../verify/plan-text.ts";
import type { VerifyResult } from "../../verify/verification.ts";
import { type Command, flagOf, textOf, textsOf } from "../command.ts";
import { UsageError } from "../errors.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { checkCertificate, conclude, verifyOutputs } from "../verify/conclusion.ts";
import { cleanup } from "../verify/ledger-file.ts";
import { PACT_OPTIONS } from "../verify/pacts.ts";
import { againstEmbedded, againstTarget } from "../verify/runs.ts";
import { baseUrlOf, contractsOf, credentialsFrom, type Setting, valuesOf } from "../verify/setting.ts";

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
    "auth-forbidden": {
      type: "string",
      value: "SCHEME:VALUE",
      help: "those of a caller that may not, to see it refused; or in TENANT_CONTRACTS_AUTH_FORBIDDEN",
    },
    "allow-writes": { type: "boolean", help: "send what creates, changes and deletes; without it only reads are sent" },
    value: { type: "string", multiple: true, value: "NAME=VALUE", help: "an id that exists at the target; repeatable" },
    seed: { type: "string", value: "TEXT", help: "what the run and all that it creates are named by (0)" },
    ledger: { type: "string", value: "FILE", help: "where what is created is written down" },
    cleanup: { type: "string", value: "LEDGER", help: "delete what an interrupted run left behind" },
    budget: { type: "string", value: "N", help: "the most requests that are sent" },
    rate: { type: "string", value: "N", help: "the most requests a second" },
    timeout: { type: "string", value: "SECONDS", help: "how long an answer may take (10)" },
    concurrency: { type: "string", value: "N", help: "how many cases are under way at once (1)" },
    ...PACT_OPTIONS,
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
    "verify mattr --mock --pact",
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
    const settings = contracts.map((contract): Setting => {
      const plan = planOf(contract, seed, valuesOf(args));
      return { contract, plan, args, terminal, signal: interruption.signal };
    });
    const [first] = settings;
    if (file !== undefined && first !== undefined) return cleanup(first, file, base);
    if (planning) return printPlan(settings);
    const outputs = verifyOutputs(args);
    const baseUrl = base === undefined ? undefined : baseUrlOf(base);
    const results: VerifyResult[] = [];
    for (const setting of settings)
      results.push(baseUrl === undefined ? await againstEmbedded(setting) : await againstTarget(setting, baseUrl));
    return conclude(settings, results, outputs);
  },
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

export default command;
