import { expect } from "chai";
import { loadBundled } from "../../src/contract/bundled.ts";
import type { ExchangeRequest } from "../../src/model/exchange.ts";
import type { Draft } from "../../src/verify/case.ts";
import { planOf } from "../../src/verify/plan.ts";
import { VERIFY_RULES } from "../../src/verify/rules.ts";
import { Sending } from "../../src/verify/sending.ts";
import type { Reception } from "../../src/verify/transport.ts";
import { verifying } from "./harness.ts";

const drafts = async (): Promise<{ read: Draft; write: Draft }> => {
  const { cases } = planOf((await loadBundled("mattr"))!, "0");
  const of = (id: string) => cases.find((one) => one.id === id)!.steps[0]!.draft;
  return { read: of("retrieveTenants/sample"), write: of("createTenant/sample") };
};

const REQUEST: ExchangeRequest = { method: "GET", url: "http://localhost/", headers: {}, body: null };
const answered = (status: number, headers: Record<string, string> = {}): Reception => ({
  kind: "answer",
  response: { status, headers, body: null },
});
const BROKEN: Reception = { kind: "failed", rule: VERIFY_RULES.exchangeFailed, message: "", status: null };

/** Gives one reception after the other, the last one for ever. */
const carrier = (receptions: readonly Reception[]) => {
  let count = 0;
  return { carry: async () => receptions[Math.min(count++, receptions.length - 1)]!, count: () => count };
};

describe("sending requests", () => {
  it("tries again after the time that 429 and 503 ask for, writes too, because nothing was carried out", async () => {
    const { write } = await drafts();
    const { carry, count } = carrier([
      answered(429, { "retry-after": "0" }),
      answered(503, { "retry-after": "Thu, 01 Jan 1970 00:00:00 GMT" }),
      answered(201),
    ]);
    const reception = await new Sending({ carrier: carry }).send(REQUEST, write);
    expect(reception).to.deep.include(answered(201));
    expect(count()).to.equal(3);
  });

  it("takes 503 as an answer where no time is named, or one that is too long", async () => {
    const { read } = await drafts();
    for (const headers of [{}, { "retry-after": "86400" }]) {
      const { carry, count } = carrier([answered(503, headers as Record<string, string>)]);
      await new Sending({ carrier: carry }).send(REQUEST, read);
      expect(count()).to.equal(1);
    }
  });

  it("tries a read again when the connection breaks, and never a write that may have been carried out", async () => {
    const { read, write } = await drafts();
    const reads = carrier([BROKEN, answered(200)]);
    expect(await new Sending({ carrier: reads.carry }).send(REQUEST, read)).to.deep.include(answered(200));
    expect(reads.count()).to.equal(2);
    const writes = carrier([BROKEN, answered(200)]);
    expect(await new Sending({ carrier: writes.carry }).send(REQUEST, write)).to.equal(BROKEN);
    expect(writes.count()).to.equal(1);
  });

  it("sends no more than its budget, and nothing once it is interrupted", async () => {
    const { read } = await drafts();
    const { carry, count } = carrier([answered(200)]);
    const sending = new Sending({ carrier: carry, budget: 2 });
    for (let round = 0; round < 3; round++) await sending.send(REQUEST, read);
    expect(count()).to.equal(2);
    const stopped = new Sending({ carrier: carry, signal: AbortSignal.abort() });
    expect(await stopped.send(REQUEST, read)).to.deep.equal({ kind: "withheld", why: "the run was interrupted" });
  });

  it("keeps to its rate", async () => {
    const { read } = await drafts();
    const sending = new Sending({ carrier: carrier([answered(200)]).carry, rate: 50 });
    const start = performance.now();
    for (let round = 0; round < 6; round++) await sending.send(REQUEST, read);
    expect(performance.now() - start).to.be.greaterThan(90);
  });

  it("comes to the same outcomes with cases side by side", async () => {
    const [one, other] = [await verifying("mattr"), await verifying("mattr", undefined, { concurrency: 8 })];
    const outcomes = ({ verification }: typeof one) =>
      verification.clauses.map(({ id, outcome, parts }) => [id, outcome, parts]);
    expect(outcomes(other)).to.deep.equal(outcomes(one));
    expect(other.findings).to.deep.equal([]);
  });
});
