import { fileURLToPath } from "node:url";
import { expect } from "chai";
import ts from "typescript";
import { findProviders, loadProvider } from "../scripts/bookkeeping/provider-files.ts";
import { type SchemaTest, type SchemaTestGroup, testsNameOf } from "../scripts/bookkeeping/schema-tests.ts";
import { compileValidators, type Judge } from "../scripts/bookkeeping/validators.ts";
import { documentedBodies } from "../scripts/generation/body-types.ts";
import { componentOf } from "../scripts/generation/single-document.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** An instance of a body, and whether it has to compile against the body's type; null where types say nothing about it. */
interface Instance {
  readonly name: string;
  readonly type: string;
  readonly data: unknown;
  readonly compiles: boolean | null;
}

const TYPE_LEVEL = new Set(["type", "required", "enum", "const"]);
const CONDITIONAL = /\/(?:if|then|else|not|contains|dependentSchemas)\//;

/** Whether an invalid instance breaks a rule that types express. They know no integers and no conditions. */
const breaksType = (test: SchemaTest, judge: Judge): boolean =>
  judge(test.data).some(
    ({ keyword, at, message, schemaPath }) =>
      keyword === test.keyword &&
      at === test.at &&
      TYPE_LEVEL.has(keyword) &&
      !CONDITIONAL.test(schemaPath) &&
      !message.endsWith("must be integer"),
  );

/** The instances of every schema, against the type of the first body that it is the schema of, else of its component. */
const instancesOf = (provider: string): Instance[] => {
  const { files } = loadProvider(root, provider);
  const validators = compileValidators(files.schemas);
  const bodies = new Map<string, string>();
  for (const { ref, schema } of documentedBodies(files)) if (!bodies.has(schema)) bodies.set(schema, ref);
  return [...files.schemas.keys()].flatMap((file) => {
    const ref = bodies.get(`schemas/${file}#`);
    const bare = ref === undefined ? `components["schemas"]["${componentOf(file)}"]` : `bodies["${ref}"]`;
    const groups = files.tests.get(testsNameOf(file)) as readonly SchemaTestGroup[];
    const tests = groups.filter((group) => !group.schema.$ref.includes("#")).flatMap((group) => group.tests);
    return tests.map((test) => ({
      name: `${file}: ${test.description}`,
      type: `Open<${provider}.${bare}>`,
      data: test.data,
      compiles: test.valid ? true : breaksType(test, validators.at(`${file}#`)) ? false : null,
    }));
  });
};

/** A program of one line an instance. Members that are not declared may be there, as they may in the schemas. */
const programOf = (providers: readonly string[], instances: readonly Instance[]): { text: string; first: number } => {
  const head = [
    ...providers.map((name) => `import type * as ${name} from "./src/generated/types/${name}.ts";`),
    "type Open<T> = T extends readonly (infer Item)[] ? Open<Item>[]",
    "  : T extends object ? { [Key in keyof T]: Open<T[Key]> } & { [name: string]: unknown } : T;",
  ];
  const lines = instances.map(({ type, data }, index) => `const i${index}: ${type} = ${JSON.stringify(data)};`);
  return { text: [...head, ...lines, "export {};", ""].join("\n"), first: head.length };
};

/** The message of the compiler's first objection to each line that it objects to. Lines count from 0. */
const objections = (text: string): Map<number, string> => {
  const name = `${root}instances.ts`;
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    types: [],
    lib: ["lib.es2022.d.ts"],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => file === name || fileExists(file);
  host.readFile = (file) => (file === name ? text : readFile(file));
  host.getSourceFile = (file, version, ...rest) =>
    file === name ? ts.createSourceFile(file, text, version) : getSourceFile(file, version, ...rest);
  const program = ts.createProgram([name], options, host);
  const source = program.getSourceFile(name);
  const found = new Map<number, string>();
  for (const { start = 0, messageText } of [
    ...program.getGlobalDiagnostics(),
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ]) {
    const line = source?.getLineAndCharacterOfPosition(start).line ?? -1;
    if (!found.has(line)) found.set(line, ts.flattenDiagnosticMessageText(messageText, " "));
  }
  return found;
};

describe("generated types", function () {
  this.timeout(60_000);
  const providers = findProviders(root);
  const instances = providers.flatMap(instancesOf);
  let byInstance: readonly (string | undefined)[] = [];
  let elsewhere: readonly string[] = [];

  before(() => {
    const { text, first } = programOf(providers, instances);
    const found = objections(text);
    byInstance = instances.map((_, index) => found.get(first + index));
    elsewhere = [...found].filter(([line]) => line < first).map(([, message]) => message);
  });

  it("compile by themselves", () => {
    expect(elsewhere).to.deep.equal([]);
  });

  for (const provider of providers) {
    it(`of ${provider} accept every instance that its schemas accept`, () => {
      const refused = instances.flatMap(({ name, compiles }, index) =>
        name.startsWith(`${provider}/`) && compiles === true && byInstance[index] !== undefined
          ? [`${name}: ${byInstance[index]}`]
          : [],
      );
      expect(refused).to.deep.equal([]);
      expect(instances.some(({ name, compiles }) => name.startsWith(`${provider}/`) && compiles === true)).to.equal(
        true,
      );
    });

    it(`of ${provider} refuse every instance with a wrong type, a missing member or a value that is not listed`, () => {
      const accepted = instances.flatMap(({ name, compiles }, index) =>
        name.startsWith(`${provider}/`) && compiles === false && byInstance[index] === undefined ? [name] : [],
      );
      expect(accepted).to.deep.equal([]);
      expect(instances.some(({ name, compiles }) => name.startsWith(`${provider}/`) && compiles === false)).to.equal(
        true,
      );
    });
  }
});
