import type { SchemaLocation } from "../model/contract.ts";
import type { Direction } from "../model/finding.ts";
import { type Pointer, pointerOf, type Segment } from "../model/pointer.ts";

/** The way from the root of an instance to a part of it; null is the root. */
export interface Path {
  readonly parent: Path;
  readonly segment: Segment;
}
/** A path or the root. */
export type PathOrRoot = Path | null;

/** Spells a path as a JSON Pointer. */
export const spell = (path: PathOrRoot): Pointer => {
  const segments: Segment[] = [];
  for (let step = path; step !== null; step = step.parent as PathOrRoot) segments.push(step.segment);
  return pointerOf(segments.reverse());
};

/** A schema on the way to a violation, and the part of the instance it was shown. */
export interface TrailStep {
  readonly schema: SchemaLocation;
  readonly at: Pointer;
  readonly value: unknown;
}

/** A keyword that an instance breaks. */
export interface SchemaViolation {
  readonly keyword: string;
  /** The offending value; for `required` and its kin the missing member. */
  readonly at: Pointer;
  /** Where the keyword stands. */
  readonly schema: SchemaLocation;
  /** The member that is missing or not allowed. */
  readonly member?: string;
  readonly value: unknown;
  /** What the keyword says. */
  readonly expected: unknown;
  readonly trail: readonly TrailStep[];
  /** The value is, or is part of, a secret: it must not be shown. */
  readonly secret: boolean;
  /** For `anyOf` and `oneOf`: the branch that comes closest, and what it finds. */
  readonly closest?: { readonly branch: number; readonly of: number; readonly violations: readonly SchemaViolation[] };
  /** For `oneOf`: the branches that fit though only one may. */
  readonly fits?: readonly number[];
}

/** A member that no schema shown its object declares. */
export interface UndeclaredMember {
  readonly at: Pointer;
  readonly name: string;
  readonly value: unknown;
  /** The schema that declares the object's other members. */
  readonly schema: SchemaLocation;
  /** The names that are declared there. */
  readonly declared: readonly string[];
}

/** A member marked `readOnly`, `writeOnly` or `x-secret` that the instance holds. */
export interface MarkedMember {
  readonly mark: "readOnly" | "writeOnly" | "x-secret";
  readonly at: Pointer;
  readonly schema: SchemaLocation;
  readonly value: unknown;
}

/** All that a schema has to say about an instance. */
export interface Evaluation {
  readonly violations: readonly SchemaViolation[];
  readonly undeclared: readonly UndeclaredMember[];
  readonly marked: readonly MarkedMember[];
}

/** What is known of one object of the instance: which of its members some schema declares. */
export interface ObjectNotes {
  readonly path: PathOrRoot;
  readonly schema: SchemaLocation;
  readonly names: Set<string>;
  open: boolean;
  mentions: boolean;
}

/** What the schemas at one part of the instance have evaluated there (JSON Schema 2020-12, 11.1). */
export interface Notes {
  readonly names: Set<string>;
  allNames: boolean;
  /** Some schema lists members, so that others count as undeclared. */
  mentions: boolean;
  items: number;
  readonly contained: Set<number>;
}

export const newNotes = (): Notes => ({
  names: new Set(),
  allNames: false,
  mentions: false,
  items: 0,
  contained: new Set(),
});

/** Adds what `from` evaluated to `to`. */
export const addNotes = (to: Notes, from: Notes): void => {
  for (const name of from.names) to.names.add(name);
  for (const index of from.contained) to.contained.add(index);
  to.allNames ||= from.allNames;
  to.mentions ||= from.mentions;
  to.items = Math.max(to.items, from.items);
};

/** One evaluation under way, or one branch of it. */
export class Run {
  readonly violations: SchemaViolation[] = [];
  readonly objects = new Map<object, ObjectNotes>();
  readonly marked: MarkedMember[] = [];
  readonly trail: { schema: SchemaLocation; path: PathOrRoot; value: unknown }[];
  /** Keywords that had a say, by location; collected only when asked for. */
  readonly seen: Set<SchemaLocation> | null;
  /** How many schemas around the current value are marked `x-secret`. */
  secrets = 0;
  /** Which way the instance travels; null where that is not known. */
  readonly direction: Direction | null;

  constructor(trail: Run["trail"], seen: Set<SchemaLocation> | null, direction: Direction | null) {
    this.trail = trail;
    this.seen = seen;
    this.direction = direction;
  }

  branch(): Run {
    const branch = new Run(this.trail, this.seen === null ? null : new Set(), this.direction);
    branch.secrets = this.secrets;
    return branch;
  }

  /** Takes over what a branch found out; its violations only when it failed and is blamed. */
  adopt(branch: Run, blame = false): void {
    for (const [object, notes] of branch.objects) this.note(object, notes);
    this.marked.push(...branch.marked);
    if (branch.seen !== null) for (const location of branch.seen) this.seen?.add(location);
    if (blame) for (const violation of branch.violations) this.violations.push(violation);
  }

  note(object: object, notes: ObjectNotes): void {
    const known = this.objects.get(object);
    if (known === undefined) {
      this.objects.set(object, { ...notes, names: new Set(notes.names) });
      return;
    }
    for (const name of notes.names) known.names.add(name);
    known.open ||= notes.open;
    known.mentions ||= notes.mentions;
  }

  report(
    keyword: string,
    schema: SchemaLocation,
    path: PathOrRoot,
    value: unknown,
    expected: unknown,
    more: Partial<Pick<SchemaViolation, "member" | "closest" | "fits">> = {},
  ): false {
    const at = spell(path);
    const known = this.violations.some((violation) => violation.schema === schema && violation.at === at);
    if (!known) {
      const trail = this.trail.map((step) => ({ schema: step.schema, at: spell(step.path), value: step.value }));
      this.violations.push({ keyword, at, schema, value, expected, trail, secret: this.secrets > 0, ...more });
    }
    return false;
  }
}
