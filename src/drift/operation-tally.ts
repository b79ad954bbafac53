import type { SchemaSet } from "../conformance/schema-set.ts";
import type { Operation } from "../model/contract.ts";
import type { Direction } from "../model/finding.ts";
import { shortestValue } from "../readers/duplicates.ts";
import type { Kind, KindBody } from "./kind.ts";
import { MemberTally } from "./member-tally.ts";
import { compareTexts, FirstKeys } from "./merging.ts";
import type { BodyObservation, NameObservation, OperationObservation, ResponseObservation } from "./portion.ts";
import { MOST, settled } from "./portion-merge.ts";
import { Shape } from "./shape.ts";
import { Extent, type Resolve, type Spot } from "./spot.ts";

/** Header fields or parameters by name: all that are documented, and the first so many of the others. */
class NameTally {
  readonly #documented = new Map<string, Extent>();
  readonly #others = new FirstKeys<Extent>(MOST.names);

  add(where: NameObservation["in"], name: string, documented: boolean, kind: Kind): void {
    const key = `${where} ${name.slice(0, 200)}`;
    let tally = documented ? this.#documented.get(key) : this.#others.get(key, () => new Extent());
    if (documented && tally === undefined) {
      tally = new Extent();
      this.#documented.set(key, tally);
    }
    tally?.add(kind.met);
  }

  told(resolve: Resolve): NameObservation[] {
    const told = (documented: boolean, [key, tally]: readonly [string, Extent]): NameObservation => {
      const space = key.indexOf(" ");
      return {
        in: key.slice(0, space) as NameObservation["in"],
        name: key.slice(space + 1),
        documented,
        ...tally.told(resolve),
      };
    };
    return [
      ...[...this.#documented].map((one) => told(true, one)),
      ...this.#others.settled().map((one) => told(false, one)),
    ];
  }
}

/** The bodies of one media type in one direction. */
export class BodyTally {
  readonly #media: string;
  readonly #documented: boolean;
  readonly root: MemberTally | null;
  readonly #met = new Extent();

  constructor({ media, documented, schema }: KindBody, schemas: SchemaSet) {
    this.#media = media.slice(0, 200);
    this.#documented = documented !== null;
    this.root = schema === null ? null : new MemberTally(Shape.of(schemas, schema), true);
  }

  /** Counts a body, and what is in it where it could be read; answers with what `shortestValue` says of that. */
  observe(value: unknown, spot: Spot): number {
    this.#met.meet(spot);
    if (value === undefined) return 0;
    return this.root === null ? shortestValue(value) : this.root.observe(value, spot);
  }

  told(resolve: Resolve): BodyObservation[] {
    if (this.#met.count === 0) return [];
    const members = this.root === null ? [] : [...this.root.told("", resolve)];
    return [
      {
        media: this.#media,
        documented: this.#documented,
        ...this.#met.told(resolve),
        members,
      },
    ];
  }
}

/** The bodies of one direction by media type: all that are documented, and the first so many of the others. */
class BodyTallies {
  readonly #documented = new Map<string, BodyTally>();
  readonly #others = new FirstKeys<BodyTally>(MOST.names);

  of(body: KindBody, schemas: SchemaSet): BodyTally | undefined {
    if (body.documented === null) return this.#others.get(body.media.slice(0, 200), () => new BodyTally(body, schemas));
    let tally = this.#documented.get(body.media);
    if (tally === undefined) {
      tally = new BodyTally(body, schemas);
      this.#documented.set(body.media, tally);
    }
    return tally;
  }

  told(resolve: Resolve): BodyObservation[] {
    const others = this.#others.settled().map(([, tally]) => tally);
    return [...this.#documented.values(), ...others].flatMap((tally) => tally.told(resolve));
  }
}

/** What one operation's exchanges showed. */
export class OperationTally {
  readonly #operation: Operation;
  readonly #schemas: SchemaSet;
  readonly #seen = new Extent();
  readonly #parameters = new NameTally();
  readonly #requests = new BodyTallies();
  readonly #responses = new Map<
    number,
    { seen: Extent; documented: boolean; headers: NameTally; bodies: BodyTallies }
  >();

  constructor(operation: Operation, schemas: SchemaSet) {
    this.#operation = operation;
    this.#schemas = schemas;
  }

  #response(status: number, documented: boolean) {
    let response = this.#responses.get(status);
    if (response === undefined) {
      response = { seen: new Extent(), documented, headers: new NameTally(), bodies: new BodyTallies() };
      this.#responses.set(status, response);
    }
    return response;
  }

  /** Counts a body of an exchange of a kind; answers as `BodyTally.observe` does. */
  observe(side: Direction, kind: Kind, value: unknown, spot: Spot): number {
    const bodies = side === "request" ? this.#requests : this.#response(kind.status, kind.documented !== null).bodies;
    const tally = bodies.of(kind[side], this.#schemas);
    // There are too many media types for each to be counted.
    return tally === undefined ? shortestValue(value) : tally.observe(value, spot);
  }

  /** Counts the exchanges of a kind, and starts it anew. */
  count(kind: Kind): void {
    if (kind.met.count === 0) return;
    this.#seen.add(kind.met);
    const response = this.#response(kind.status, kind.documented !== null);
    response.seen.add(kind.met);
    const documented = new Set(kind.documented?.headers.map(({ name }) => name));
    for (const name of kind.headerNames) response.headers.add("header", name, documented.has(name), kind);
    const sent = new Set(new URLSearchParams(kind.query).keys());
    for (const { in: where, name } of this.#operation.parameters) {
      const there = where === "path" || (where === "query" ? sent.has(name) : Object.hasOwn(kind.requestHeaders, name));
      if (there) this.#parameters.add(where, name, true, kind);
      if (where === "query") sent.delete(name);
    }
    for (const name of sent) this.#parameters.add("query", name, false, kind);
    kind.met = new Extent();
  }

  told(resolve: Resolve): OperationObservation {
    return {
      operation: this.#operation.ref,
      ...this.#seen.told(resolve),
      parameters: this.#parameters.told(resolve),
      requests: this.#requests.told(resolve),
      responses: [...this.#responses]
        .sort(([a], [b]) => compareTexts(String(a), String(b)))
        .map(
          ([status, { seen, documented, headers, bodies }]): ResponseObservation => ({
            status,
            documented,
            ...seen.told(resolve),
            headers: headers.told(resolve),
            bodies: bodies.told(resolve),
          }),
        ),
    };
  }
}

/** The observations of operations as a portion has them. */
export const toldOperations = (tallies: Iterable<OperationTally>, resolve: Resolve): readonly OperationObservation[] =>
  settled([...tallies].map((tally) => tally.told(resolve)));
