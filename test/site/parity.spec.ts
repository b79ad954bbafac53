/// <reference lib="dom" />
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { run } from "../../src/cli/run.ts";
import { BODIES } from "../../src/generated/bodies.ts";
import type { Report } from "../../src/model/finding.ts";
import { onStage, problemsSeen, visitPlayground } from "./chromium.ts";

interface Case {
  readonly name: string;
  readonly text: string;
}

const PROVIDERS = ["citrix", "cxengage", "mattr"];

/** Every instance of a provider's tests: those of one schema file, by the file's base name. */
const instancesOf = (provider: string): ReadonlyMap<string, readonly string[]> => {
  const folder = join("schemas", provider);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".tests.json"))
    .sort();
  return new Map(
    files.map((file) => {
      const groups = JSON.parse(readFileSync(join(folder, file), "utf8")) as { tests: { data: unknown }[] }[];
      return [
        file.replace(".tests.json", ""),
        groups.flatMap(({ tests }) => tests.map(({ data }) => JSON.stringify(data, null, 1))),
      ];
    }),
  );
};

/** What the instances of one schema file are judged as: all bodies that have it, else a body that holds it as a part. */
const refsFor = (provider: string, schema: string): string[] => {
  const own = BODIES.filter(({ ref }) => ref.startsWith(`${provider}.`));
  const exact = own.filter((body) => body.schema === `schemas/${provider}/${schema}.schema.json#`);
  return [
    ...new Map(
      (exact.length > 0 ? exact : own.filter(({ ref }) => ref.endsWith("/response"))).map((body) => [
        `${body.schema} ${body.direction}`,
        body.ref,
      ]),
    ).values(),
  ];
};

const onCommandLine = async (ref: string, folder: string, files: readonly string[]): Promise<Report> => {
  let output = "";
  await run(["validate", ...files.map((file) => join(folder, file)), "--as", ref, "--format", "json", "--quiet"], {
    out: async (text) => {
      output += text;
    },
    note: (text) => {
      throw new Error(text);
    },
    stdin: { isTTY: true },
    env: {},
    color: false,
    interactive: false,
    onInterrupt: () => undefined,
  });
  return JSON.parse(output) as Report;
};

describe("the browser and the command line", function () {
  this.timeout(60_000);
  before(onStage);

  it("find the same in every instance of the schemas' tests", async () => {
    const page = await visitPlayground();
    const folder = mkdtempSync(join(tmpdir(), "tenant-contracts-parity-"));
    let compared = 0;
    let found = 0;
    try {
      for (const provider of PROVIDERS)
        for (const [schema, texts] of instancesOf(provider)) {
          const cases = texts.map((text, index): Case => ({ name: `${provider}-${schema}-${index}.json`, text }));
          for (const { name, text } of cases) writeFileSync(join(folder, name), text);
          for (const ref of refsFor(provider, schema)) {
            const expected = await onCommandLine(
              ref,
              folder,
              cases.map(({ name }) => name),
            );
            const text = await page.evaluate(
              async ([as, all, prefix]) => {
                type Judge = (
                  text: string,
                  ref: string,
                  notation: string,
                  source: string,
                ) => Promise<{ report: Report }>;
                const { judgeText } = (globalThis as unknown as { tenantContracts: { judgeText: Judge } })
                  .tenantContracts;
                const made: Report[] = [];
                for (const { name, text } of all)
                  made.push((await judgeText(text, as, "json", `${prefix}/${name}`)).report);
                return JSON.stringify(made);
              },
              [ref, cases, folder] as const,
            );
            const reports = JSON.parse(text) as readonly Report[];
            const findings = reports.flatMap((report) => report.findings);
            // Comparing texts is quick; comparing values tells where they differ.
            if (JSON.stringify(findings) !== JSON.stringify(expected.findings))
              expect(findings).to.deep.equal(expected.findings);
            const failed = reports.filter(({ verdict }) => verdict === "fail").length;
            expect(failed > 0 ? "fail" : "pass").to.equal(expected.verdict);
            compared += cases.length;
            found += expected.findings.length;
          }
        }
      console.log(`      ${compared} judgements compared, ${found} findings in them`);
      expect(found).to.be.greaterThan(500);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await page.context().close();
    }
    expect(problemsSeen()).to.deep.equal([]);
  });
});
