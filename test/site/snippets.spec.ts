import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { loadBehaviour, loadBundled, PROVIDERS } from "../../src/contract/bundled.ts";
import { type Operation, successOf } from "../../src/model/contract.ts";
import type { ExchangeRequest } from "../../src/model/exchange.ts";
import type { Behaviour } from "../../src/provider/behaviour.ts";
import { createProvider, type Provider } from "../../src/provider/provider.ts";
import { serve } from "../../src/provider/server.ts";
import { type Snippet, snippetsOf } from "../../src/site/snippets.ts";

const run = promisify(execFile);
const CREDENTIALS = { TOKEN: "demo", USER_NAME: "demo", PASSWORD: "demo" };
let files = 0;

/** Runs a snippet as it is; one in JavaScript finds the package among the sources. */
const call = async ({ name, text }: Snippet, folder: string): Promise<void> => {
  if (name === "curl") {
    await run("bash", ["-c", `${text} --silent`], { env: { ...process.env, ...CREDENTIALS } });
    return;
  }
  const file = join(folder, `snippet-${files++}.mjs`);
  writeFileSync(file, text.replace('"tenant-contracts"', JSON.stringify(pathToFileURL(resolve("src/index.ts")).href)));
  const { log } = console;
  console.log = () => undefined;
  try {
    await import(pathToFileURL(file).href);
  } finally {
    console.log = log;
  }
};

/** Notes what is asked and answered. */
const watched = (provider: Provider, seen: { request: ExchangeRequest; status: number }[]): Provider => ({
  contract: provider.contract,
  handle: (request) => {
    const response = provider.handle(request);
    seen.push({ request, status: response.status });
    return response;
  },
  refuse: (kind, request) => provider.refuse(kind, request),
  put: (resource, record) => provider.put(resource, record),
  reset: () => provider.reset(),
});

describe("the snippets for calling an operation", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    Object.assign(process.env, CREDENTIALS);
    folder = mkdtempSync(join(tmpdir(), "tenant-contracts-snippets-"));
  });
  after(() => {
    for (const name of Object.keys(CREDENTIALS)) delete process.env[name];
    rmSync(folder, { recursive: true, force: true });
  });

  for (const name of PROVIDERS)
    it(`all send the same request to ${name}, which answers as documented`, async () => {
      const contract = (await loadBundled(name))!;
      const behaviour = (await loadBehaviour(name))!.behaviour as Behaviour;
      const seen: { request: ExchangeRequest; status: number }[] = [];
      const provider = createProvider(contract, behaviour);
      const served = await serve(watched(provider, seen));
      const outcomes: string[] = [];
      const expected: string[] = [];
      const expectedOf = (operation: Operation) =>
        operation.path.includes("{") ? "404" : (successOf(operation)?.status ?? "");
      try {
        for (const operation of contract.operations) {
          for (const snippet of snippetsOf(operation, contract, served.url)) {
            provider.reset();
            seen.length = 0;
            await call(snippet, folder);
            const [exchange] = seen;
            outcomes.push(`${operation.id} ${snippet.name} ${exchange?.request.method} ${exchange?.status}`);
            expected.push(`${operation.id} ${snippet.name} ${operation.method} ${expectedOf(operation)}`);
            if (operation.requestBody !== null)
              expect(JSON.parse(String(exchange?.request.body)), snippet.name).to.deep.equal(
                operation.requestBody.content[0]?.examples.sample,
              );
          }
        }
      } finally {
        await served.close();
      }
      expect(outcomes).to.deep.equal(expected);
    });
});
