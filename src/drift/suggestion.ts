import { SchemaSet } from "../conformance/schema-set.ts";
import type { Contract, MediaType, SchemaLocation } from "../model/contract.ts";
import { responseFor } from "../model/contract.ts";
import { type Pointer, parentOf, pointerOf, segmentsOf } from "../model/pointer.ts";
import type { BodyObservation, MemberObservation, Observations } from "./portion.ts";
import { Shape } from "./shape.ts";

/** An operation of RFC 6902 that adds a member to a schema. */
interface Addition {
  readonly op: "add";
  readonly path: Pointer;
  readonly value: Readonly<Record<string, unknown>>;
}

/** How to document an undeclared member: a patch of the schema, and a clause to complete. */
export interface Suggestion {
  /** The document to patch, as findings name it. */
  readonly document: string;
  readonly patch: readonly Addition[];
  /** The clause in the form of the provider's clause file; what only a person can know is empty. */
  readonly clause: {
    readonly id: string;
    readonly page: string;
    readonly section: string;
    readonly member: Pointer;
    readonly says: string;
    readonly standing: "inferred";
    readonly evidence: string;
    readonly binds: readonly { readonly schema: string; readonly keywords: readonly string[] }[];
  };
  /** Where it was seen, by operation, direction, media type and pointer. */
  readonly seen: readonly string[];
}

interface Met {
  readonly owner: SchemaLocation;
  readonly name: string;
  readonly pointer: Pointer;
  readonly operation: string;
  readonly members: MemberObservation[];
  readonly seen: string[];
}

const shapeAt = (root: Shape, pointer: Pointer): Shape | null => {
  let shape: Shape | null = root;
  for (const segment of segmentsOf(pointer)) {
    if (shape === null) return null;
    shape = segment === "*" ? (shape.items ?? shape.rest) : shape.member(segment);
  }
  return shape;
};

const schemaOf = (members: readonly MemberObservation[]): Readonly<Record<string, unknown>> => {
  const met = new Set(members.flatMap(({ types }) => Object.keys(types)));
  if (met.has("number")) met.delete("integer");
  const types = [...met].sort((a, b) => (a === "null" ? 1 : b === "null" ? -1 : a < b ? -1 : 1));
  const formats = members.flatMap(({ formats: list }) => (list === undefined ? [] : [list]));
  const common = (formats[0] ?? []).find((format) => formats.every((list) => list.includes(format)));
  return {
    type: types.length === 1 ? types[0] : types,
    ...(common !== undefined && types.includes("string") ? { format: common } : {}),
    description: "",
  };
};

const kebab = (text: string): string =>
  text
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .toLowerCase();

/** For each undeclared member that traffic showed, what would document it. The same members of one schema count once. */
export const suggestionsOf = (contract: Contract, observations: Observations): Suggestion[] => {
  const schemas = new SchemaSet(contract.documents);
  const met = new Map<string, Met>();
  const look = (
    operation: string,
    where: string,
    content: readonly MediaType[],
    bodies: readonly BodyObservation[],
  ): void => {
    for (const { media, members } of bodies) {
      const schema = content.find(({ name }) => name === media)?.schema ?? null;
      if (schema === null) continue;
      const root = Shape.of(schemas, schema);
      for (const member of members) {
        if (member.declared) continue;
        const owner = shapeAt(root, parentOf(member.pointer))?.owner ?? null;
        const name = segmentsOf(member.pointer).at(-1) ?? "";
        if (owner === null) continue;
        const key = `${owner} ${name}`;
        const known = met.get(key) ?? { owner, name, pointer: member.pointer, operation, members: [], seen: [] };
        known.members.push(member);
        known.seen.push(`${operation} ${where} ${media} ${member.pointer}`);
        met.set(key, known);
      }
    }
  };
  for (const operation of contract.operations) {
    const observed = observations.operations.find((one) => one.operation === operation.ref);
    look(operation.ref, "request", operation.requestBody?.content ?? [], observed?.requests ?? []);
    for (const { status, bodies } of observed?.responses ?? [])
      look(operation.ref, `response ${status}`, responseFor(operation, status)?.content ?? [], bodies);
  }
  return [...met.values()].map((one) => suggestionOf(contract, one));
};

const suggestionOf = (contract: Contract, { owner, name, pointer, operation, members, seen }: Met): Suggestion => {
  const hash = owner.indexOf("#");
  const document = owner.slice(0, hash);
  const path = `${owner.slice(hash + 1)}${pointerOf(["properties", name])}`;
  const value = schemaOf(members);
  const id = operation.slice(operation.indexOf(".") + 1);
  // The page that is about the operation most of all: the one about the fewest.
  const [page] = contract.clauses.pages
    .filter(({ operations }) => operations.includes(id))
    .sort((a, b) => a.operations.length - b.operations.length);
  const times = members.reduce((sum, { value: full, null: none, empty }) => sum + full + none + empty, 0);
  const could = members.reduce((sum, { absent }) => sum + absent, times);
  return {
    document,
    patch: [{ op: "add", path, value }],
    clause: {
      id: `${contract.provider}-${kebab(
        document
          .split("/")
          .at(-1)!
          .replace(/\.schema\.json$|\.(ya?ml|json)$/, ""),
      )}-${kebab(name)}`,
      page: page?.id ?? "",
      section: "",
      member: pointer,
      says: "",
      standing: "inferred",
      evidence: `Recorded traffic has it in ${times} of ${could} objects.`,
      binds: [
        {
          schema: `${document.replace(/^schemas\//, "")}#${path}`,
          keywords: Object.keys(value).filter((word) => word !== "description"),
        },
      ],
    },
    seen,
  };
};
