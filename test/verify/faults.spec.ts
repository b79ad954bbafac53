import { expect } from "chai";
import { loadBehaviour, loadBundled, loadGates } from "../../src/contract/bundled.ts";
import { type Fault, faultsOf, withFault } from "../../src/provider/faults.ts";
import { serve } from "../../src/provider/server.ts";
import { credentialsOf, demoCredentials } from "../../src/verify/credentials.ts";
import { planOf } from "../../src/verify/plan.ts";
import { type VerifyFinding, verify } from "../../src/verify/verification.ts";

const BASE = "http://provider.example";

/** Verifies a provider with one fault: in memory, but over HTTP where the fault is in how answers travel. */
const verifier = async (name: string) => {
  const contract = (await loadBundled(name))!;
  const behaviour = (await loadBehaviour(name))!.behaviour as Parameters<typeof withFault>[1];
  const gates = await loadGates(name);
  const plan = planOf(contract, "0");
  const [credentials, forbidden] = (["demo", "forbidden"] as const).map((caller) =>
    credentialsOf(demoCredentials(contract.operations, caller)!),
  );
  const target = { credentials: credentials!, forbidden: forbidden!, allowWrites: true };
  const common = { shrink: false, targetName: "embedded", gates };
  return async (fault: Fault): Promise<readonly VerifyFinding[]> => {
    // A busy machine may be slow; only what breaks the transport is not waited for.
    const limits = { timeout: fault.breaks === null ? 10_000 : 400 };
    const { provider, wire } = withFault(contract, behaviour, fault, { seed: "0" });
    if (wire === undefined) {
      const carrier = async ({ url, ...rest }: { url: string; method: string; headers: object; body: unknown }) =>
        ({ kind: "answer", response: provider.handle({ ...rest, url: url.slice(BASE.length) } as never) }) as const;
      return (await verify(plan, { ...target, baseUrl: BASE }, { ...common, limits, carrier })).findings;
    }
    const served = await serve(provider, { wire });
    try {
      return (await verify(plan, { ...target, baseUrl: served.url }, { ...common, limits })).findings;
    } finally {
      await served.close();
    }
  };
};

const spelled = ({ severity, rule, operation, instance }: VerifyFinding): string =>
  `${severity} ${rule} ${operation} ${instance.pointer}`;

describe("verify, against providers with one fault each", function () {
  this.timeout(120_000);

  for (const name of ["citrix", "cxengage", "mattr"])
    describe(name, () => {
      let run: Awaited<ReturnType<typeof verifier>>;
      let faults: readonly Fault[] = [];
      const usual = new Set<string>();

      before(async () => {
        run = await verifier(name);
        faults = faultsOf((await loadBehaviour(name))!.faults);
        const nothing: Fault = { name: "none", says: "", kind: "harmless", breaks: null };
        for (const finding of await run(nothing)) usual.add(spelled(finding));
      });

      it("finds every fault, and says which clause it breaks", async () => {
        const missed: string[] = [];
        for (const fault of faults) {
          if (fault.breaks === null) continue;
          const found = (await run(fault)).filter((finding) => !usual.has(spelled(finding)));
          const broken = found.some(({ clauses }) => clauses.some(({ id }) => id === fault.breaks));
          // What breaks the transport breaks it for every operation, so that no single clause can be named.
          const whole = fault.kind === "transport" && found.some(({ severity }) => severity === "error");
          if (!broken && !whole) missed.push(`${fault.name}: ${found.map(spelled).join("; ")}`);
        }
        expect(missed).to.deep.equal([]);
      });

      it("finds nothing wrong with changes that break nothing", async () => {
        const alarms: string[] = [];
        for (const fault of faults) {
          if (fault.breaks !== null) continue;
          const found = (await run(fault)).filter(
            (finding) => !usual.has(spelled(finding)) && finding.severity === "error",
          );
          if (found.length > 0) alarms.push(`${fault.name}: ${found.map(spelled).join("; ")}`);
        }
        expect(alarms).to.deep.equal([]);
      });
    });
});
