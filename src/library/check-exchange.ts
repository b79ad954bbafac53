import { reportOf } from "../engine/report.ts";
import type { Contract } from "../model/contract.ts";
import type { Place, Report, Severity } from "../model/finding.ts";
import type { Pointer } from "../model/pointer.ts";
import { type ExchangeLike, exchangeOf } from "./exchange.ts";
import { bundledContract, judgeOf } from "./judges.ts";

/** How an exchange is judged. */
export interface CheckOptions {
  /** The mildest severity that makes the verdict `fail`: `error` unless said otherwise. */
  readonly failOn?: Severity;
  /** What findings call the exchange: `exchange` unless said otherwise. */
  readonly source?: string;
  /** The path under which the provider is served, in place of those that the document's servers have. */
  readonly basePath?: string;
}

/**
 * Judges one exchange by a contract, a bundled one by its name. The report is that of the commands: its verdict is
 * `fail` if a finding is as severe as `failOn`. Rejects only where the contract itself is at fault.
 */
export const checkExchange = async (
  contract: Contract | string,
  exchange: ExchangeLike,
  options: CheckOptions = {},
): Promise<Report> => {
  const { failOn = "error", source = "exchange", basePath } = options;
  const known = typeof contract === "string" ? await bundledContract(contract) : contract;
  const judge = await judgeOf(known, basePath === undefined ? undefined : [basePath.replace(/\/+$/, "")]);
  const placing = (pointer: Pointer): Place => ({ source, line: null, column: null, pointer });
  return reportOf("check", 1, judge.exchange(exchangeOf(exchange), placing), failOn);
};
