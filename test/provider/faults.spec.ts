import { isUtf8 } from "node:buffer";
import { expect } from "chai";
import { loadBehaviour, loadBundled, PROVIDERS } from "../../src/contract/bundled.ts";
import { Judge } from "../../src/engine/judge.ts";
import { Alterer, type Writing } from "../../src/provider/alteration.ts";
import type { Behaviour } from "../../src/provider/behaviour.ts";
import { type Fault, faultsOf, withFault } from "../../src/provider/faults.ts";
import { patched } from "../../src/provider/patch.ts";
import { createProvider } from "../../src/provider/provider.ts";
import { findingsOf } from "./embedded.ts";
import { walk } from "./walk.ts";

const loaded = await Promise.all(
  PROVIDERS.map(async (name) => {
    const contract = (await loadBundled(name))!;
    const { behaviour, faults } = (await loadBehaviour(name))!;
    return { name, contract, behaviour: behaviour as Behaviour, faults: faultsOf(faults) };
  }),
);

describe("faults", () => {
  it("are at least 60 that break something, of every kind, and 12 that break nothing", () => {
    const all = loaded.flatMap(({ faults }) => faults);
    expect(all.filter(({ breaks }) => breaks !== null)).to.have.length.of.at.least(60);
    expect(all.filter(({ breaks }) => breaks === null)).to.have.length.of.at.least(12);
    expect([...new Set(all.map(({ kind }) => kind))].sort()).to.deep.equal(
      [
        "credentials",
        "echo",
        "harmless",
        "header",
        "leak",
        "media-type",
        "relation",
        "shape",
        "status",
        "transport",
        "validation",
      ].sort(),
    );
  });

  for (const { name, contract, behaviour, faults } of loaded) {
    describe(`of ${name}`, () => {
      const clauses = new Set(contract.clauses.clauses.map(({ id }) => id));
      const judge = new Judge(contract);
      const sound = walk(contract, createProvider(contract, behaviour)).map(({ response }) => JSON.stringify(response));

      it("have names of their own, that start with the provider", () => {
        const names = faults.map((fault) => fault.name);
        expect(new Set(names).size).to.equal(names.length);
        for (const each of names) expect(each).to.match(new RegExp(`^${name}-[a-z0-9-]+$`));
      });

      const seenWith = (fault: Fault) => walk(contract, withFault(contract, behaviour, fault).provider);

      for (const fault of faults) {
        if (fault.breaks === null)
          it(`${fault.name} breaks nothing`, () => {
            expect(fault.kind).to.equal("harmless");
            for (const { request, response } of seenWith(fault))
              expect(findingsOf(judge, request, response).filter(known(response.status))).to.deep.equal([]);
          });
        else
          it(`${fault.name} breaks ${fault.breaks}`, () => {
            expect(clauses).to.include(fault.breaks);
            if (fault.wire !== undefined) return;
            const seen = seenWith(fault).map(({ response }) => JSON.stringify(response));
            expect(seen).not.to.deep.equal(sound);
          });
      }

      it("are absent from the sound provider, all of whose answers conform", () => {
        for (const { request, response } of walk(contract, createProvider(contract, behaviour)))
          expect(
            findingsOf(judge, request, response).filter(known(response.status)),
            request.body as string,
          ).to.deep.equal([]);
      });
    });
  }

  it("that name what is not there are errors", () => {
    const { contract, behaviour } = loaded.at(-1)!;
    const fault = { name: "x", says: "", kind: "shape", breaks: null };
    const make = (more: Partial<Fault>) => () => withFault(contract, behaviour, { ...fault, ...more });
    expect(make({ documents: { "specs/none.yaml": [] } })).to.throw(
      "the fault x names specs/none.yaml, and there is no such document",
    );
    expect(make({ behaviour: [{ op: "remove", path: "/operations/none" }] })).to.throw(
      "a patch names /operations/none, and there is no such thing",
    );
    expect(make({ behaviour: [{ op: "add", path: "/none/at/all" }] })).to.throw(
      "a patch names /none/at/all, and there is nothing to hold it",
    );
  });

  it("write JSON in other ways, those that are JSON with the same meaning", () => {
    const body = '{"a\\"b":["x\\n\\u00e9y",{"c":null}],"d":7}';
    const written = (writing: Writing) =>
      new Alterer({ writing }).alter({ status: 200, headers: {}, body }, null).body as string;
    for (const writing of ["pretty", "reversed", "escaped"] as const) {
      expect(written(writing)).not.to.equal(body);
      expect(JSON.parse(written(writing)), writing).to.deep.equal(JSON.parse(body));
    }
    expect(Object.keys(JSON.parse(written("reversed")) as object)).to.deep.equal(["d", 'a"b']);
    expect(written("escaped")).to.include("\\u0078");
    for (const writing of ["truncated", "trailing-comma", "single-quotes", "byte-order-mark"] as const)
      expect(() => JSON.parse(written(writing)), writing).to.throw(SyntaxError);
    expect(written("duplicate-member")).to.match(/^\{"a\\"b":null,"a\\"b":/);
    expect(isUtf8(written("latin-1") as unknown as Uint8Array)).to.equal(false);
  });

  it("change only the answers they name, and of these every so manieth", () => {
    const alterer = new Alterer({ operation: ["a"], status: "2XX", every: 2, to: { status: 500 } });
    const status = (given: number, operation: string | null) =>
      alterer.alter({ status: given, headers: {}, body: null }, operation).status;
    expect([status(200, "b"), status(404, "a"), status(200, null)]).to.deep.equal([200, 404, 200]);
    expect([status(200, "a"), status(201, "a"), status(200, "a"), status(204, "a")]).to.deep.equal([
      200, 500, 200, 500,
    ]);
  });

  it("leave the behaviour they are made from alone", () => {
    const { behaviour } = loaded.at(-1)!;
    const before = JSON.stringify(behaviour);
    patched(behaviour, [{ op: "remove", path: "/operations" }]);
    expect(JSON.stringify(behaviour)).to.equal(before);
    expect(
      patched(
        [1, 2, 3],
        [
          { op: "add", path: "/1", value: 9 },
          { op: "add", path: "/-", value: 8 },
          { op: "remove", path: "/0" },
        ],
      ),
    ).to.deep.equal([9, 2, 3, 8]);
  });
});

/** The two disagreements of the documentation with itself that no provider can heal. */
const known = (status: number) => (finding: string) =>
  !(status === 201 && finding.startsWith("invariant-broken /response/body/result/status")) &&
  // What a refused token is told is documented in words, its form is not.
  !(status === 400 && finding.startsWith("response-body-undocumented"));
