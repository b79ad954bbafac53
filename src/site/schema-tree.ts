import { type PlacedSchema, type SchemaSet, within } from "../conformance/schema-set.ts";
import type { Register } from "../engine/register.ts";
import type { Clause } from "../model/clause.ts";
import type { Operation, SchemaLocation } from "../model/contract.ts";
import { below, type Pointer } from "../model/pointer.ts";

/** One value of a documented body, and all that is said about it. */
export interface Member {
  /** As in the body; `*` for the items of a list and for members of any name. */
  readonly name: string;
  /** Where it stands in the body; `*` for any item. */
  readonly pointer: Pointer;
  /** `string (uuid) or null`; empty where any value will do. */
  readonly type: string;
  /** Null where that is no question: for the body itself and for items. */
  readonly required: boolean | null;
  readonly title: string;
  readonly description: string;
  /** What else is required of the value, in words. */
  readonly constraints: readonly string[];
  /** `read-only`, `secret` and so on. */
  readonly marks: readonly string[];
  readonly clauses: readonly Clause[];
  readonly members: readonly Member[];
}

type Keywords = { readonly [keyword: string]: unknown };

const keywordsOf = ({ schema }: PlacedSchema): Keywords => (typeof schema === "boolean" ? {} : schema);

/** A schema with all that it refers to without condition: its `$ref`s and the parts of its `allOf`. */
const partsOf = (placed: PlacedSchema, schemas: SchemaSet): PlacedSchema[] => {
  const parts: PlacedSchema[] = [];
  const queue = [placed];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { location } = next;
    if (parts.some((part) => part.location === location)) continue;
    parts.push(next);
    const { $ref, allOf } = keywordsOf(next);
    if (typeof $ref === "string") queue.push(schemas.follow($ref, next));
    if (Array.isArray(allOf)) queue.push(...allOf.map((_, index) => schemas.at(within(location, "allOf", index))));
  }
  return parts;
};

const first = (parts: readonly PlacedSchema[], keyword: string): string => {
  const found = parts.map((part) => keywordsOf(part)[keyword]).find((value) => typeof value === "string");
  return (found as string | undefined) ?? "";
};

const typeOf = (parts: readonly PlacedSchema[]): string => {
  const types = parts.map((part) => keywordsOf(part).type).find((type) => type !== undefined);
  const format = first(parts, "format");
  const names = [types ?? []].flat() as string[];
  return names.map((name) => (name === "string" && format !== "" ? `string (${format})` : name)).join(" or ");
};

const values = (list: unknown): string => (list as unknown[]).map((value) => JSON.stringify(value)).join(", ");

const PHRASES: Readonly<Record<string, (value: unknown) => string>> = {
  enum: (value) => `one of ${values(value)}`,
  const: (value) => `always ${JSON.stringify(value)}`,
  pattern: (value) => `matches ${value}`,
  minLength: (value) => `at least ${value} characters`,
  maxLength: (value) => `at most ${value} characters`,
  minimum: (value) => `at least ${value}`,
  maximum: (value) => `at most ${value}`,
  exclusiveMinimum: (value) => `more than ${value}`,
  exclusiveMaximum: (value) => `less than ${value}`,
  multipleOf: (value) => `a multiple of ${value}`,
  minItems: (value) => `at least ${value} items`,
  maxItems: (value) => `at most ${value} items`,
  uniqueItems: () => "each item once",
  minProperties: (value) => `at least ${value} members`,
  maxProperties: (value) => `at most ${value} members`,
  default: (value) => `${JSON.stringify(value)} unless given`,
  dependentRequired: (value) =>
    Object.entries(value as object)
      .map(([name, needs]) => `${name} needs ${(needs as string[]).join(" and ")}`)
      .join("; "),
  if: () => "depends on its other members; see the schema",
  not: (value) => `not ${JSON.stringify(value)}`,
};

const constraintsOf = (parts: readonly PlacedSchema[]): string[] => {
  const found = parts.flatMap((part) => {
    const keywords = keywordsOf(part);
    const closed = keywords.additionalProperties === false || keywords.unevaluatedProperties === false;
    return [
      ...Object.entries(keywords).flatMap(([keyword, value]) => {
        const phrase = Object.hasOwn(PHRASES, keyword) ? PHRASES[keyword]?.(value) : undefined;
        return phrase === undefined ? [] : [phrase];
      }),
      ...(closed ? ["no other members"] : []),
    ];
  });
  return [...new Set(found)];
};

const MARKS: readonly (readonly [keyword: string, mark: string])[] = [
  ["readOnly", "read-only"],
  ["writeOnly", "write-only"],
  ["x-secret", "secret"],
  ["deprecated", "deprecated"],
];

const marksOf = (parts: readonly PlacedSchema[]): string[] =>
  MARKS.flatMap(([keyword, mark]) => (parts.some((part) => keywordsOf(part)[keyword] === true) ? [mark] : []));

/** What surrounds a member: whether and by which schemas it is required. */
interface Holder {
  readonly name: string;
  readonly pointer: Pointer;
  readonly required: boolean | null;
  readonly requiredBy: readonly SchemaLocation[];
  /** The schemas on the way here, so that a schema that holds itself ends. */
  readonly path: readonly SchemaLocation[];
}

class TreeReader {
  readonly #schemas: SchemaSet;
  readonly #register: Register;
  readonly #operation: Operation;

  constructor(schemas: SchemaSet, register: Register, operation: Operation) {
    this.#schemas = schemas;
    this.#register = register;
    this.#operation = operation;
  }

  read(location: SchemaLocation, holder: Holder): Member {
    const parts = partsOf(this.#schemas.at(location), this.#schemas);
    const again = holder.path.includes(location);
    return {
      name: holder.name,
      pointer: holder.pointer,
      type: typeOf(parts),
      required: holder.required,
      title: first(parts, "title"),
      description: again ? "As above, and so on." : first(parts, "description"),
      constraints: constraintsOf(parts),
      marks: marksOf(parts),
      clauses: this.#clauses(parts, holder.requiredBy),
      members: again ? [] : this.#members(parts, holder.pointer, [...holder.path, location]),
    };
  }

  #clauses(parts: readonly PlacedSchema[], requiredBy: readonly SchemaLocation[]): Clause[] {
    const places = [
      ...parts.flatMap((part) => [
        part.location,
        ...Object.keys(keywordsOf(part)).map((keyword) => `${part.location}/${keyword}`),
      ]),
      ...requiredBy,
    ];
    const found = new Set([
      ...parts.flatMap(({ location }) => this.#register.contesting(location, this.#operation)),
      ...places.flatMap((place) => this.#register.at(place, this.#operation)),
    ]);
    return [...found].filter((clause) => this.#register.operationsOf(clause).includes(this.#operation.id));
  }

  #members(parts: readonly PlacedSchema[], pointer: Pointer, path: readonly SchemaLocation[]): Member[] {
    const members = new Map<string, Member>();
    const item = (name: string, location: SchemaLocation): void => {
      if (!members.has(name))
        members.set(
          name,
          this.read(location, { name, pointer: below(pointer, name), required: null, requiredBy: [], path }),
        );
    };
    for (const part of parts) {
      const keywords = keywordsOf(part);
      for (const name of Object.keys((keywords.properties as object | undefined) ?? {})) {
        if (members.has(name)) continue;
        const requiring = parts.filter((one) =>
          ((keywordsOf(one).required as string[] | undefined) ?? []).includes(name),
        );
        members.set(
          name,
          this.read(within(part.location, "properties", name), {
            name,
            pointer: below(pointer, name),
            required: requiring.length > 0,
            requiredBy: requiring.map(({ location }) => `${location}/required:${name}`),
            path,
          }),
        );
      }
      for (const pattern of Object.keys((keywords.patternProperties as object | undefined) ?? {}))
        item(`/${pattern}/`, within(part.location, "patternProperties", pattern));
      for (const keyword of ["items", "additionalProperties"] as const)
        if (isSchemaObject(keywords[keyword])) item("*", within(part.location, keyword));
      for (const keyword of ["anyOf", "oneOf"] as const)
        for (const index of ((keywords[keyword] as unknown[] | undefined) ?? []).keys())
          item(`${keyword}-${index + 1}`, within(part.location, keyword, index));
    }
    return [...members.values()];
  }
}

const isSchemaObject = (value: unknown): boolean => value !== null && typeof value === "object";

/** A documented body as a tree of its members, with the clauses about each that concern the operation. */
export const treeOf = (
  location: SchemaLocation,
  operation: Operation,
  schemas: SchemaSet,
  register: Register,
): Member =>
  new TreeReader(schemas, register, operation).read(location, {
    name: "",
    pointer: "",
    required: null,
    requiredBy: [],
    path: [],
  });

/** All clauses that a tree shows somewhere. */
export const clausesIn = (member: Member): Clause[] => [...member.clauses, ...member.members.flatMap(clausesIn)];
