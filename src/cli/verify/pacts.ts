import type { BrokerSource, PactSource } from "../../pact/source.ts";
import type { PactState } from "../../provider/behaviour.ts";
import type { Provider } from "../../provider/provider.ts";
import type { VerifyOptions } from "../../verify/verification.ts";
import { type Arguments, flagOf, type OptionSpec, type Terminal, textOf, textsOf } from "../command.ts";
import { UsageError } from "../errors.ts";
import { type Setting, timeoutOf, urlOf } from "./setting.ts";

/** The options of `verify` that are about pacts. */
export const PACT_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  pact: { type: "boolean", help: "hold the provider to the bundled pacts as well" },
  "pact-file": { type: "string", multiple: true, value: "FILE", help: "to these pacts; repeatable" },
  "broker-url": { type: "string", value: "URL", help: "to those that a Pact broker has for it" },
  "broker-auth": {
    type: "string",
    value: "SCHEME:VALUE",
    help: "bearer:TOKEN or basic:USER:PASSWORD; or PACT_BROKER_TOKEN, PACT_BROKER_USERNAME and _PASSWORD",
  },
  "consumer-version-selector": {
    type: "string",
    multiple: true,
    value: "JSON",
    help: "which of the broker's pacts; repeatable (the main branches, and what is deployed or released)",
  },
  "provider-name": { type: "string", value: "NAME", help: "what pacts call the provider (PROVIDER)" },
  "provider-states-url": { type: "string", value: "URL", help: "the provider's set-up hook for states of pacts" },
  publish: { type: "boolean", help: "tell the broker what came of its pacts" },
  "provider-version": { type: "string", value: "VERSION", help: "the version of the provider that is verified" },
  "provider-branch": { type: "string", value: "NAME", help: "its branch" },
};

/** What a run needs for pacts. */
export interface PactRun {
  /** The provider to serve in place of the embedded one, so that it can be brought into states; null where there is no need. */
  readonly provider: Provider | null;
  /** The pacts' part of the run; empty where there is none. */
  readonly options: Pick<VerifyOptions, "pacts">;
}

/** Reads what the command line says about pacts; nothing of it is loaded where it says nothing. */
export const pactRun = async (
  { contract, args, terminal, signal }: Setting,
  mock: { readonly embedded: Provider; readonly states: { readonly [name: string]: PactState } | undefined } | null,
): Promise<PactRun> => {
  checkCombination(args);
  const files = textsOf(args, "pact-file");
  const broker = textOf(args, "broker-url");
  if (!flagOf(args, "pact") && files.length === 0 && broker === undefined) return { provider: null, options: {} };
  const [{ pactsWith }, { bundledPact, checkPact }, { hookAt }, { withStates }, { DEFAULT_LIMITS }] = await Promise.all(
    [
      import("../../pact/pacts.ts"),
      import("../../pact/source.ts"),
      import("../../pact/hook.ts"),
      import("../../pact/states.ts"),
      import("../../verify/transport.ts"),
    ],
  );
  const provider = textOf(args, "provider-name") ?? contract.provider;
  let source: PactSource;
  if (broker !== undefined) source = { kind: "broker", broker: brokerOf(broker, args, terminal) };
  else {
    if (files.length === 0 && textOf(args, "openapi") !== undefined)
      throw new UsageError("--pact is about the bundled providers", "Give --pact-file FILE or --broker-url URL.");
    for (const file of files) checkPact(file, provider);
    source =
      files.length > 0
        ? { kind: "files", files, shown: files.join(", ") }
        : { kind: "files", files: [bundledPact(contract.provider)], shown: "bundled" };
  }
  const timeout = timeoutOf(args);
  const hook = textOf(args, "provider-states-url");
  const remote =
    hook === undefined
      ? null
      : hookAt(urlOf("provider-states-url", hook, "Leave them out."), timeout ?? DEFAULT_LIMITS.timeout);
  const stateful = mock === null ? null : withStates(mock.embedded, mock.states);
  const pacts = pactsWith({
    ...{ source, provider, signal, env: terminal.env, folder: process.cwd() },
    setUp: stateful?.setUp ?? remote,
    ...(timeout === undefined ? {} : { timeout }),
  });
  return { provider: stateful?.provider ?? null, options: { pacts } };
};

const checkCombination = (args: Arguments): void => {
  const given = (name: string): boolean => textsOf(args, name).length > 0 || flagOf(args, name);
  const sources = ["pact", "pact-file", "broker-url"].filter(given);
  if (sources.length > 1)
    throw new UsageError(`--${sources[0]} and --${sources[1]} exclude each other`, "Verify them one after the other.");
  for (const name of ["broker-auth", "consumer-version-selector", "publish", "provider-version", "provider-branch"])
    if (given(name) && !given("broker-url")) throw new UsageError(`--${name} needs a broker`, "Give --broker-url URL.");
  for (const name of ["provider-name", "provider-states-url"])
    if (given(name) && sources.length === 0)
      throw new UsageError(`--${name} needs pacts`, "Give --pact, --pact-file FILE or --broker-url URL.");
  if (given("provider-states-url") && flagOf(args, "mock"))
    throw new UsageError("--mock and --provider-states-url exclude each other", "The embedded provider has its own.");
  if (!given("publish")) return;
  if (!given("provider-version"))
    throw new UsageError("--publish needs a version", "Give --provider-version VERSION, the provider's own.");
  if (!flagOf(args, "mock") && !flagOf(args, "allow-writes"))
    throw new UsageError(
      "--publish needs --allow-writes",
      "Without it interactions that write are not sent, and the broker would be told that they failed.",
    );
};

const brokerOf = (url: string, args: Arguments, { env }: Terminal): BrokerSource => ({
  url: urlOf("broker-url", url, "Give them by --broker-auth."),
  credentials: brokerCredentials(textOf(args, "broker-auth"), env),
  selectors: textsOf(args, "consumer-version-selector").map(selectorOf),
  version: textOf(args, "provider-version") ?? null,
  branch: textOf(args, "provider-branch") ?? null,
  publish: flagOf(args, "publish"),
});

const brokerCredentials = (text: string | undefined, env: Terminal["env"]): BrokerSource["credentials"] => {
  if (text === undefined) {
    const { PACT_BROKER_TOKEN: token, PACT_BROKER_USERNAME: username, PACT_BROKER_PASSWORD: password } = env;
    if (token !== undefined && token !== "") return { token };
    return username === undefined || password === undefined ? null : { username, password };
  }
  const [, scheme, value = ""] = /^(bearer|basic):(.+)$/s.exec(text) ?? [];
  const colon = value.indexOf(":");
  if (scheme === "bearer") return { token: value };
  if (scheme === "basic" && colon > 0) return { username: value.slice(0, colon), password: value.slice(colon + 1) };
  throw new UsageError("--broker-auth is of no known scheme", "Write bearer:TOKEN or basic:USER:PASSWORD.");
};

const selectorOf = (text: string): object => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {}
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new UsageError(
      `--consumer-version-selector ${text} is not a JSON object`,
      `Write it as '{"mainBranch":true}'.`,
    );
  return value;
};
