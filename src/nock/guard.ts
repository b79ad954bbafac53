import { reportOf } from "../engine/report.ts";
import { type ExchangeLike, exchangeOf } from "../library/exchange.ts";
import { bundledContract, judgeOf } from "../library/judges.ts";
import type { Contract } from "../model/contract.ts";
import type { Finding, Severity } from "../model/finding.ts";
import pretty from "../report/pretty.ts";
import { onReply } from "./replies.ts";

/** What is guarded, and how strictly. */
export interface GuardOptions {
  /** Where the provider seems to be served; every host that a documented server has unless given. */
  readonly baseUrl?: string;
  /** The mildest severity that is not let through: `error` unless given. */
  readonly failOn?: Severity;
}

/** Watches over the replies of nock. */
export interface Guard {
  /** Every finding so far that is severe enough. */
  readonly findings: readonly Finding[];
  /** Throws if a reply departed from the contract since it was last asked. */
  check(): void;
  /** Lets everything through from now on. */
  stop(): void;
}

/** A reply that departs from the contract. */
export class GuardError extends Error {
  override name = "GuardError";
  readonly findings: readonly Finding[];

  constructor(reply: string, findings: readonly Finding[], failOn: Severity) {
    const words = pretty(reportOf("guard", 1, findings, failOn), { color: false, frame: () => null });
    super(`the reply to ${reply} departs from the contract\n\n${words}`);
    this.findings = findings;
  }
}

/** What Mocha's hooks are called on. */
interface HookContext {
  readonly currentTest?: { readonly state?: string };
}

type Hook = (run: (this: HookContext | undefined) => void) => void;

/** The hooks of the test runner, where there is one that has them as globals. */
const hook = (name: "afterEach" | "after" | "afterAll"): Hook | undefined => {
  const found = (globalThis as { readonly [name: string]: unknown })[name];
  return typeof found === "function" ? (found as Hook) : undefined;
};

/** The origin and base path of each place where the provider seems to be served. */
const placesOf = (contract: Contract, baseUrl: string | undefined): URL[] =>
  (baseUrl === undefined ? contract.servers.map(({ url }) => url) : [baseUrl])
    .filter((url) => /^https?:/.test(url))
    .map((url) => new URL(url));

const baseOf = ({ pathname }: URL): string => pathname.replace(/\/+$/, "");

const covers = (place: URL, url: URL): boolean =>
  place.host === url.host && (url.pathname === baseOf(place) || url.pathname.startsWith(`${baseOf(place)}/`));

/**
 * Judges every reply that nock gives in a provider's name, hand-written ones above all: one that departs from the
 * contract fails the request it answers, and `check` throws. Inside `describe` of Mocha, and of any runner with global
 * hooks, it checks after each test and stops after the last by itself. What the request did wrong is not judged.
 */
export const guard = (provider: string | Contract, { baseUrl, failOn = "error" }: GuardOptions = {}): Guard => {
  const known = typeof provider === "string" ? bundledContract(provider) : Promise.resolve(provider);
  // A name that is not known is told by whoever asks first.
  known.catch(() => undefined);
  const limit = ["error", "warning", "info"].indexOf(failOn);
  const findings: Finding[] = [];
  let open: GuardError | null = null;

  const judge = async (exchange: ExchangeLike): Promise<void> => {
    const contract = await known;
    const url = new URL(exchange.request.url);
    const place = placesOf(contract, baseUrl).find((one) => covers(one, url));
    if (place === undefined) return;
    const judging = await judgeOf(contract, [baseOf(place)]);
    const { method } = exchange.request;
    const reply = `${method} ${url.pathname}`;
    const found = judging
      .exchange(exchangeOf(exchange), (pointer) => ({ source: "reply", line: null, column: null, pointer }))
      .filter(({ severity, direction, rule }) => {
        const replied = direction === "response" || rule === "operation-undocumented" || rule === "method-undocumented";
        return replied && ["error", "warning", "info"].indexOf(severity) <= limit;
      });
    if (found.length === 0) return;
    findings.push(...found);
    const error = new GuardError(reply, found, failOn);
    open ??= error;
    throw error;
  };

  const stop = onReply(judge);
  const check = (): void => {
    const error = open;
    open = null;
    if (error !== null) throw error;
  };
  hook("afterEach")?.(function () {
    // A test that the refused reply has failed already is not to end the others, as a failing hook would.
    if (this?.currentTest?.state === "failed") open = null;
    else check();
  });
  (hook("after") ?? hook("afterAll"))?.(stop);
  return { findings, check, stop };
};
