import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Candidate } from "../../docs/detection.ts";
import { emptyRecord, type PageRecord, type PagesFile, pagesYaml } from "../../docs/record.ts";
import type { Judge } from "../../engine/judge.ts";
import type { Page } from "../../model/clause.ts";
import type { Contract } from "../../model/contract.ts";
import type { Finding } from "../../model/finding.ts";
import { openInput } from "../../readers/file.ts";
import { InputError } from "../../readers/input-error.ts";
import { type Arguments, type Command, flagOf, type Terminal, textOf, textsOf } from "../command.ts";
import { TargetError, UsageError } from "../errors.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { failOnOf, outputsOf, write } from "../output.ts";

/** The longest page that is read, in UTF-16 units. */
const LONGEST = 2 * 1024 * 1024;
/** What looks less like a known page than this is not taken for it. */
const LEAST_LIKENESS = 0.2;

interface Source {
  readonly name: string;
  readonly text: string;
}

const saved = (name: string): Source => {
  const input = openInput(name, "json");
  try {
    const content = input.read();
    if (content.kind === "empty") throw new InputError(name, "it is empty", "Save the page again.");
    if (content.kind === "binary") throw new InputError(name, content.message, content.remedy);
    if (content.text.length > LONGEST)
      throw new InputError(
        name,
        `it is longer than the ${LONGEST} characters a page may have`,
        "Save the part that is about the operation.",
      );
    return { name, text: content.text };
  } finally {
    input.close();
  }
};

const fetched = async (name: string, allowPrivate: boolean): Promise<Source> => {
  const { DEFAULT_FETCH, FetchError, fetchPage } = await import("../../docs/fetch.ts");
  try {
    return { name, text: await fetchPage(name, { ...DEFAULT_FETCH, allowPrivate }) };
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    throw error.kind === "refused"
      ? new UsageError(error.message, error.remedy)
      : new TargetError(error.message, error.remedy);
  }
};

/** The contract of the provider, and its pages file: the checkout's own when it is to be rewritten, else the bundled one. */
const knownOf = async (
  provider: string | undefined,
  accept: boolean,
): Promise<{ contract: Contract; file: PagesFile }> => {
  const { loadBundled, PROVIDERS } = await import("../../contract/bundled.ts");
  if (provider === undefined) throw new UsageError("docs needs a provider", `Providers: ${PROVIDERS.join(", ")}.`);
  const contract = await loadBundled(provider);
  if (contract === undefined)
    throw new UsageError(`there is no provider "${provider}"`, `Providers: ${PROVIDERS.join(", ")}.`);
  if (accept) return { contract, file: await checkedOut(provider) };
  const { PAGES } = await import("../../generated/pages.ts");
  const file = Object.hasOwn(PAGES, provider) ? (await PAGES[provider]!()).default : undefined;
  if (file === undefined)
    throw new UsageError(`nothing is recorded of the pages of ${provider}`, "Record them with --accept in a checkout.");
  return { contract, file };
};

const checkedOut = async (provider: string): Promise<PagesFile> => {
  if (!existsSync(`specs/${provider}.clauses.yaml`))
    throw new UsageError(
      `--accept needs specs/${provider}.clauses.yaml, which is not here`,
      "Run it in a checkout of the contracts.",
    );
  const path = `specs/${provider}.pages.yaml`;
  if (!existsSync(path)) return { provider, pages: [] };
  const { readYaml } = await import("../../readers/yaml.ts");
  const reading = await readYaml(readFileSync(path, "utf8"));
  if ("malformed" in reading)
    throw new InputError(path, reading.malformed.message, reading.malformed.likely ?? "Correct it.");
  return reading.value as PagesFile;
};

/** The known page that a text is. */
const pageOf = async (
  source: Source,
  contract: Contract,
  file: PagesFile,
  id: string | undefined,
): Promise<Candidate> => {
  const held = contract.clauses.pages.filter(({ sha256 }) => sha256 !== null);
  const names = held.map((page) => page.id).join(", ");
  const wanted = id === undefined ? held : held.filter((page) => page.id === id);
  if (wanted.length === 0) throw new UsageError(`${contract.provider} has no page "${id}"`, `Pages: ${names}.`);
  const recordOf = (page: Page): PageRecord => file.pages.find((one) => one.id === page.id) ?? emptyRecord(page.id);
  const { candidates } = await import("../../docs/detection.ts");
  const [best] = await candidates(
    source.text,
    wanted.map((page) => ({ page, record: recordOf(page) })),
  ).catch((error: unknown) => {
    throw error instanceof InputError && error.source === ""
      ? new InputError(source.name, error.message, error.remedy)
      : error;
  });
  if (best === undefined || (id === undefined && best.likeness < LEAST_LIKENESS))
    throw new InputError(
      source.name,
      `it does not look like any page of ${contract.provider} that clauses were written from`,
      `Say which it is with --page ID: ${names}.`,
    );
  return best;
};

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Writes what the pages say now, and says which clauses to read again. */
const acceptAll = async (
  contract: Contract,
  file: PagesFile,
  read: readonly { candidate: Candidate; source: Source; findings: readonly Finding[] }[],
  terminal: Terminal,
): Promise<void> => {
  const { accepted } = await import("../../docs/accept.ts");
  const records = new Map(file.pages.map((record) => [record.id, record]));
  const clausesPath = `specs/${contract.provider}.clauses.yaml`;
  let clauses = readFileSync(clausesPath, "utf8");
  for (const { candidate, source } of read) {
    const { page, facts, record } = candidate;
    records.set(page.id, accepted(page, facts, record));
    if (page.sha256 !== null) clauses = clauses.replace(page.sha256, sha256(source.text));
  }
  const order = contract.clauses.pages.map(({ id }) => id);
  const pages = [...records.values()].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  writeFileSync(`specs/${contract.provider}.pages.yaml`, pagesYaml({ provider: contract.provider, pages }));
  if (clauses !== readFileSync(clausesPath, "utf8")) writeFileSync(clausesPath, clauses);
  const cited = new Map(
    read.flatMap(({ findings }) =>
      findings.flatMap((finding) => finding.clauses.map((clause) => [clause.id, clause] as const)),
    ),
  );
  if (cited.size > 0)
    terminal.note(
      `Read these clauses again:\n${[...cited.values()].map(({ id, says }) => `  ${id}: ${says}\n`).join("")}`,
    );
  terminal.note(`Accepted into specs/${contract.provider}.pages.yaml; run node scripts/generate-pages.ts.\n`);
};

const docs: Command = {
  name: "docs",
  question: "Has the vendor's documentation page changed from what the contract was written from?",
  usage: "docs PROVIDER [PAGE | -]… [--url URL]",
  options: {
    page: { type: "string", value: "ID", help: "which page it is; otherwise it is taken for what it looks like" },
    url: { type: "string", multiple: true, value: "URL", help: "fetch a page; repeatable" },
    "allow-private": { type: "boolean", help: "fetch from addresses that are not public, too" },
    accept: { type: "boolean", help: "record the page as it is now, and list the clauses to read again" },
  },
  examples: [
    "docs cxengage saved-page.html",
    "docs mattr --url https://learn.mattr.global/page",
    "docs citrix page.txt --accept",
  ],
  async run(args, terminal): Promise<ExitCode> {
    const outputs = outputsOf(args);
    const failOn = failOnOf(args);
    const [provider, ...names] = args.positionals;
    const accept = flagOf(args, "accept");
    const { contract, file } = await knownOf(provider, accept);
    const sources = await sourcesOf(args, names);
    const [{ Judge: Judges }, { compare, findingOf }, { Collector, reportOf }] = await Promise.all([
      import("../../engine/judge.ts"),
      import("../../docs/compare.ts"),
      import("../../engine/report.ts"),
    ]);
    const judge: Judge = new Judges(contract);
    const collector = new Collector();
    const read: { candidate: Candidate; source: Source; findings: readonly Finding[] }[] = [];
    for (const source of sources) {
      const candidate = await pageOf(source, contract, file, textOf(args, "page"));
      const written = { page: candidate.page, record: candidate.record, judge };
      const findings = compare(candidate.facts, written).map((drift) => findingOf(drift, source.name, written));
      collector.add(findings, false);
      read.push({ candidate, source, findings });
      if (!flagOf(args, "quiet")) terminal.note(noteOf(source, candidate));
    }
    const { applyWaivers } = await import("../waivers.ts");
    const settled = await applyWaivers(args, terminal, collector.findings, { complete: false });
    const report = reportOf("docs", sources.length, settled, failOn);
    await write(report, outputs, terminal);
    if (!accept) return report.verdict === "pass" ? EXIT.pass : EXIT.findings;
    await acceptAll(contract, file, read, terminal);
    const { settledBy } = await import("../../docs/accept.ts");
    return reportOf(
      "docs",
      sources.length,
      settled.filter(({ rule }) => !settledBy(rule)),
      failOn,
    ).verdict === "pass"
      ? EXIT.pass
      : EXIT.findings;
  },
};

const noteOf = ({ name, text }: Source, { page }: Candidate): string =>
  `${name}: taken as "${page.title}"${sha256(text) === page.sha256 ? ", byte for byte as it was read" : ""}\n`;

const sourcesOf = async (args: Arguments, names: readonly string[]): Promise<readonly Source[]> => {
  const urls = textsOf(args, "url");
  if (names.length + urls.length === 0)
    throw new UsageError("there is no page to look at", "Name saved pages, or give --url.");
  const sources = names.map(saved);
  for (const url of urls) sources.push(await fetched(url, flagOf(args, "allow-private")));
  return sources;
};

export default docs;
