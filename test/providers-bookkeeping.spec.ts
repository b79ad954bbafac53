import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { resolveBindings } from "../scripts/bookkeeping/bindings.ts";
import type { ClauseFile } from "../scripts/bookkeeping/clause-file.ts";
import { publishedProblems } from "../scripts/bookkeeping/clause-form.ts";
import { obligationsOfDocument } from "../scripts/bookkeeping/document-obligations.ts";
import { unbound } from "../scripts/bookkeeping/obligation.ts";
import { elementsOf } from "../scripts/bookkeeping/openapi-elements.ts";
import { pageProblems } from "../scripts/bookkeeping/pages.ts";
import { findProviders, loadProvider, type ProviderFiles } from "../scripts/bookkeeping/provider-files.ts";
import { ruleIds } from "../scripts/bookkeeping/rule-ids.ts";
import { obligationsOfSchemas } from "../scripts/bookkeeping/schema-obligations.ts";
import { type Pointer, parentOf, segmentsOf, valueAt } from "../src/model/pointer.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const remove = (value: unknown, at: Pointer): void => {
  const holder = valueAt(value, parentOf(at));
  const last = segmentsOf(at).at(-1) ?? "";
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete (holder as Record<string, unknown>)[last];
};

describe("the providers' bookkeeping", () => {
  const run = (...names: string[]) =>
    spawnSync(process.execPath, ["scripts/check-contracts.ts", ...names], { cwd: root, encoding: "utf8" });

  it("adds up, and the script says so in one line", () => {
    const { status, stdout } = run();
    expect(stdout).to.match(
      /^[a-z, ]+: \d+ clauses with \d+ readings bind all of \d+ constraints, members and parts\.\n$/,
    );
    expect(status).to.equal(0);
  });

  it("ends with 1 for a provider that does not exist", () => {
    const { status, stdout } = run("nobody");
    expect(stdout).to.match(/^There is no provider "nobody"; there are [a-z, ]+\.\n1 problem in nobody\.\n$/);
    expect(status).to.equal(1);
  });

  for (const provider of findProviders(root)) {
    const { files } = loadProvider(root, provider);
    const register = files.clauses as ClauseFile;
    const elements = elementsOf(files.openapi);
    const obligations = [...obligationsOfSchemas(files.schemas), ...obligationsOfDocument(provider, elements)];

    it(`of ${provider} misses every keyword, member, status and other part that is taken away`, async () => {
      const rules = await ruleIds();
      const unnoticed: string[] = [];
      for (const obligation of obligations) {
        const changed = structuredClone({ openapi: files.openapi, schemas: files.schemas });
        const name = obligation.file.replace(/^schemas\//, "");
        const entry = /\/required\/([^/]+)$/.exec(obligation.key);
        const target = obligation.file.startsWith("schemas/") ? changed.schemas.get(name) : changed.openapi;
        if (entry !== null && obligation.file.startsWith("schemas/")) {
          const list = valueAt(target, obligation.at) as string[];
          list.splice(list.indexOf(segmentsOf(`/${entry[1]}`)[0] ?? ""), 1);
        } else if (/ security /.test(obligation.key)) {
          (valueAt(target, obligation.at) as { security: readonly unknown[] }).security = [];
        } else remove(target, obligation.at);
        const world: ProviderFiles = { ...files, ...changed };
        const { problems } = resolveBindings(register, world, elementsOf(changed.openapi), rules);
        if (problems.length === 0 && !isMarked(obligation.key)) unnoticed.push(obligation.key);
      }
      expect(unnoticed).to.deep.equal([]);
    });

    it(`of ${provider} misses every row and sample member that is taken away`, () => {
      const unnoticed: string[] = [];
      for (const [index, page] of register.pages.entries()) {
        for (const [number, section] of (page.sections ?? []).entries()) {
          for (const kind of ["rows", "members"] as const) {
            for (const position of (section[kind] ?? []).keys()) {
              const changed = structuredClone(register);
              const at = `/pages/${index}/sections/${number}/${kind}/${position}`;
              remove(changed, at);
              if ([...pageProblems(provider, changed)].length === 0) unnoticed.push(at);
            }
          }
        }
      }
      expect(unnoticed).to.deep.equal([]);
    });

    it(`of ${provider} misses every clause that is taken away`, () => {
      const unnoticed = register.clauses.flatMap(({ id }) => {
        const clauses = register.clauses.filter((clause) => clause.id !== id);
        return [...publishedProblems(provider, { ...register, clauses }, files.published)].length === 0 ? [id] : [];
      });
      expect(unnoticed).to.deep.equal([]);
    });

    it(`of ${provider} misses what most clauses bind or tell of when they are taken away`, () => {
      const noticed = register.clauses.filter(({ id }) => {
        const changed = { ...register, clauses: register.clauses.filter((clause) => clause.id !== id) };
        const { keys } = resolveBindings(changed, files, elements, null);
        return [...unbound(obligations, keys, provider), ...pageProblems(provider, changed)].length > 0;
      });
      expect(noticed.length).to.be.greaterThan(register.clauses.length / 2);
    });

    /** Parts that only a rejected reading documents: their clause binds them by its readings. */
    const isMarked = (key: string): boolean =>
      elements.operations.some((operation) =>
        operation.responses.some(
          (response) => response.readingOf !== null && key.startsWith(`${operation.id} ${response.status}`),
        ),
      );
  }
});
