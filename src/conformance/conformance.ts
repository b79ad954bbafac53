import type { Documents, SchemaLocation } from "../model/contract.ts";
import type { Direction } from "../model/finding.ts";
import type { Evaluation } from "./evaluation.ts";
import { Evaluator } from "./evaluator.ts";
import type { Node } from "./keyword.ts";
import { SchemaSet } from "./schema-set.ts";

/** Compiled code that accepts an instance only if its schema has nothing at all to say: valid, and nothing undeclared. */
export type Gate = (instance: unknown) => boolean;

/** The name a gate goes by: one schema may have one for each direction. */
export const gateKey = (location: SchemaLocation, direction: Direction | null): string =>
  `${location} ${direction ?? ""}`;

const NOTHING: Evaluation = { violations: [], undeclared: [], marked: [] };

/**
 * The one door to schemas. A gate, where there is one, lets through in no time what needs no words; everything else is
 * shown to the evaluator, which explains.
 */
export class Conformance {
  readonly schemas: SchemaSet;
  readonly #evaluator: Evaluator;
  readonly #gates: Map<string, Gate>;
  readonly #nodes = new Map<SchemaLocation, Node>();

  constructor(documents: Documents, gates: Iterable<readonly [string, Gate]> = []) {
    this.schemas = new SchemaSet(documents);
    this.#evaluator = new Evaluator(this.schemas);
    this.#gates = new Map(gates);
  }

  /** The schema at a location, compiled; throws where it cannot be judged faithfully. */
  prepare(location: SchemaLocation): Node {
    let node = this.#nodes.get(location);
    if (node === undefined) {
      node = this.#evaluator.compile(location);
      this.#nodes.set(location, node);
    }
    return node;
  }

  /** Compiles gates for these schemas, which pays from a few hundred instances on. */
  async compileGates(bodies: Iterable<readonly [SchemaLocation, Direction | null]>): Promise<void> {
    const { compileGate } = await import("./gate.ts");
    for (const [location, direction] of bodies) {
      const key = gateKey(location, direction);
      if (this.#gates.has(key)) continue;
      const gate = compileGate(this.schemas, location, direction);
      if (gate !== null) this.#gates.set(key, gate);
    }
  }

  /** The gate to a body, if there is one. */
  gate(location: SchemaLocation, direction: Direction | null): Gate | null {
    return this.#gates.get(gateKey(location, direction)) ?? null;
  }

  /**
   * What the schema says about an instance. `seen`, if given, receives the location of every keyword that had a say.
   * Members marked as secret are told only where `seen` is given or there is something else to say.
   */
  evaluate(
    location: SchemaLocation,
    instance: unknown,
    direction: Direction | null = null,
    seen: Set<SchemaLocation> | null = null,
  ): Evaluation {
    if (seen === null && this.#gates.get(gateKey(location, direction))?.(instance) === true) return NOTHING;
    return this.#evaluator.evaluate(this.prepare(location), instance, seen, direction);
  }
}
