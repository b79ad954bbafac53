import type { Evaluation } from "../conformance/evaluation.ts";
import type { BodyReading } from "../model/body.ts";
import type { Contract, MediaType, Operation, Parameter, ResponseContract } from "../model/contract.ts";
import type { Exchange } from "../model/exchange.ts";
import type { Direction, Severity, Violation } from "../model/finding.ts";
import type { Pointer } from "../model/pointer.ts";
import type { Route } from "../model/route.ts";

/** A parameter or header as observed, and what its schema says about it. */
export interface ParameterReading {
  readonly parameter: Parameter;
  /** The text as sent, or null where it is missing. */
  readonly text: string | null;
  readonly value: unknown;
  readonly evaluation: Evaluation | null;
  readonly at: Pointer;
}

/** An exchange as rules see it: paired with what documents it. */
export interface ExchangeSubject {
  readonly contract: Contract;
  readonly exchange: Exchange;
  readonly route: Route;
  readonly operation: Operation | null;
  /** What documents the response's status. */
  readonly documented: ResponseContract | null;
  readonly requestMedia: MediaType | null;
  readonly responseMedia: MediaType | null;
  readonly requestBody: BodyReading;
  readonly responseBody: BodyReading;
  readonly parameters: readonly ParameterReading[];
  readonly responseHeaders: readonly ParameterReading[];
}

/** A well-formed body, or a payload by itself, with all that its schema says. */
export interface InstanceSubject {
  /** Null for a payload judged outside any exchange. */
  readonly direction: Direction | null;
  readonly evaluation: Evaluation;
}

/** A body's text. */
export interface TextSubject {
  readonly direction: Direction | null;
  readonly reading: BodyReading;
}

interface Words {
  /** Kebab-case; never changes once published. */
  readonly id: string;
  /** What is wrong, in one sentence. */
  readonly summary: string;
  /** Why it matters to whoever meets it. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  /** A fixed severity; without it, it follows from the standing of the clause that is broken. */
  readonly severity?: Severity;
}

/** A request and its answer on the example contract; what is left out is as documented. */
export interface ExchangeExample {
  readonly request?: {
    readonly method?: string;
    readonly url?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | null;
  };
  readonly response?: {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | null;
  };
  /** The pointers of the violations the rule yields. */
  readonly finds: readonly Pointer[];
}

/** A schema and an instance of it; `direction` where that matters. */
export interface InstanceExample {
  readonly schema: boolean | { readonly [keyword: string]: unknown };
  readonly instance: unknown;
  readonly direction?: Direction;
  readonly finds: readonly Pointer[];
}

export interface TextExample {
  readonly text: string;
  readonly finds: readonly Pointer[];
}

/** The examples are the rule's documentation and its tests. */
interface Examples<Example> {
  readonly violates: readonly Example[];
  readonly passes: readonly Omit<Example, "finds">[];
}

/** A rule about one side of an exchange, or both together. */
export interface ExchangeRule extends Words {
  readonly on: "request" | "response" | "exchange";
  readonly examples: Examples<ExchangeExample>;
  check(subject: ExchangeSubject): Iterable<Violation>;
}

/** A rule about a well-formed body. */
export interface InstanceRule extends Words {
  readonly on: "instance";
  /** The schema keywords whose violations it words; each keyword belongs to one rule. */
  readonly keywords?: readonly string[];
  readonly examples: Examples<InstanceExample>;
  check(subject: InstanceSubject): Iterable<Violation>;
}

/** A rule about a body's text. */
export interface TextRule extends Words {
  readonly on: "text";
  readonly examples: Examples<TextExample>;
  check(subject: TextSubject): Iterable<Violation>;
}

/** One small file that says everything about itself. */
export type Rule = ExchangeRule | InstanceRule | TextRule;

/** Gives a rule its type. */
export const defineRule = <R extends Rule>(rule: R): R => rule;
