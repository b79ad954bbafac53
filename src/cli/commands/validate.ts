import { type Input, openInput } from "../../readers/file.ts";
import { InputError } from "../../readers/input-error.ts";
import { Payloads, type Targeting } from "../../validate/payloads.ts";
import type { Target } from "../../validate/target.ts";
import { type Arguments, type Command, flagOf, type Terminal, textOf } from "../command.ts";
import { UsageError } from "../errors.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { failOnOf, outputsOf, write } from "../output.ts";

/** The targets a payload may be; one if the command line says which. */
const targetsOf = async (args: Arguments): Promise<readonly Target[]> => {
  const [as, schema, openapi] = [textOf(args, "as"), textOf(args, "schema"), textOf(args, "openapi")];
  const options = { remote: flagOf(args, "allow-remote-refs") };
  if (schema !== undefined) {
    if (as !== undefined || openapi !== undefined)
      throw new UsageError(
        "--schema goes with neither --as nor --openapi",
        "A schema alone says what the payload is judged by.",
      );
    const { schemaTarget } = await import("../../validate/own.ts");
    return [await schemaTarget(schema, options)];
  }
  if (openapi !== undefined) {
    const { documentTargets } = await import("../../validate/own.ts");
    const targets = await documentTargets(openapi, options);
    return as === undefined ? targets : [named(as, targets)];
  }
  const [{ BODIES }, { bundledTarget }] = await Promise.all([
    import("../../generated/bodies.ts"),
    import("../../validate/target.ts"),
  ]);
  if (as === undefined) return Promise.all(BODIES.filter(({ media }) => media.includes("json")).map(bundledTarget));
  const body = BODIES.find(({ ref }) => ref === as);
  if (body === undefined)
    throw await unknownRef(
      as,
      BODIES.map(({ ref }) => ref),
    );
  return [await bundledTarget(body)];
};

const named = (as: string, targets: readonly Target[]): Target => {
  const found = targets.find(({ name }) => name === as || name.slice(name.indexOf(".") + 1) === as);
  if (found === undefined)
    throw new UsageError(
      `--as ${as} is not a documented body`,
      `Bodies: ${targets.map(({ name }) => name).join(", ")}.`,
    );
  return found;
};

const unknownRef = async (as: string, refs: readonly string[]): Promise<UsageError> => {
  const { nearest } = await import("../../model/show.ts");
  const near = nearest(as, refs);
  const remedy =
    near === null
      ? "tenant-contracts list shows all of them."
      : `Did you mean ${near}? tenant-contracts list shows all of them.`;
  return new UsageError(`--as ${as} is not a documented body`, remedy);
};

/** Without `--as`, each payload is taken for what it looks like, and the user is told what and why. */
const targetingOf = (targets: readonly Target[], note: (text: string) => void): Targeting => {
  const [only] = targets;
  if (targets.length === 1 && only !== undefined) return async () => only;
  return async (instance, source) => {
    const { detect } = await import("../../validate/detection.ts");
    const detection = await detect(instance, targets);
    if (detection.kind === "one") {
      note(`${source}: taken as ${detection.target.name}: ${detection.why}\n`);
      return detection.target;
    }
    const names = detection.targets.map(({ name }) => name).join(", ");
    throw detection.kind === "several"
      ? new UsageError(`${source} may be any of ${names}`, "Say which with --as REF.")
      : new UsageError(
          `${source} does not look like any documented body`,
          `Say which it is meant to be with --as REF: ${names}.`,
        );
  };
};

/** Judges one input; one that cannot be read is told, and the others are still judged. */
const judge = async (source: string, payloads: Payloads, terminal: Terminal): Promise<boolean> => {
  let input: Input | null = null;
  try {
    input = openInput(source);
    await payloads.input(input);
    return true;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    terminal.note(`tenant-contracts: ${error.source}: ${error.message}\n${error.remedy}\n`);
    return false;
  } finally {
    input?.close();
  }
};

const validate: Command = {
  name: "validate",
  question: "Does this payload have the documented shape?",
  usage: "validate [FILE | FOLDER | GLOB | -]… [--as REF]",
  options: {
    as: { type: "string", value: "REF", help: "the documented body it is meant to be: mattr.createTenant/request" },
    schema: {
      type: "string",
      value: "FILE",
      help: "a JSON Schema of your own (2020-12, 2019-09, draft-07); FILE#/pointer for a part",
    },
    openapi: {
      type: "string",
      value: "FILE",
      help: "an OpenAPI document of your own (3.0, 3.1), with --as OPERATION/request",
    },
    "allow-remote-refs": { type: "boolean", help: "fetch what $refs of your own documents lead to over http" },
  },
  examples: [
    "validate payload.json --as mattr.createTenant/request",
    "validate replies.ndjson --as cxengage.createTenant/response",
    "validate body.yaml --schema schema.json",
  ],
  async run(args, terminal): Promise<ExitCode> {
    const outputs = outputsOf(args);
    const failOn = failOnOf(args);
    const targets = await targetsOf(args);
    if (args.positionals.length === 0 && terminal.stdin.isTTY === true)
      throw new UsageError("there is nothing to validate", "Name a file or a folder, or pipe a payload in.");
    const sources = await sourcesOf(args.positionals);
    const quiet = flagOf(args, "quiet");
    const note = (text: string) => {
      if (!quiet) terminal.note(text);
    };
    const given = targets.length === 1 ? (targets[0] ?? null) : null;
    const { Collector, reportOf } = await import("../../engine/report.ts");
    const collector = new Collector();
    const payloads = new Payloads(targetingOf(targets, note), given, (findings, grouped) =>
      collector.add(findings, grouped),
    );
    let unreadable = 0;
    for (const source of sources) if (!(await judge(source, payloads, terminal))) unreadable++;
    const { applyWaivers } = await import("../waivers.ts");
    const findings = await applyWaivers(args, terminal, collector.findings, {
      complete: unreadable === 0,
      scope: async () => (await import("../../validate/scope.ts")).payloadScope(payloads.targets),
    });
    const report = reportOf("validate", payloads.checked, findings, failOn);
    const { frames } = await import("../frames.ts");
    await write(report, outputs, terminal, frames());
    if (unreadable > 0) return EXIT.input;
    return report.verdict === "pass" ? EXIT.pass : EXIT.findings;
  },
};

/** Plain files need no looking around; folders and patterns are expanded. */
const sourcesOf = async (names: readonly string[]): Promise<readonly string[]> => {
  if (names.length === 0) return ["-"];
  if (names.every((name) => /^[\w./-]+\.(json|ndjson|jsonl|ya?ml)$/.test(name))) return names;
  const { expandInputs } = await import("../../readers/inputs.ts");
  return expandInputs(names);
};

export default validate;
