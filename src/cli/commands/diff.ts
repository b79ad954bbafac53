import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { displayName, type Loaded, loadDocuments } from "../../contract/load.ts";
import { upgradeFrom30 } from "../../contract/upgrade.ts";
import type { ClauseFile } from "../../diff/clauses.ts";
import type { DiffInput, DiffOptions } from "../../diff/diff.ts";
import type { DiffReport } from "../../diff/finding.ts";
import type { Clause } from "../../model/clause.ts";
import type { Place, Severity } from "../../model/finding.ts";
import { SEVERITIES } from "../../model/finding.ts";
import { type Arguments, type Command, flagOf, type Terminal, textOf, textsOf } from "../command.ts";
import { UsageError } from "../errors.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { failOnOf, type Output, outputsOf, write } from "../output.ts";

const run = promisify(execFile);
const LARGEST = 200 * 1024 * 1024;

/** One side as the user named it: a file, or a file in a git revision. */
interface Named {
  readonly ref: string | null;
  readonly path: string;
}

const namedOf = (text: string): Named => {
  const colon = text.indexOf(":");
  if (colon < 1 || /^[a-z]+:\/\//i.test(text) || existsSync(text)) return { ref: null, path: text };
  return { ref: text.slice(0, colon), path: text.slice(colon + 1) };
};

/** Reads files of one side and keeps their texts, so that findings can be placed in them. */
class SideFiles {
  readonly texts = new Map<string, string>();
  readonly #named: Named;

  constructor(named: Named) {
    this.#named = named;
  }

  readonly read = async (name: string): Promise<string> => {
    const { ref } = this.#named;
    const text = ref === null ? await readFile(name, "utf8") : await this.#show(ref, name);
    this.texts.set(name, text);
    return text;
  };

  async #show(ref: string, name: string): Promise<string> {
    try {
      const { stdout } = await run("git", ["show", "--end-of-options", `${ref}:./${name}`], { maxBuffer: LARGEST });
      return stdout;
    } catch (error) {
      const { stderr, message } = error as { stderr?: string; message: string };
      throw new Error(`git has no ${ref}:${name} (${(stderr || message).trim().split("\n")[0]})`);
    }
  }

  display(name: string): string {
    return this.#named.ref === null ? name : `${this.#named.ref}:${name}`;
  }

  text(name: string): string | undefined {
    return this.texts.get(name);
  }
}

interface Loading {
  readonly input: DiffInput;
  readonly files: SideFiles;
}

const loadSide = async (text: string, remote: boolean, other: Loading | null): Promise<Loading> => {
  const named = namedOf(text);
  const files = new SideFiles(named);
  const { source, documents } =
    (await loadAlone(named.path, files, other)) ??
    (await loadSame(named.path, files, other)) ??
    (await loadDocuments(named.path, { remote, read: files.read }));
  const root = documents.get(source);
  const old = typeof root === "object" && root !== null && "swagger" in root;
  const input: DiffInput = {
    root: source,
    documents: old ? new Map([...documents, [source, await upgraded(root)]]) : documents,
    display: (name) => files.display(name),
  };
  return { input, files };
};

/** The documents of the other side, where every one of their files has the same text on this side. */
const loadSame = async (path: string, files: SideFiles, other: Loading | null): Promise<Loaded | null> => {
  if (other === null || displayName(path) !== other.input.root) return null;
  for (const [name, text] of other.files.texts)
    if (other.input.documents.has(name) && (await files.read(name).catch(() => null)) !== text) return null;
  return { source: other.input.root, documents: other.input.documents };
};

/**
 * A JSON document that refers to no other, read the quick way, and once where both sides have the same text; null for
 * any other, which is read with all it refers to.
 */
const loadAlone = async (path: string, files: SideFiles, other: Loading | null): Promise<Loaded | null> => {
  const source = displayName(path);
  if (!source.endsWith(".json")) return null;
  const text = await files.read(source).catch(() => "");
  if (!text.startsWith("{") || /"\$ref"\s*:\s*"[^#]/.test(text)) return null;
  if (other?.input.documents.size === 1 && other.files.text(other.input.root) === text)
    return { source, documents: new Map([[source, other.input.documents.get(other.input.root)]]) };
  try {
    const document = JSON.parse(text) as Record<string, unknown>;
    if (typeof document.openapi === "string" && document.openapi.startsWith("3.0")) upgradeFrom30(document);
    return { source, documents: new Map([[source, document]]) };
  } catch {
    return null;
  }
};

/** A Swagger 2.0 document as OpenAPI 3.1. Findings then name places of the upgraded document. */
const upgraded = async (document: object): Promise<unknown> => {
  const { upgrade } = await import("@scalar/openapi-upgrader");
  return upgrade(structuredClone(document) as Record<string, unknown>, "3.1") as unknown;
};

/** The text of a contract's clauses: `x.clauses.yaml` beside `x.openapi.yaml`; null where there is none. */
const clausesBeside = async (source: string, files: SideFiles): Promise<{ name: string; text: string } | null> => {
  if (!/\.openapi\.ya?ml$/.test(source)) return null;
  const name = source.replace(/\.openapi\.(ya?ml)$/, ".clauses.$1");
  const text = await files.read(name).catch(() => null);
  return text === null ? null : { name, text };
};

/** The clauses of both sides, where both have some and they are not the same. */
const withClauses = async (baseline: Loading, revision: Loading): Promise<readonly [DiffInput, DiffInput]> => {
  const sides = [baseline, revision] as const;
  const [b, r] = await Promise.all(sides.map(({ input, files }) => clausesBeside(input.root, files)));
  if (!b || !r || b.text === r.text) return [baseline.input, revision.input];
  const { readYaml } = await import("../../readers/yaml.ts");
  const [first, second] = await Promise.all(
    [b, r].map(async ({ name, text }): Promise<ClauseFile> => {
      const reading = await readYaml(text);
      const value = "value" in reading ? (reading.value as { readonly clauses?: unknown } | null) : null;
      return { source: name, clauses: Array.isArray(value?.clauses) ? (value.clauses as readonly Clause[]) : [] };
    }),
  );
  return [
    { ...baseline.input, clauses: first },
    { ...revision.input, clauses: second },
  ];
};

/** Line and column of every place, from the texts that were read. */
const placed = async (
  report: DiffReport,
  sides: Readonly<Record<"baseline" | "revision", SideFiles>>,
): Promise<DiffReport> => {
  const wanted = new Map<string, { text: string; pointers: Set<string>; json: boolean }>();
  for (const finding of report.findings)
    for (const side of ["baseline", "revision"] as const) {
      const place = finding[side];
      if (place === null) continue;
      const name = [...sides[side].texts.keys()].find((one) => sides[side].display(one) === place.source);
      const text = name === undefined ? undefined : sides[side].text(name);
      if (text === undefined) continue;
      const entry = wanted.get(place.source) ?? { text, pointers: new Set(), json: /^\s*[[{]/.test(text) };
      entry.pointers.add(place.pointer);
      wanted.set(place.source, entry);
    }
  const found = new Map<string, ReadonlyMap<string, { readonly line: number; readonly column: number }>>();
  for (const [source, { text, pointers, json }] of wanted) {
    if (json) found.set(source, (await import("../../readers/positions.ts")).positionsOf(text, pointers));
    else {
      const reading = await (await import("../../readers/yaml.ts")).readYaml(text);
      if ("positionsOf" in reading) found.set(source, reading.positionsOf(pointers));
    }
  }
  const at = (place: Place): Place => {
    const location = found.get(place.source)?.get(place.pointer);
    return location === undefined ? place : { ...place, line: location.line, column: location.column };
  };
  return {
    ...report,
    findings: report.findings.map((finding) => ({
      ...finding,
      instance: at(finding.instance),
      baseline: finding.baseline && at(finding.baseline),
      revision: finding.revision && at(finding.revision),
    })),
  };
};

const severitiesOf = (args: Arguments): Record<string, Severity | "off"> => {
  const chosen: Record<string, Severity | "off"> = {};
  for (const text of textsOf(args, "severity")) {
    const [rule = "", level = ""] = text.split("=");
    const severity = level === "off" ? "off" : SEVERITIES.find((one) => one === level);
    if (severity === undefined)
      throw new UsageError(`--severity ${text} names no severity`, "Write it as RULE=error, =warning, =info or =off.");
    chosen[rule] = severity;
  }
  return chosen;
};

const NO_TOOLS = { compile: () => null, format: () => null, steps: 0 };

const OWN_FORMATS = new Set(["pretty", "markdown"]);

/** `pretty` and `markdown` are rendered here, since they show the proof; the other formats as for every command. */
const outputsFor = (args: Arguments): { own: readonly Output[]; shared: readonly Output[] } => {
  const texts = textsOf(args, "format");
  const isOwn = (text: string): boolean => OWN_FORMATS.has(text.split(":")[0] ?? "");
  const own = texts.filter(isOwn).map((text): Output => {
    const [format = "", ...file] = text.split(":");
    return { format, file: file.length === 0 ? null : file.join(":") };
  });
  const others = texts.filter((text) => !isOwn(text));
  const shared = others.length === 0 ? [] : outputsOf({ ...args, values: { ...args.values, format: others } });
  if ([...own, ...shared].filter(({ file }) => file === null).length > 1)
    throw new UsageError("two formats want stdout", "Give all but one a file: --format json:report.json.");
  return texts.length === 0 ? { own: [{ format: "pretty", file: null }], shared: [] } : { own, shared };
};

const writeOwn = async (report: DiffReport, outputs: readonly Output[], terminal: Terminal): Promise<void> => {
  for (const { format, file } of outputs) {
    const text =
      format === "markdown"
        ? (await import("../../diff/changelog.ts")).changelog(report)
        : (await import("../../diff/pretty.ts")).prettyDiff(report, terminal.color && file === null);
    if (file === null) await terminal.out(text);
    else {
      const { writeFile } = await import("node:fs/promises");
      try {
        await writeFile(file, text);
      } catch (error) {
        throw new UsageError(
          `cannot write ${file}: ${(error as Error).message}`,
          "Give a file in a folder that exists.",
        );
      }
    }
  }
};

const optionsOf = (args: Arguments, failOn: Severity): DiffOptions => {
  const direction = textOf(args, "direction") ?? "request";
  if (direction !== "request" && direction !== "response")
    throw new UsageError(`--direction ${direction} is not a direction`, "Use request or response.");
  const today = textOf(args, "on") ?? null;
  if (today !== null && !/^\d{4}-\d{2}-\d{2}$/.test(today))
    throw new UsageError(`--on ${today} is not a date`, "Write it as 2024-01-31.");
  return { failOn, severities: severitiesOf(args), schemaDirection: direction, today };
};

const diffCommand: Command = {
  name: "diff",
  question: "Would this new contract break anyone?",
  usage: "diff BASELINE REVISION",
  options: {
    direction: {
      type: "string",
      value: "DIRECTION",
      help: "for JSON Schemas: request (default), old instances must stay valid; response, new ones must have been valid",
    },
    severity: {
      type: "string",
      multiple: true,
      value: "RULE=LEVEL",
      help: "error, warning, info or off for one rule; repeatable",
    },
    on: { type: "string", value: "DATE", help: "the day by which sunset dates have passed" },
    "next-version": { type: "boolean", help: "print the version the revision should carry, and nothing else" },
    "allow-remote-refs": { type: "boolean", help: "fetch what $refs lead to over http" },
  },
  examples: [
    "diff old.openapi.yaml new.openapi.yaml",
    "diff HEAD~1:specs/mattr.openapi.yaml specs/mattr.openapi.yaml",
    "diff old.json new.json --format markdown:CHANGES.md",
  ],
  async run(args, terminal): Promise<ExitCode> {
    const [before, after, ...more] = args.positionals;
    if (before === undefined || after === undefined || more.length > 0)
      throw new UsageError(
        "diff compares two contracts",
        "Give the baseline and the revision: diff old.yaml new.yaml.",
      );
    const { own, shared } = outputsFor(args);
    const failOn = failOnOf(args);
    const options = optionsOf(args, failOn);
    const remote = flagOf(args, "allow-remote-refs");
    const baseline = await loadSide(before, remote, null);
    const revision = await loadSide(after, remote, baseline);
    const [first, second] = await withClauses(baseline, revision);
    const same =
      first.documents === second.documents || first.documents.get(first.root) === second.documents.get(second.root);
    const { diff } = await import("../../diff/diff.ts");
    // The validators take a while to load, and nothing is judged where nothing differs.
    const tools = same ? NO_TOOLS : (await import("../../diff/tools.ts")).standardTools();
    const found = diff(first, second, tools, options);
    if (flagOf(args, "next-version")) {
      if (found.nextVersion === null)
        throw new UsageError("the baseline has no version of the form 1.2.3", "Give info.version in the baseline.");
      await terminal.out(`${found.nextVersion}\n`);
      return EXIT.pass;
    }
    const report = await placed(found, { baseline: baseline.files, revision: revision.files });
    await writeOwn(report, own, terminal);
    await write(report, shared, terminal);
    return report.verdict === "pass" ? EXIT.pass : EXIT.findings;
  },
};

export default diffCommand;
