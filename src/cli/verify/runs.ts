import { existsSync, rmSync } from "node:fs";
import { loadBehaviour, loadGates, PROVIDERS } from "../../contract/bundled.ts";
import type { Behaviour } from "../../provider/behaviour.ts";
import { createProvider } from "../../provider/provider.ts";
import { serve } from "../../provider/server.ts";
import { credentialsOf, demoCredentials, isProtected } from "../../verify/credentials.ts";
import type { Target } from "../../verify/execution.ts";
import { type VerifyResult, verify } from "../../verify/verification.ts";
import { flagOf, textOf } from "../command.ts";
import { UsageError } from "../errors.ts";
import { appendTo } from "./ledger-file.ts";
import { pactRun } from "./pacts.ts";
import { credentialsFrom, forbiddenFrom, optionsOf, type Setting } from "./setting.ts";

const gatesOf = async ({ contract }: Setting) =>
  PROVIDERS.includes(contract.provider) ? await loadGates(contract.provider) : [];

/** Verifies the embedded provider, served on a free port for the time of the run. */
export const againstEmbedded = async (setting: Setting): Promise<VerifyResult> => {
  const { contract, plan, args, terminal } = setting;
  const [files, gates] = await Promise.all([loadBehaviour(contract.provider), gatesOf(setting)]);
  const [credentials, forbidden] = (["demo", "forbidden"] as const).map((name) => {
    const text = demoCredentials(contract.operations, name);
    return text === null ? null : credentialsOf(text);
  });
  const behaviour = files?.behaviour as Behaviour;
  const plain = createProvider(contract, behaviour, { seed: textOf(args, "seed") ?? "0", gates });
  const { provider, options } = await pactRun(setting, { embedded: plain, states: behaviour.states });
  const served = await serve(provider ?? plain, {
    onDefect: (error) => terminal.note(`${error instanceof Error ? error.stack : String(error)}\n`),
  });
  try {
    const target: Target = {
      baseUrl: served.url,
      credentials: credentials ?? null,
      forbidden: forbidden ?? null,
      allowWrites: true,
    };
    return await verify(plan, target, {
      ...optionsOf(setting),
      ...options,
      gates,
      targetName: "embedded",
    });
  } finally {
    await served.close();
  }
};

/** Verifies a live endpoint; what it creates is written to a ledger first. */
export const againstTarget = async (setting: Setting, baseUrl: string): Promise<VerifyResult> => {
  const { contract, plan, args, terminal } = setting;
  const credentials = credentialsFrom(args, terminal);
  if (credentials === null && contract.operations.some(isProtected))
    throw new UsageError(
      `${contract.provider} takes credentials, and none were given`,
      "Give them by --auth SCHEME:VALUE or in TENANT_CONTRACTS_AUTH.",
    );
  const target: Target = {
    ...{ baseUrl, credentials, forbidden: forbiddenFrom(args, terminal) },
    allowWrites: flagOf(args, "allow-writes"),
  };
  const { options: pacts } = await pactRun(setting, null);
  const options = { ...optionsOf(setting), ...pacts, gates: await gatesOf(setting), targetName: baseUrl };
  if (!target.allowWrites) return verify(plan, target, options);
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
  const result = await verify(plan, target, { ...options, ledger });
  const { length } = result.verification.leftovers;
  if (length === 0) rmSync(file, { force: true });
  else if (!flagOf(args, "quiet")) terminal.note(`${length} left behind; ${file} names them\n`);
  return result;
};
