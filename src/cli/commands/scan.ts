import { loadBundled, PROVIDERS } from "../../contract/bundled.ts";
import { fingerprintOf } from "../../engine/fingerprint.ts";
import { Collector, reportOf } from "../../engine/report.ts";
import type { Finding } from "../../model/finding.ts";
import { type Input, openInput } from "../../readers/file.ts";
import { InputError } from "../../readers/input-error.ts";
import { secretNamesOf } from "../../redaction/marks.ts";
import type { SecretNames } from "../../redaction/names.ts";
import { SECRET_EXPOSED } from "../../redaction/rule.ts";
import { type Leak, leaksIn } from "../../redaction/scan.ts";
import { type Command, type Terminal, textsOf } from "../command.ts";
import { UsageError } from "../errors.ts";
import { EXIT, exitCodeOf } from "../exit-code.ts";
import { failOnOf, outputsOf, write } from "../output.ts";
import { applyWaivers } from "../waivers.ts";

/** What all bundled contracts mark as secret, together. */
const namesOfAll = async (): Promise<SecretNames> => {
  const all = await Promise.all(PROVIDERS.map(async (provider) => secretNamesOf((await loadBundled(provider))!)));
  const union = (part: keyof SecretNames) => new Set(all.flatMap((names) => [...names[part]]));
  return { members: union("members"), headers: union("headers"), queries: union("queries") };
};

const credentialsOf = async (terminal: Terminal): Promise<readonly string[]> => {
  const given = terminal.env.TENANT_CONTRACTS_AUTH;
  if (given === undefined || given === "") return [];
  return (await import("../../verify/credentials.ts")).credentialsOf(given).secrets;
};

/** Tells line and column of rising offsets in one pass. */
const positions = (text: string, firstLine: number): ((offset: number) => { line: number; column: number }) => {
  let line = firstLine;
  let start = 0;
  return (offset) => {
    for (let feed = text.indexOf("\n", start); feed >= 0 && feed < offset; feed = text.indexOf("\n", start)) {
      line++;
      start = feed + 1;
    }
    return { line, column: offset - start + 1 };
  };
};

const findingOf = (
  { kind, name, pointer }: Leak,
  source: string,
  place: { line: number; column: number },
): Finding => ({
  fingerprint: fingerprintOf(SECRET_EXPOSED.id, null, null, null, pointer),
  rule: SECRET_EXPOSED.id,
  severity: SECRET_EXPOSED.severity,
  ...{ operation: null, direction: null, status: null },
  message:
    name === null
      ? `there is a secret in clear: ${kind}`
      : `the value of ${JSON.stringify(name.slice(0, 80))} is a secret in clear: ${kind}`,
  instance: { source, ...place, pointer },
  ...{ schema: null, clauses: [], fix: SECRET_EXPOSED.fix, count: 1, waived: null },
});

const scanned = (input: Input, leaks: (text: string) => Leak[]): Finding[] => {
  const { source } = input;
  const found = (text: string, firstLine: number): Finding[] => {
    const placeOf = positions(text, firstLine);
    return leaks(text).map((leak) => findingOf(leak, source, placeOf(leak.offset)));
  };
  if (input.format === "ndjson") {
    const collector = new Collector();
    for (const { line, text, flaw } of input.lines()) {
      if (flaw?.kind === "too-long")
        throw new InputError(source, `line ${line} is too long to be looked through`, "Split it.");
      collector.add(found(text, line), true);
    }
    return [...collector.findings];
  }
  const content = input.read();
  if (content.kind === "binary") throw new InputError(source, content.message, content.remedy);
  return content.kind === "empty" ? [] : found(content.text, 1);
};

const scan: Command = {
  name: "scan",
  question: "Is this recording or report free of secrets?",
  usage: "scan FILE… | -",
  options: {
    secret: {
      type: "string",
      multiple: true,
      value: "TEXT",
      help: "a secret to look for literally; the one in TENANT_CONTRACTS_AUTH always is",
    },
  },
  examples: ["scan traffic.ndjson", "scan report.json report.html --format sarif:secrets.sarif"],
  async run(args, terminal) {
    const outputs = outputsOf(args);
    const failOn = failOnOf(args);
    if (args.positionals.length === 0 && terminal.stdin.isTTY === true)
      throw new UsageError("there is nothing to scan", "Name a file, or pipe one in.");
    const names = await namesOfAll();
    const known = [...textsOf(args, "secret"), ...(await credentialsOf(terminal))];
    const findings: Finding[] = [];
    let checked = 0;
    let unreadable = 0;
    for (const source of args.positionals.length === 0 ? ["-"] : args.positionals) {
      let input: Input | null = null;
      try {
        input = openInput(source);
        findings.push(...scanned(input, (text) => leaksIn(text, names, known)));
        checked++;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        unreadable++;
        terminal.note(`tenant-contracts: ${error.source}: ${error.message}\n${error.remedy}\n`);
      } finally {
        input?.close();
      }
    }
    const settled = await applyWaivers(args, terminal, findings, {
      complete: unreadable === 0,
      scope:
        async () =>
        ({ rule }) =>
          rule === SECRET_EXPOSED.id,
    });
    const report = reportOf("scan", checked, settled, failOn);
    // Never a frame: it would show the secret.
    await write(report, outputs, terminal);
    return unreadable > 0 ? EXIT.input : exitCodeOf(report);
  },
};

export default scan;
