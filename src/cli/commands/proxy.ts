import { randomBytes } from "node:crypto";
import { loadBundled, loadGates, PROVIDERS } from "../../contract/bundled.ts";
import { Judge } from "../../engine/judge.ts";
import { Collector, reportOf } from "../../engine/report.ts";
import { waive } from "../../engine/waivers.ts";
import type { Contract } from "../../model/contract.ts";
import type { Finding } from "../../model/finding.ts";
import { nearest } from "../../model/show.ts";
import type { Waiver } from "../../model/waiver.ts";
import { Judging } from "../../proxy/judging.ts";
import type { Listener, Passage } from "../../proxy/passage.ts";
import { type ServedProxy, startProxy } from "../../proxy/proxy.ts";
import { secretNamesOf } from "../../redaction/marks.ts";
import { Redactor } from "../../redaction/redactor.ts";
import { printable } from "../../report/pretty.ts";
import { type Arguments, type Command, flagOf, type Terminal, textOf } from "../command.ts";
import { TargetError, UsageError } from "../errors.ts";
import { counts, EXIT, exitCodeOf } from "../exit-code.ts";
import { failOnOf, outputsOf, write } from "../output.ts";
import { type OpenRecording, openRecording } from "../recording.ts";
import { applyWaivers, loadWaivers, regraded, todayOf } from "../waivers.ts";

const MEBIBYTE = 1024 * 1024;

/** So many different findings are kept; more than anybody reads, and less than memory holds. */
const MOST_FINDINGS = 10_000;

const contractOf = async (args: Arguments): Promise<Contract> => {
  const file = textOf(args, "openapi");
  const [name, ...more] = args.positionals;
  if ((name === undefined) === (file === undefined) || more.length > 0)
    throw new UsageError(
      "proxy judges by one contract",
      `Name a provider (${PROVIDERS.join(", ")}), or give --openapi FILE.`,
    );
  if (file !== undefined) return (await import("../../contract/own.ts")).loadOwn(file);
  const contract = await loadBundled(name!);
  if (contract !== undefined) return contract;
  const near = nearest(name!, PROVIDERS);
  throw new UsageError(
    `there is no provider "${name}"`,
    `${near === null ? "" : `Did you mean "${near}"? `}Providers: ${PROVIDERS.join(", ")}.`,
  );
};

const targetOf = (args: Arguments): URL => {
  const text = textOf(args, "target");
  if (text === undefined) throw new UsageError("proxy needs a target", "Give --target URL: https://api.example.com.");
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`--target ${text} is not a URL`, "Write it as https://api.example.com.");
  if (url.username !== "" || url.search !== "" || url.hash !== "")
    throw new UsageError(
      "--target holds more than an origin and a path",
      "Credentials travel with the requests themselves.",
    );
  return url;
};

const numberOf = (args: Arguments, name: string, otherwise: number, most: number): number => {
  const text = textOf(args, name) ?? String(otherwise);
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > most) throw new UsageError(`--${name} ${text} is not a number from 0 to ${most}`);
  return number;
};

/** Requests may name the contract's base paths, or what the target's own path stands for. */
const basesOf = (contract: Contract, target: URL): string[] => {
  const path = target.pathname.replace(/\/+$/, "");
  const own = contract.servers.length === 0 ? [""] : contract.servers.map(({ basePath }) => basePath);
  return [...new Set([...own, path, ...own.map((base) => path + base)])];
};

/** Everything a run keeps, and what it does with each exchange. */
class Run implements Listener {
  readonly #judging: Judging;
  readonly #recording: OpenRecording | null;
  readonly #settle: (findings: readonly Finding[]) => readonly Finding[];
  readonly #objects: ((finding: Finding) => boolean) | null;
  readonly #note: (text: string) => void;
  readonly #stop: (error: unknown) => void;
  readonly collector = new Collector();
  readonly #seen = new Set<string>();
  unreachable = 0;
  broken = 0;
  omitted = 0;
  /** Where what is yet to be judged is recorded. */
  readonly #lines = new Map<Passage, number | null>();

  /** `settle` regrades and waives; `objects`, if responses are held, says which findings stop one. */
  constructor(
    judging: Judging,
    recording: OpenRecording | null,
    settle: (findings: readonly Finding[]) => readonly Finding[],
    objects: ((finding: Finding) => boolean) | null,
    note: (text: string) => void,
    stop: (error: unknown) => void,
  ) {
    this.#judging = judging;
    this.#recording = recording;
    this.#settle = settle;
    this.#objects = objects;
    this.#note = note;
    this.#stop = stop;
  }

  #findings(passage: Passage, line: number | null): readonly Finding[] {
    return this.#judging.findings(passage, this.#recording?.name ?? "proxy", line);
  }

  complete(passages: readonly Passage[]): readonly (string | null)[] {
    const lines = this.#recording?.add(passages) ?? passages.map(() => null);
    const objects = this.#objects;
    if (objects === null) {
      for (const [index, passage] of passages.entries()) this.#lines.set(passage, lines[index] ?? null);
      return passages.map(() => null);
    }
    return passages.map((passage, index) => {
      const found = this.#findings(passage, lines[index] ?? null);
      this.#collect(passage, found);
      if (found.length === 0) return null;
      const objections = this.#settle(this.#judging.shown(passage, found)).filter(objects);
      return objections.length === 0
        ? null
        : `${JSON.stringify({ error: "the exchange does not keep the contract", findings: objections })}\n`;
    });
  }

  settled(passages: readonly Passage[]): void {
    if (this.#objects !== null) return;
    for (const passage of passages) {
      this.#collect(passage, this.#findings(passage, this.#lines.get(passage) ?? null));
      this.#lines.delete(passage);
    }
  }

  /** Keeps findings, and tells those that are new; of the others only the number is kept. */
  #collect(passage: Passage, findings: readonly Finding[]): void {
    let shown: readonly Finding[] | null = null;
    for (const [index, finding] of findings.entries()) {
      const key = `${finding.fingerprint} ${finding.severity}`;
      if (this.#seen.has(key)) {
        this.collector.add([finding], true);
        continue;
      }
      if (this.#seen.size >= MOST_FINDINGS) {
        this.omitted++;
        continue;
      }
      this.#seen.add(key);
      shown ??= this.#judging.shown(passage, findings);
      this.#tell(shown[index]!);
      this.collector.add([shown[index]!], true);
    }
  }

  #tell(finding: Finding): void {
    for (const { severity, rule, operation, direction, status, message, instance, waived } of this.#settle([finding])) {
      const where = [operation, direction, status].filter((part) => part !== null).join(" ");
      this.#note(
        `${waived === null ? severity : "waived"} ${rule} ${where} ${instance.pointer}: ${printable(message)}\n`,
      );
    }
  }

  failed(kind: "unreachable" | "broken", message: string): void {
    this[kind]++;
    this.#note(`${kind}: ${printable(message)}\n`);
  }

  defect(error: unknown): void {
    this.#stop(error);
  }
}

const listen = async (options: Parameters<typeof startProxy>[0], listener: Listener): Promise<ServedProxy> => {
  try {
    return await startProxy(options, listener);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const place = `${options.host}:${options.port}`;
    throw new TargetError(
      code === "EADDRINUSE" ? `${place} is in use` : `cannot listen on ${place}: ${message}`,
      "Give another --port, or 0 for any free one.",
    );
  }
};

/** What is settled about each finding as it passes: severities as configured, waivers that hold today. */
const settling = (
  args: Arguments,
  terminal: Terminal,
  waivers: readonly Waiver[],
): ((findings: readonly Finding[]) => readonly Finding[]) => {
  const today = todayOf(terminal.env);
  return (findings) => waive(regraded(args, findings), waivers, { today, complete: false }).slice(0, findings.length);
};

const proxy: Command = {
  name: "proxy",
  question: "Record and judge traffic as it passes.",
  usage: "proxy PROVIDER --target URL [--record FILE]",
  options: {
    target: { type: "string", value: "URL", help: "where requests go: https://api.example.com" },
    record: {
      type: "string",
      value: "FILE",
      help: "record to FILE, redacted: HAR if it is called .har, else NDJSON, which is added to",
    },
    openapi: { type: "string", value: "FILE", help: "judge by an OpenAPI document of your own" },
    enforce: { type: "boolean", help: "answer 502 with the finding in place of a response that fails" },
    port: { type: "string", value: "N", help: "where to listen (4040); 0 for any free one" },
    host: { type: "string", value: "ADDRESS", help: "where to listen (127.0.0.1)" },
    "max-body": { type: "string", value: "MIB", help: "the most of a body that is kept to be judged, in MiB (8)" },
    seed: {
      type: "string",
      value: "TEXT",
      help: "the key of the names that stand for secrets; without it they differ from run to run",
    },
  },
  examples: [
    "proxy mattr --target https://manage.mattr.global --record traffic.ndjson",
    "proxy cxengage --target http://127.0.0.1:4010 --enforce",
  ],
  async run(args, terminal) {
    const outputs = outputsOf(args);
    const failOn = failOnOf(args);
    const target = targetOf(args);
    const contract = await contractOf(args);
    const [port, cap] = [numberOf(args, "port", 4040, 65535), numberOf(args, "max-body", 8, 256) * MEBIBYTE];
    const waivers = await loadWaivers(args);
    const seed = textOf(args, "seed");
    const redactor = new Redactor([], {
      key: seed === undefined ? randomBytes(32) : `seed ${seed}`,
      names: secretNamesOf(contract),
    });
    const gates =
      PROVIDERS.includes(contract.provider) && textOf(args, "openapi") === undefined
        ? await loadGates(contract.provider)
        : [];
    const judge = new Judge(contract, gates, basesOf(contract, target));
    const judging = new Judging(judge, redactor);
    const file = textOf(args, "record");
    const recording = file === undefined ? null : openRecording(file, redactor);
    let stop: (error: unknown) => void = () => {};
    const ended = new Promise<void>((resolve, reject) => {
      stop = reject;
      terminal.onInterrupt(resolve);
    });
    // A failure before anybody waits for the end is not lost: it is waited for below.
    ended.catch(() => {});
    const quiet = flagOf(args, "quiet");
    const note = (text: string) => {
      if (!quiet) terminal.note(text);
    };
    const enforce = flagOf(args, "enforce");
    const run = new Run(
      judging,
      recording,
      settling(args, terminal, waivers),
      enforce ? (finding) => counts(finding, failOn) : null,
      note,
      stop,
    );
    try {
      const served = await listen(
        { target, host: textOf(args, "host") ?? "127.0.0.1", port, cap, enforce, now: Date.now },
        run,
      );
      const ready = `${contract.provider} ${served.url}\n`;
      if (outputs.some(({ format, file: to }) => to === null && format !== "pretty")) terminal.note(ready);
      else await terminal.out(ready);
      try {
        await ended;
      } finally {
        await served.close();
      }
    } finally {
      recording?.close();
    }
    if (run.broken + run.omitted > 0)
      note(`${run.broken} exchanges broke off; ${run.omitted} further findings were not kept\n`);
    const findings = await applyWaivers(args, terminal, run.collector.findings, { complete: false });
    const report = reportOf("proxy", judging.checked, findings, failOn);
    await write(report, outputs, terminal);
    return judging.checked === 0 && run.unreachable > 0 ? EXIT.target : exitCodeOf(report);
  },
};

export default proxy;
