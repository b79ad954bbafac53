import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { parse } from "yaml";
import { loadBundled } from "../../src/contract/bundled.ts";
import { running } from "./harness.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const REDOCLY = join(dirname(createRequire(import.meta.url).resolve("@redocly/cli/package.json")), "bin/cli.js");

/** The documents as they are, but for the `$id`s of schemas: Redocly inlines schemas and trips over ids it meets twice. */
const copyFor = (provider: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "arazzo-"));
  mkdirSync(join(folder, "specs"));
  mkdirSync(join(folder, "schemas", provider), { recursive: true });
  for (const kind of ["arazzo", "openapi"])
    copyFileSync(join(ROOT, "specs", `${provider}.${kind}.yaml`), join(folder, "specs", `${provider}.${kind}.yaml`));
  for (const name of readdirSync(join(ROOT, "schemas", provider)))
    if (name.endsWith(".schema.json")) {
      const { $id: _, ...schema } = JSON.parse(readFileSync(join(ROOT, "schemas", provider, name), "utf8")) as Record<
        string,
        unknown
      >;
      writeFileSync(join(folder, "schemas", provider, name), JSON.stringify(schema));
    }
  return folder;
};

const respect = (
  provider: string,
  folder: string,
  url: string,
  inputs: object,
): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const args = [
      REDOCLY,
      "respect",
      `specs/${provider}.arazzo.yaml`,
      "-S",
      `${provider}=${url}`,
      "-i",
      JSON.stringify(inputs),
    ];
    const env = {
      PATH: process.env.PATH,
      REDOCLY_TELEMETRY: "off",
      REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
      NO_COLOR: "1",
    };
    execFile(process.execPath, args, { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, output: stdout + stderr }),
    );
  });

const INPUTS: Readonly<Record<string, object>> = {
  citrix: { credentials: Buffer.from("demo:demo").toString("base64"), name: "tc workflow", shortName: "tcworkflow" },
  cxengage: { token: "demo", name: "tc workflow", email: "tc-workflow@example.com" },
  mattr: { token: "demo", subdomain: "tc-workflow", takenSubdomain: "tc-workflow-taken" },
};

describe("the Arazzo documents", function () {
  this.timeout(60_000);

  for (const [provider, inputs] of Object.entries(INPUTS)) {
    it(`of ${provider} are run by Redocly respect against the embedded provider`, async () => {
      const { url, close } = await running(provider);
      const folder = copyFor(provider);
      try {
        const { code, output } = await respect(provider, folder, url, inputs);
        expect(code, output).to.equal(0);
      } finally {
        await close();
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it(`of ${provider} name only operations of the contract, and between them all of them`, async () => {
      const document = parse(readFileSync(join(ROOT, "specs", `${provider}.arazzo.yaml`), "utf8")) as {
        arazzo: string;
        workflows: { steps: { operationId: string }[] }[];
      };
      const used = new Set(document.workflows.flatMap(({ steps }) => steps.map(({ operationId }) => operationId)));
      const contract = (await loadBundled(provider))!;
      expect(document.arazzo).to.equal("1.0.1");
      expect([...used].sort()).to.deep.equal(contract.operations.map(({ id }) => id).sort());
    });
  }
});
