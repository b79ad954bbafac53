import { loadBehaviour, loadBundled, loadGates, PROVIDERS } from "../../contract/bundled.ts";
import { listed, nearest } from "../../model/show.ts";
import type { Behaviour } from "../../provider/behaviour.ts";
import { credentialsOf, DEMO_CREDENTIALS, fits } from "../../provider/credentials.ts";
import { type Fault, faultsOf, withFault } from "../../provider/faults.ts";
import { createProvider } from "../../provider/provider.ts";
import { type ServedProvider, serve } from "../../provider/server.ts";
import type { Wire } from "../../provider/wire.ts";
import type { Arguments, Command, Terminal } from "../command.ts";
import { flagOf, textOf, textsOf } from "../command.ts";
import { TargetError, UsageError } from "../errors.ts";
import { EXIT } from "../exit-code.ts";

const FIRST_PORT = 4010;

const chosen = (positionals: readonly string[]): readonly string[] => {
  for (const name of positionals)
    if (!PROVIDERS.includes(name)) {
      const near = nearest(name, PROVIDERS);
      const known = `The providers are ${PROVIDERS.join(", ")}.`;
      throw new UsageError(`there is no provider "${name}"`, near === null ? known : `Did you mean ${near}? ${known}`);
    }
  return positionals.length === 0 ? PROVIDERS : [...new Set(positionals)];
};

const portOf = (args: Arguments, count: number): number => {
  const text = textOf(args, "port") ?? String(FIRST_PORT);
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65535)
    throw new UsageError(
      `--port ${JSON.stringify(text)} is not a port`,
      "Give a number from 0, for any free one, to 65535.",
    );
  if (port > 0 && port + count - 1 > 65535)
    throw new UsageError(`--port ${port} leaves no room for ${count} providers`, `Give at most ${65536 - count}.`);
  return port;
};

/** The credentials of each provider: those of `--auth` that its documentation has a scheme for, else the demo ones. */
const authOf = async (args: Arguments, names: readonly string[]): Promise<Map<string, readonly string[]>> => {
  const given = textsOf(args, "auth").map((text) => {
    const credentials = credentialsOf(text);
    if (credentials !== null) return { text, credentials };
    const forms = "Give bearer:TOKEN, token:JWT, basic:USER:PASSWORD or header:NAME:VALUE.";
    throw new UsageError(`--auth "${text.split(":")[0]}:…" has none of the known forms`, forms);
  });
  const accepted = new Map<string, readonly string[]>();
  const used = new Set<string>();
  for (const name of names) {
    const contract = (await loadBundled(name))!;
    const own = given.filter(({ credentials }) => fits(contract, credentials)).map(({ text }) => text);
    for (const text of own) used.add(text);
    accepted.set(name, own.length > 0 ? own : DEMO_CREDENTIALS);
  }
  const unused = given.find(({ text }) => !used.has(text));
  if (unused !== undefined)
    throw new UsageError(
      `${names.join(", ")} ${names.length === 1 ? "does" : "do"} not document credentials of the kind "${unused.text.split(":")[0]}"`,
      "See tenant-contracts list for the documented ones.",
    );
  return accepted;
};

const faultsOfAll = async (names: readonly string[]): Promise<Map<string, readonly Fault[]>> =>
  new Map(await Promise.all(names.map(async (name) => [name, faultsOf((await loadBehaviour(name))?.faults)] as const)));

const checkFault = (wanted: string, faults: ReadonlyMap<string, readonly Fault[]>): void => {
  const names = [...faults.values()].flat().map(({ name }) => name);
  if (names.includes(wanted)) return;
  const near = nearest(wanted, names);
  const providers = listed([...faults.keys()], "and").replaceAll('"', "");
  throw new UsageError(
    `${providers} can be given no fault "${wanted}"`,
    near === null ? "See mock --list-faults." : `Did you mean ${near}? See mock --list-faults.`,
  );
};

const listFaults = async (faults: ReadonlyMap<string, readonly Fault[]>, terminal: Terminal): Promise<void> => {
  const lines: string[] = [];
  for (const [provider, own] of faults)
    for (const { name, says, breaks } of own) lines.push([provider, name, breaks ?? "harmless", says].join("\t"));
  await terminal.out(`${lines.join("\n")}\n`);
};

const prepared = async (name: string, args: Arguments, auth: readonly string[], faults: readonly Fault[]) => {
  const [contract, files, gates] = await Promise.all([loadBundled(name), loadBehaviour(name), loadGates(name)]);
  const behaviour = files?.behaviour as Behaviour;
  const seed = textOf(args, "seed") ?? "0";
  const fault = faults.find((one) => one.name === textOf(args, "fault"));
  if (fault === undefined)
    return { provider: createProvider(contract!, behaviour, { seed, auth, gates }), wire: undefined };
  return withFault(contract!, behaviour, fault, { seed, auth });
};

const listen = async (
  name: string,
  { provider, wire }: { provider: ReturnType<typeof createProvider>; wire: Wire | undefined },
  at: { host: string; port: number },
  terminal: Terminal,
): Promise<ServedProvider> => {
  try {
    return await serve(provider, {
      ...at,
      ...(wire === undefined ? {} : { wire }),
      onDefect: (error) => terminal.note(`${name}: ${error instanceof Error ? error.stack : String(error)}\n`),
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const place = `${at.host}:${at.port}`;
    if (code === "EADDRINUSE")
      throw new TargetError(`${place} is in use`, "Give another --port, or 0 for any free one.");
    if (code === "EACCES") throw new TargetError(`${place} may not be used`, "Give a --port above 1023.");
    throw new TargetError(`cannot listen on ${place}: ${message}`, "Give a --host that is an address of this machine.");
  }
};

/** `mock`: serves bundled providers until it is interrupted. */
export const mock: Command = {
  name: "mock",
  question: "give me a provider to develop against",
  usage: "mock [PROVIDER…] [OPTIONS]",
  options: {
    port: { type: "string", value: "N", help: "the first provider's port (4010); 0 for any free ones" },
    host: { type: "string", value: "ADDRESS", help: "where to listen (127.0.0.1)" },
    seed: { type: "string", value: "N", help: "the seed of ids and secrets (0)" },
    auth: { type: "string", multiple: true, value: "SCHEME:VALUE", help: "the credentials to accept; repeatable" },
    fault: { type: "string", value: "NAME", help: "misbehave in this one way" },
    "list-faults": { type: "boolean", help: "the ways to misbehave: provider, name, clause it breaks, what it does" },
  },
  examples: ["mock mattr", "mock cxengage --port 8080 --auth basic:me:secret", "mock mattr --fault mattr-status-200"],
  async run(args, terminal) {
    const names = chosen(args.positionals);
    const faults = await faultsOfAll(names);
    if (flagOf(args, "list-faults")) {
      await listFaults(faults, terminal);
      return EXIT.pass;
    }
    const wanted = textOf(args, "fault");
    if (wanted !== undefined) checkFault(wanted, faults);
    const first = portOf(args, names.length);
    const auth = await authOf(args, names);
    const host = textOf(args, "host") ?? "127.0.0.1";
    const interrupted = new Promise<void>((resolve) => terminal.onInterrupt(resolve));
    const served: ServedProvider[] = [];
    try {
      for (const [index, name] of names.entries()) {
        const provider = await prepared(name, args, auth.get(name)!, faults.get(name)!);
        served.push(await listen(name, provider, { host, port: first === 0 ? 0 : first + index }, terminal));
      }
      await terminal.out(served.map(({ url }, index) => `${names[index]} ${url}\n`).join(""));
      await interrupted;
    } finally {
      await Promise.all(served.map((one) => one.close()));
    }
    return EXIT.pass;
  },
};

export default mock;
