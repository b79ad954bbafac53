import type { Finding, Place } from "../model/finding.ts";
import type { Reason } from "../readers/traffic/recorded.ts";
import type { Position } from "./position.ts";

/** Equal findings as one, with the first places at which they stand, in order. */
export interface GroupedFinding extends Finding {
  readonly places: readonly Place[];
}

/** How often something was seen, and where first and last. */
export interface Seen {
  readonly count: number;
  readonly first: Position;
  readonly last: Position;
}

/** How often each JSON type was met. */
export interface Types {
  readonly array?: number;
  readonly boolean?: number;
  readonly integer?: number;
  readonly null?: number;
  readonly number?: number;
  readonly object?: number;
  readonly string?: number;
}

/** A value of a member for which the contract lists values, as JSON text. */
export interface ValueObservation extends Seen {
  readonly value: string;
}

/**
 * A member of a body, by its pointer with `*` for array items and for names that are data. In each object that could
 * hold it, it has a value, is null, is empty (`""`, `{}`, `[]`) or is absent.
 */
export interface MemberObservation {
  readonly pointer: string;
  readonly declared: boolean;
  readonly value: number;
  readonly null: number;
  readonly empty: number;
  readonly absent: number;
  readonly types: Types;
  readonly first: Position;
  readonly last: Position;
  /** Values seen where the contract lists values; never of secrets. */
  readonly values?: readonly ValueObservation[];
  /** Formats that every text seen at an undeclared member has. */
  readonly formats?: readonly string[];
  /** There were more values, or more undeclared members in it, than are told. */
  readonly more?: boolean;
}

/** The bodies of one media type, in one direction of an operation. */
export interface BodyObservation extends Seen {
  /** In lower case, without parameters; empty where no Content-Type came. */
  readonly media: string;
  readonly documented: boolean;
  readonly members: readonly MemberObservation[];
}

/** A header field or a parameter. */
export interface NameObservation extends Seen {
  readonly in: "path" | "query" | "header" | "cookie";
  readonly name: string;
  readonly documented: boolean;
}

export interface ResponseObservation extends Seen {
  readonly status: number;
  readonly documented: boolean;
  readonly headers: readonly NameObservation[];
  readonly bodies: readonly BodyObservation[];
}

export interface OperationObservation extends Seen {
  readonly operation: string;
  readonly parameters: readonly NameObservation[];
  readonly requests: readonly BodyObservation[];
  readonly responses: readonly ResponseObservation[];
}

/** A host whose exchanges are not the contract's. */
export interface HostObservation extends Seen {
  readonly host: string;
}

/** What recorded traffic showed, deviations or not. */
export interface Observations {
  /** Exchanges with servers that are not the contract's: counted, not judged. */
  readonly outside: { readonly count: number; readonly hosts: readonly HostObservation[]; readonly more: boolean };
  /** Exchanges with the contract's servers that call no documented operation. */
  readonly undocumented: number;
  readonly operations: readonly OperationObservation[];
  /** Findings beyond those that are listed. */
  readonly unlisted: { readonly error: number; readonly warning: number; readonly info: number };
}

/** A file of which nothing was judged, and why. */
export interface UnreadFile {
  readonly source: string;
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
  /** It was met in a folder and claims to be no recording: there may be nothing to judge in it. */
  readonly passedOver: boolean;
}

/** What could not be judged, by reason. `bodies` are parts of exchanges that were judged without them. */
export interface Unjudged {
  readonly count: number;
  readonly reasons: readonly {
    readonly reason: Reason;
    readonly count: number;
    readonly places: readonly Position[];
  }[];
  readonly bodies: number;
  /** Left out where every file could be read. */
  readonly files?: readonly UnreadFile[];
}

/** How much of the contract the traffic showed. Items are named by operation: `mattr.createTenant response 201`. */
export interface Coverage {
  readonly documented: number;
  readonly seen: number;
  readonly missing: readonly string[];
}

/** Which parts of the recordings this is about, of how many, counted from 1. */
export interface Parts {
  readonly of: number;
  readonly read: readonly number[];
}

/** What judging some part of recorded traffic gave. Portions merge to the portion of the whole. */
export interface Portion {
  readonly checked: number;
  readonly findings: readonly GroupedFinding[];
  readonly observations: Observations;
  readonly unjudged: Unjudged;
  readonly coverage?: Coverage;
  readonly parts?: Parts;
}
