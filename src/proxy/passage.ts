import type { Exchange } from "../model/exchange.ts";
import type { Unjudged } from "./body.ts";

/** An exchange that has passed as a whole, decoded for judging; nothing of it is redacted yet. */
export interface Passage {
  readonly exchange: Exchange;
  readonly requestUnjudged: Unjudged | null;
  readonly responseUnjudged: Unjudged | null;
  /** Octets of the bodies as they passed. */
  readonly requestOctets: number;
  readonly responseOctets: number;
  /** When the request came, and how long the answer took, in milliseconds. */
  readonly started: number;
  readonly took: number;
}

/** What hears of the traffic. */
export interface Listener {
  /**
   * Exchanges that are complete but for their last octets, which are sent on after this returns: what it has written by
   * then is written for every exchange that a client saw complete. Answers, one for each, what is sent with 502 in place
   * of a held response; null lets it pass.
   */
  complete(passages: readonly Passage[]): readonly (string | null)[];
  /** Their last octets have been sent; there is time to judge. */
  settled(passages: readonly Passage[]): void;
  /** An exchange came to no end: either side went away, or the target is not there. */
  failed(kind: "unreachable" | "broken", message: string): void;
  /** A defect of ours; the exchange is cut off. */
  defect(error: unknown): void;
}
