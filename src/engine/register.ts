import type { Binding, Clause, ClauseCitation, Page } from "../model/clause.ts";
import type { Contract, Operation, SchemaLocation } from "../model/contract.ts";
import { below, type Pointer, segmentsOf } from "../model/pointer.ts";

/** The clauses of a contract, by what they bind. */
export class Register {
  readonly contract: Contract;
  readonly #pages: ReadonlyMap<string, Page>;
  readonly #byId: ReadonlyMap<string, Clause>;
  readonly #byLocation = new Map<SchemaLocation, Clause[]>();
  readonly #byRule = new Map<string, RuleBound[]>();
  readonly #bySubject = new Map<SchemaLocation, Clause[]>();

  constructor(contract: Contract) {
    this.contract = contract;
    this.#pages = new Map(contract.clauses.pages.map((page) => [page.id, page]));
    this.#byId = new Map(contract.clauses.clauses.map((clause) => [clause.id, clause]));
    for (const clause of contract.clauses.clauses) {
      if (clause.subject !== undefined) push(this.#bySubject, bundled(clause.subject), clause);
      for (const binding of clause.binds) {
        for (const location of locationsOf(binding, contract)) push(this.#byLocation, location, clause);
        if ("rule" in binding)
          push(this.#byRule, binding.rule, {
            clause,
            at: binding.at === undefined ? null : [binding.at].flat().map(segmentsOf),
          });
      }
    }
  }

  get clauses(): readonly Clause[] {
    return this.contract.clauses.clauses;
  }

  clause(id: string): Clause | undefined {
    return this.#byId.get(id);
  }

  /** The operations a clause is about, by id. */
  operationsOf(clause: Clause): readonly string[] {
    return clause.operations ?? this.#pages.get(clause.page)?.operations ?? [];
  }

  /** The clauses that bind a keyword or an element, those about the operation before all others. */
  at(location: SchemaLocation, operation: Operation | null): readonly Clause[] {
    return this.#preferred(this.#byLocation.get(location) ?? [], operation);
  }

  /** The clauses whose readings compete for a subschema. */
  contesting(location: SchemaLocation, operation: Operation | null): readonly Clause[] {
    return this.#preferred(this.#bySubject.get(location) ?? [], operation);
  }

  /** The clauses about an operation that a rule checks at a place in an exchange; null for one that is not known. */
  ofRule(rule: string, operation: Operation | null, pointer: Pointer | null): readonly Clause[] {
    const found = pointer === null ? null : segmentsOf(pointer);
    return (this.#byRule.get(rule) ?? [])
      .filter(({ at }) => at === null || found === null || at.some((place) => covers(place, found)))
      .map(({ clause }) => clause)
      .filter((clause) => operation === null || this.operationsOf(clause).includes(operation.id));
  }

  /** The clauses that state a status of an operation. */
  stating(operation: Operation, status: number): readonly Clause[] {
    return this.clauses.filter(({ binds }) =>
      binds.some(
        (binding) =>
          "status" in binding && binding.status === String(status) && [binding.operation].flat().includes(operation.id),
      ),
    );
  }

  #preferred(clauses: readonly Clause[], operation: Operation | null): readonly Clause[] {
    if (operation === null) return clauses;
    const own = clauses.filter((clause) => this.operationsOf(clause).includes(operation.id));
    return own.length > 0 ? own : clauses;
  }

  cite(clause: Clause): ClauseCitation {
    const { id, section, says, standing } = clause;
    return { id, page: this.#pages.get(clause.page)?.title ?? clause.page, section, says, standing };
  }
}

interface RuleBound {
  readonly clause: Clause;
  /** The places by their segments. */
  readonly at: readonly (readonly string[])[] | null;
}

/** Whether a pointer is a place or something in it; `*` in the place stands for any segment. */
const covers = (place: readonly string[], found: readonly string[]): boolean =>
  place.length <= found.length && place.every((segment, index) => segment === "*" || segment === found[index]);

/** Where a schema that clauses name below `schemas/` stands. */
const bundled = (schema: SchemaLocation): SchemaLocation => `schemas/${schema.includes("#") ? schema : `${schema}#`}`;

const push = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
};

/**
 * The places that a binding binds: keywords in schemas, elements of the document. An entry of `required` is named
 * `…/required:name`, as violations of it are.
 */
export const locationsOf = (binding: Binding, contract: Contract): SchemaLocation[] => {
  if ("schema" in binding) {
    const at = bundled(binding.schema);
    return [
      at,
      ...(binding.keywords ?? []).map((keyword) => `${at}/${keyword}`),
      ...(binding.required ?? []).map((name) => `${at}/required:${name}`),
    ];
  }
  if (!("operation" in binding)) return [];
  const ids = [binding.operation].flat();
  return contract.operations
    .filter((operation) => ids.includes(operation.id))
    .flatMap((operation) => elementsOf(binding, operation))
    .map((location) => (location.includes("#") ? location : `${contract.source}#${location}`));
};

const elementsOf = (binding: Extract<Binding, { operation: unknown }>, operation: Operation): string[] => {
  if (binding.status !== undefined) {
    const response = operation.responses.find(({ status }) => status === binding.status);
    if (response === undefined) return [];
    if (binding.media !== undefined) {
      const media = response.content.find(({ name }) => name === binding.media);
      return media === undefined ? [] : [media.at, `${response.at}/content`];
    }
    if (binding.header !== undefined) {
      const header = response.headers.find(({ name }) => name === binding.header?.toLowerCase());
      return header === undefined ? [] : [header.at, `${header.at}/required`];
    }
    return [
      response.at,
      `${operation.at}/responses`,
      ...(response.content.length > 0 ? [`${response.at}/content`] : []),
    ];
  }
  if (binding.request !== undefined) {
    const body = operation.requestBody;
    const media = body?.content.find(({ name }) => name === binding.request);
    return body === null || media === undefined ? [] : [media.at, body.at, `${body.at}/content`];
  }
  if (binding.parameter !== undefined) {
    const parameter = operation.parameters.find(
      ({ in: where, name }) => `${where}.${name}`.toLowerCase() === binding.parameter?.toLowerCase(),
    );
    if (parameter === undefined) return [];
    const keywords = (binding.keywords ?? []).map((keyword) =>
      keyword === "required" ? `${parameter.at}/required` : `${parameter.schema}/${keyword}`,
    );
    return [parameter.at, ...keywords];
  }
  if (binding.security !== undefined)
    return [`${operation.at}/security`, below(`${operation.at}/security`, binding.security)];
  return [operation.at];
};
