import { loadBundled, PROVIDERS } from "../../contract/bundled.ts";
import type { Contract } from "../../model/contract.ts";
import { nearest } from "../../model/show.ts";
import { credentialsOf, type GivenCredentials } from "../../verify/credentials.ts";
import type { Plan } from "../../verify/plan.ts";
import type { VerifyOptions } from "../../verify/verification.ts";
import { type Arguments, flagOf, type Terminal, textOf, textsOf } from "../command.ts";
import { UsageError } from "../errors.ts";

/** One provider's run, with everything about it that the command line says. */
export interface Setting {
  readonly contract: Contract;
  readonly plan: Plan;
  readonly args: Arguments;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** A bundled provider's contract. Throws a `UsageError` for any other name. */
export const contractNamed = async (name: string): Promise<Contract> => {
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

/** The contracts to verify: a document's, or those of the providers named; all of them where `several` may be. */
export const contractsOf = async (args: Arguments, several: boolean): Promise<Contract[]> => {
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

const positive = (args: Arguments, name: string): number | undefined => {
  const text = textOf(args, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number)) throw new UsageError(`--${name} ${text} is not a positive number`);
  return number;
};

/** `--timeout` in milliseconds, or undefined. */
export const timeoutOf = (args: Arguments): number | undefined => {
  const seconds = positive(args, "timeout");
  return seconds === undefined ? undefined : seconds * 1000;
};

/** `--value NAME=VALUE`: ids that exist at the target. */
export const valuesOf = (args: Arguments): Map<string, unknown> =>
  new Map(
    textsOf(args, "value").map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new UsageError(`--value ${text} has no name`, "Write it as --value regionId=….");
      return [text.slice(0, at), text.slice(at + 1)] as const;
    }),
  );

/** The URL of an option, without a trailing slash. Never repeats what was given: it may hold credentials. */
export const urlOf = (option: string, text: string, credentials: string): string => {
  if (!URL.canParse(text)) throw new UsageError(`--${option} is not a URL`, "Write it as https://api.example.com.");
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new UsageError(`--${option} is neither http nor https`, "Write it as https://api.example.com.");
  if (url.username !== "" || url.password !== "") throw new UsageError(`--${option} holds credentials`, credentials);
  if (url.search !== "" || url.hash !== "")
    throw new UsageError(`--${option} has a query or a fragment`, "Give only its path.");
  return url.href.replace(/\/+$/, "");
};

/** `--base-url`, without a trailing slash. */
export const baseUrlOf = (text: string): string =>
  urlOf("base-url", text, "Give them by --auth or TENANT_CONTRACTS_AUTH.");

/** The credentials of `--auth` or the environment; null where there are none. */
export const credentialsFrom = (args: Arguments, { env }: Terminal): GivenCredentials | null => {
  const text = textOf(args, "auth") ?? env.TENANT_CONTRACTS_AUTH;
  return text === undefined || text === "" ? null : credentialsOf(text);
};

/** Those of a caller that may not, of `--auth-forbidden` or the environment; null where there are none. */
export const forbiddenFrom = (args: Arguments, { env }: Terminal): GivenCredentials | null => {
  const text = textOf(args, "auth-forbidden") ?? env.TENANT_CONTRACTS_AUTH_FORBIDDEN;
  return text === undefined || text === "" ? null : credentialsOf(text);
};

/** What the command line says about how requests are sent, and how the run is told of. */
export const optionsOf = ({ contract, args, terminal, signal }: Setting): VerifyOptions => {
  const timeout = timeoutOf(args);
  const [budget, rate, concurrency] = ["budget", "rate", "concurrency"].map((name) => positive(args, name));
  const onProgress = (done: number, planned: number): void =>
    terminal.note(`\r${contract.provider} ${done}/${planned}${done === planned ? "\n" : ""}`);
  return {
    signal,
    ...(timeout === undefined ? {} : { limits: { timeout } }),
    ...(budget === undefined ? {} : { budget }),
    ...(rate === undefined ? {} : { rate }),
    ...(concurrency === undefined ? {} : { concurrency: Math.floor(concurrency) }),
    ...(terminal.interactive && !flagOf(args, "quiet") ? { onProgress } : {}),
  };
};
