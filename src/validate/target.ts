import type { Gate } from "../conformance/conformance.ts";
import type { BundledBody } from "../contract/bundled.ts";
import type { BodyContext, Judge } from "../engine/judge.ts";
import type { SchemaLocation } from "../model/contract.ts";

/** What payloads are judged by: one documented body, or a schema of the user's own. */
export interface Target {
  /** As the user knows it: a ref, or a file. */
  readonly name: string;
  readonly schema: SchemaLocation;
  /** Whether its name alone leads to it, so that another thread can load it too. */
  readonly bundled?: true;
  /** Opens where there is nothing to say; null where everything is shown to the judge. */
  readonly gate: Gate | null;
  /** The judge and the body's context, loaded when there is something to say. */
  judge(): Promise<{ readonly judge: Judge; readonly context: BodyContext }>;
}

/** A bundled body as a target: nothing but its gate is loaded until a payload needs words. */
export const bundledTarget = async (body: BundledBody): Promise<Target> => ({
  name: body.ref,
  bundled: true,
  schema: body.schema,
  gate: body.gate === null ? null : (await body.gate()).default,
  judge: async () => {
    const [{ loadBundled, loadGates }, { Judge }] = await Promise.all([
      import("../contract/bundled.ts"),
      import("../engine/judge.ts"),
    ]);
    const [provider = "", rest = ""] = body.ref.split(".");
    const contract = await loadBundled(provider);
    if (contract === undefined) throw new Error(`no bundled contract for ${body.ref}`);
    const operation = contract.operations.find(({ id }) => rest.startsWith(`${id}/`)) ?? null;
    const { direction, status } = body;
    return { judge: new Judge(contract, await loadGates(provider)), context: { operation, direction, status } };
  },
});
