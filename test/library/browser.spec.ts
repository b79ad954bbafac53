import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { build } from "esbuild";
import { portableHash } from "../../scripts/build/portable-hash.ts";
import { type Report, validate } from "../../src/index.ts";

describe("the browser entry", function () {
  this.timeout(30_000);

  it("needs nothing of Node, and judges as the library does", async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: ["src/browser.ts"],
      bundle: true,
      platform: "browser",
      format: "iife",
      globalName: "tenantContracts",
      write: false,
      metafile: true,
      logLevel: "silent",
      plugins: [portableHash],
    });
    const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect(imported.filter((path) => path.startsWith("node:"))).to.deep.equal([]);

    // What browsers have beside the language itself, and nothing else.
    const globals = { URL, URLSearchParams, TextEncoder, TextDecoder, structuredClone };
    const ask = `tenantContracts.validate({ subdomain: "My-tenant" }, "mattr.createTenant/request").then(JSON.stringify)`;
    const text = (await runInNewContext(`${outputFiles[0]!.text}\n${ask}`, { ...globals })) as string;
    const report = JSON.parse(text) as Report;
    expect(report).to.deep.equal(await validate({ subdomain: "My-tenant" }, "mattr.createTenant/request"));
    expect(report.verdict).to.equal("fail");
  });
});
