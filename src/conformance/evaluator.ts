import type { Schema, SchemaLocation } from "../model/contract.ts";
import type { Direction } from "../model/finding.ts";
import { pointerOf } from "../model/pointer.ts";
import { type Dialect, dialectOf, refuseUnknownKeyword, UnsupportedSchema } from "./dialect.ts";
import { type Evaluation, type PathOrRoot, Run, spell, type UndeclaredMember } from "./evaluation.ts";
import { ANNOTATION_FORMATS, FORMATS, NUMBER_FORMATS } from "./formats/index.ts";
import { type Check, descend, type Node, type Site } from "./keyword.ts";
import { KEYWORDS } from "./keywords.ts";
import { type PlacedSchema, partsOf, type SchemaSet } from "./schema-set.ts";

const MARKS = ["readOnly", "writeOnly", "x-secret"] as const;

/**
 * Judges instances by JSON Schema and explains: which keyword, where, on which branch, and which members nothing
 * declares. Slower than compiled code, which decides first; this runs when there is something to say.
 */
export class Evaluator {
  readonly schemas: SchemaSet;
  readonly #nodes = new Map<SchemaLocation, Node>();
  readonly #pending: (() => void)[] = [];
  readonly #fallback: Dialect;

  /** `fallback` is the dialect of documents that do not name theirs. */
  constructor(schemas: SchemaSet, fallback: Dialect = "2020-12") {
    this.schemas = schemas;
    this.#fallback = fallback;
  }

  /**
   * The schema at a location, compiled with all it refers to. Throws `UnsupportedSchema` and `UnresolvedReference`
   * when it cannot be judged faithfully.
   */
  compile(location: SchemaLocation): Node {
    const node = this.#node(this.schemas.at(location));
    for (let compile = this.#pending.pop(); compile !== undefined; compile = this.#pending.pop()) compile();
    return node;
  }

  /**
   * All that the schema says about an instance. `seen`, if given, receives the location of every keyword that had a
   * say (`…/required:name` for an entry of `required`). In a request, members that only the provider sets are not
   * required, nor in a response those that are never returned (OpenAPI 3.0.4, 4.7.24.1). An instance nested too deeply for the stack breaks `depth`.
   */
  evaluate(
    node: Node,
    value: unknown,
    seen: Set<SchemaLocation> | null = null,
    direction: Direction | null = null,
  ): Evaluation {
    const run = new Run([], seen, direction);
    try {
      descend(node, value, null, run);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const violation = { keyword: "depth", at: "", schema: node.location, value: undefined, expected: undefined };
      return { violations: [{ ...violation, trail: [], secret: false }], undeclared: [], marked: [] };
    }
    const undeclared: UndeclaredMember[] = [];
    for (const [object, { path, schema, names, open, mentions }] of run.objects) {
      if (!mentions || open) continue;
      for (const [name, member] of Object.entries(object))
        if (!names.has(name))
          undeclared.push({ at: spell(path) + pointerOf([name]), name, value: member, schema, declared: [...names] });
    }
    return { violations: run.violations, undeclared, marked: run.marked };
  }

  #node(placed: PlacedSchema): Node {
    const known = this.#nodes.get(placed.location);
    if (known !== undefined) return known;
    let check: Check | null = null;
    const compiled = (): Check => {
      check ??= this.#compile(placed);
      return check;
    };
    const node: Node = {
      location: placed.location,
      check: (value, path, run, notes) => compiled()(value, path, run, notes),
    };
    this.#nodes.set(placed.location, node);
    this.#pending.push(compiled);
    return node;
  }

  #compile(placed: PlacedSchema): Check {
    const { schema, location } = placed;
    if (schema === true) return () => true;
    if (schema === false) return (value, path, run) => run.report("false", location, path, value, false);
    const root = this.schemas.documents.get(partsOf(location).source) as Schema;
    const dialect = dialectOf(schema, location, dialectOf(root, location, this.#fallback));
    for (const name of Object.keys(schema)) refuseUnknownKeyword(name, dialect, location);
    const onlyRef = dialect === "draft-07" && typeof schema.$ref === "string";
    const checks: Check[] = [];
    for (const [name, keyword] of KEYWORDS) {
      if (!Object.hasOwn(schema, name) || (onlyRef && name !== "$ref")) continue;
      const check = keyword(this.#site(placed, schema, dialect, name));
      if (check !== null) checks.push(check);
    }
    const marks = MARKS.filter((mark) => schema[mark] === true);
    const secret = schema["x-secret"] === true ? 1 : 0;
    return (value, path, run, notes) => {
      run.trail.push({ schema: location, path, value });
      for (const mark of marks) {
        run.seen?.add(`${location}/${mark}`);
        run.marked.push({ mark, at: spell(path), schema: `${location}/${mark}`, value });
      }
      run.secrets += secret;
      const fits = inTurn(checks, value, path, run, notes);
      run.secrets -= secret;
      run.trail.pop();
      return fits;
    };
  }

  /** Whether a place is in an OpenAPI document, where a format that nobody knows falls back to the type (4.7.24). */
  #isOpenApi(location: SchemaLocation): boolean {
    const root = this.schemas.documents.get(partsOf(location).source);
    return root !== null && typeof root === "object" && "openapi" in root;
  }

  #site(placed: PlacedSchema, schema: Site["schema"], dialect: Dialect, keyword: string): Site {
    const beside: Site["beside"] = (...segments) => placed.location + pointerOf(segments);
    const location = beside(keyword);
    if (keyword === "format" && !this.#isOpenApi(location)) refuseUnknownFormat(schema.format, location);
    return {
      schema,
      dialect,
      keyword,
      location,
      beside,
      sub: (...segments) => this.#node(this.schemas.at(beside(...segments))),
      follow: (reference) => this.#node(this.schemas.follow(reference, placed)),
    };
  }
}

const DECISIVE = new Set(["type", "enum", "const"]);

/** One root cause is one finding: once the kind of value is wrong, the other keywords are not asked. */
const inTurn = (checks: readonly Check[], ...[value, path, run, notes]: Parameters<Check>): boolean => {
  let fits = true;
  for (const check of checks) {
    const before = run.violations.length;
    if (check(value, path, run, notes)) continue;
    fits = false;
    if (DECISIVE.has(run.violations[before]?.keyword ?? "") && isAt(run, before, path)) break;
  }
  return fits;
};

const isAt = (run: Run, index: number, path: PathOrRoot): boolean => run.violations[index]?.at === spell(path);

const refuseUnknownFormat = (format: unknown, location: SchemaLocation): void => {
  const name = String(format);
  if (name in FORMATS || Object.hasOwn(NUMBER_FORMATS, name) || ANNOTATION_FORMATS.has(name)) return;
  throw new UnsupportedSchema(
    location,
    `the format ${JSON.stringify(format)} is not known, so nothing would check it`,
    "Use a known format, or state the rule with pattern.",
  );
};
