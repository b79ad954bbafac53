import { expect } from "chai";
import { loadBundled } from "../../src/contract/bundled.ts";
import {
  createdId,
  deletionOf,
  idByName,
  Ledger,
  type LedgerEntry,
  LedgerError,
  listFor,
  namesIn,
} from "../../src/verify/ledger.ts";
import { planOf } from "../../src/verify/plan.ts";

const HEAD = '{"ledger":1,"provider":"mattr","target":"http://localhost","run":"abc123"}\n';

describe("the ledger", () => {
  it("records a creation before it is sent, and forgets it when it was refused or deleted", async () => {
    const { operations } = (await loadBundled("mattr"))!;
    const create = operations.find(({ id }) => id === "createTenant")!;
    const entries: LedgerEntry[] = [];
    const ledger = new Ledger((entry) => entries.push(entry));
    const [first, second, third] = [
      ledger.sending(create, ["a"]),
      ledger.sending(create, ["b"]),
      ledger.sending(create, ["c"]),
    ];
    expect(entries).to.have.length(3);
    ledger.created(first, "id-1");
    ledger.refused(second);
    ledger.created(third, 7);
    ledger.deleted("7");
    expect(ledger.resources).to.deep.equal([{ number: 1, operation: "createTenant", names: ["a"], id: "id-1" }]);
    expect(entries.at(-1)).to.deep.equal({ deleted: third });
  });

  it("reads back what is open, a creation without an answer too, and a last line that breaks off", () => {
    const lines = [
      '{"sent":1,"operation":"createTenant","names":["a"]}',
      '{"created":1,"id":"x"}',
      '{"sent":2,"operation":"createTenant","names":["b"]}',
      '{"sen',
    ];
    const { ledger, provider, run } = Ledger.read(`${HEAD}${lines.join("\n")}`, () => undefined);
    expect([provider, run]).to.deep.equal(["mattr", "abc123"]);
    expect(ledger.resources.map(({ names, id }) => [names, id])).to.deep.equal([
      [["a"], "x"],
      [["b"], null],
    ]);
  });

  it("refuses what is not a ledger, naming the line", () => {
    expect(() => Ledger.read(`${HEAD}oops\n{}\n`, () => undefined)).to.throw(LedgerError, "line 2");
    expect(() => Ledger.read("", () => undefined)).to.throw(LedgerError, "does not start as a ledger does");
  });

  it("finds ids and names, and how to list and delete what was created", async () => {
    expect(namesIn({ a: "tc-abc123-1", b: [{ c: "other" }, "tc-abc123-2@example.com"] }, "abc123")).to.deep.equal([
      "tc-abc123-1",
      "tc-abc123-2@example.com",
    ]);
    expect([createdId({ result: { id: 5, parent: { id: 6 } } }), createdId({ Id: "x" }), createdId([])]).to.deep.equal([
      5,
      "x",
      null,
    ]);
    expect(
      idByName(
        {
          data: [
            { id: "1", name: "z" },
            { id: "2", subdomain: "tc-1.example.com" },
          ],
        },
        ["tc-1"],
      ),
    ).to.equal("2");
    const { drafting } = planOf((await loadBundled("mattr"))!, "0");
    expect(listFor("createTenant", drafting)?.id).to.equal("retrieveTenants");
    const deletion = deletionOf("createTenant", "some-id", drafting);
    expect([deletion?.method, deletion?.operation.id, deletion?.path]).to.deep.equal([
      "DELETE",
      "deleteTenant",
      { tenantId: "some-id" },
    ]);
    expect(deletionOf("importTenant", "x", planOf((await loadBundled("citrix"))!, "0").drafting)).to.equal(null);
  });
});
