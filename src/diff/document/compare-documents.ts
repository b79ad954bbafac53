import type { Direction } from "../../model/finding.ts";
import type { Observation, Repetition } from "../finding.ts";
import type { SchemaSource } from "../schema/source.ts";
import type { SchemaPairs } from "../schema-pairs.ts";
import type { AnnotationComparison } from "./annotations.ts";
import type { ApiDocument, ApiOperation } from "./api.ts";
import { compareOperation } from "./compare-operation.ts";
import { compareSchemes } from "./compare-schemes.ts";
import { basePaths, compareServers } from "./compare-servers.ts";
import { type Context, missing, refused } from "./context.ts";
import { keyOf } from "./read-api.ts";
import { type ApiServer, overlap, withoutPaths } from "./servers.ts";

/** What comparing two documents works with. */
export interface Comparing {
  readonly pairs: Readonly<Record<Direction, SchemaPairs>>;
  readonly annotations: Readonly<Record<Direction, AnnotationComparison>>;
  readonly sources: { readonly base: SchemaSource; readonly revision: SchemaSource };
  /** The day by which sunset dates have passed; null decides nothing by date. */
  readonly today: string | null;
  tell(observation: Observation): void;
  repeat(repetition: Repetition): void;
}

/** Compares two OpenAPI documents. */
export const compareDocuments = (before: ApiDocument, after: ApiDocument, comparing: Comparing): void => {
  const { tell } = comparing;
  const pairs = paired(before, after);
  compareAllServers(before, after, pairs, tell);
  compareSchemes(before.schemes, after.schemes, tell);
  for (const { base, revision } of pairs) {
    if (revision === null) tell(removal(base, after, comparing.today));
    else compare(base, revision, null, comparing);
  }
  const known = new Set(pairs.map(({ revision }) => revision));
  for (const operation of after.operations.values())
    if (!known.has(operation))
      tell({
        ...plainly(operation),
        rule: "operation-added",
        message: `${operation.method} ${operation.path} is new.`,
        at: "",
        base: `${before.source}#/paths`,
        revision: operation.at,
      });
  compareWebhooks(before, after, comparing);
};

const plainly = ({ id }: ApiOperation) => ({ operation: id, direction: null, status: null, witness: null });

const compare = (
  base: ApiOperation,
  revision: ApiOperation,
  outbound: Context["outbound"],
  comparing: Comparing,
): void => {
  const unstable = base.stability === "draft" || base.stability === "alpha";
  const tell = (observation: Observation): void =>
    comparing.tell(
      unstable && observation.rule !== "operation-stability-decreased"
        ? { ...observation, severity: "info", message: `${observation.message} The operation was ${base.stability}.` }
        : observation,
    );
  compareOperation({ ...comparing, base, revision, operation: base.id, outbound, tell });
};

interface Pair {
  readonly base: ApiOperation;
  readonly revision: ApiOperation | null;
  /** Whether the two are the same but for the path that servers put before. */
  readonly moved: boolean;
}

/**
 * Pairs operations by method and path. Where the servers' own paths have nothing in common, whole paths decide first:
 * `/v1` may have gone from the servers into the paths, or the other way.
 */
const paired = (before: ApiDocument, after: ApiDocument): Pair[] => {
  const [was, is] = [basePaths(before.servers), basePaths(after.servers)];
  const rebased = !overlap(was, is);
  const whole = new Map<string, ApiOperation>();
  if (rebased)
    for (const operation of after.operations.values())
      for (const path of operation.servers === null ? is : basePaths(operation.servers))
        whole.set(keyOf(operation.method, path + operation.path), operation);
  const taken = new Set<ApiOperation>();
  const pairs: Pair[] = [];
  for (const base of before.operations.values()) {
    const found = (base.servers === null ? was : basePaths(base.servers))
      .map((path) => whole.get(keyOf(base.method, path + base.path)))
      .find((one) => one !== undefined && !taken.has(one));
    if (found !== undefined) taken.add(found);
    pairs.push({ base, revision: found ?? null, moved: false });
  }
  return pairs.map((pair) => {
    if (pair.revision !== null) return pair;
    const found = after.operations.get(pair.base.key);
    return found === undefined || taken.has(found) ? pair : { ...pair, revision: found, moved: rebased };
  });
};

/** Compares the servers of the document, where operations use them, and those that operations have of their own. */
const compareAllServers = (
  before: ApiDocument,
  after: ApiDocument,
  pairs: readonly Pair[],
  tell: (observation: Observation) => void,
): void => {
  const [base, revision] = [`${before.source}#/servers`, `${after.source}#/servers`];
  const shared = pairs.filter((pair) => pair.base.servers === null && (pair.revision?.servers ?? null) === null);
  const moved = shared.filter((pair) => pair.moved);
  const [was, is] = [basePaths(before.servers), basePaths(after.servers)];
  const [first] = moved;
  if (first !== undefined)
    tell({
      rule: "server-base-path-changed",
      operation: null,
      direction: "request",
      status: null,
      message: `The servers put ${paths(was)} before every path and now put ${paths(is)}: ${moved.length === 1 ? "one operation has" : `${moved.length} operations have`} another URL.`,
      at: "/servers",
      base,
      revision,
      witness: refused({ ...first.base, path: `${was[0] ?? ""}${first.base.path}` }),
    });
  else if (pairs.length === 0 || shared.length > 0) {
    // Where the path went from the servers into the operations' paths or back, only the hosts are left to compare.
    const hosts = overlap(was, is) ? (list: readonly ApiServer[]) => list : withoutPaths;
    compareServers(
      { operation: null, before: hosts(before.servers), after: hosts(after.servers), base, revision },
      tell,
    );
  }
  for (const pair of pairs) {
    if (pair.revision === null || (pair.base.servers === null && pair.revision.servers === null)) continue;
    const [own, now] = [pair.base.servers ?? before.servers, pair.revision.servers ?? after.servers];
    const [ownPaths, nowPaths] = [basePaths(own), basePaths(now)];
    const places = { base: pair.base.at, revision: pair.revision.at };
    const stays = ownPaths.some((path) =>
      nowPaths.some((other) => keyOf("", path + pair.base.path) === keyOf("", other + (pair.revision?.path ?? ""))),
    );
    if (stays) compareServers({ operation: pair.base.id, before: own, after: now, ...places }, tell);
    else
      tell({
        rule: "server-base-path-changed",
        operation: pair.base.id,
        direction: "request",
        status: null,
        message: `The servers of the operation put ${paths(ownPaths)} before its path and now put ${paths(nowPaths)}.`,
        at: "/servers",
        ...places,
        witness: refused({ ...pair.base, path: `${ownPaths[0] ?? ""}${pair.base.path}` }),
      });
  }
};

const paths = (list: readonly string[]): string => list.map((path) => (path === "" ? "nothing" : path)).join(" or ");

/** Webhooks are known by their names, under which consumers ask for them. */
const compareWebhooks = (before: ApiDocument, after: ApiDocument, comparing: Comparing): void => {
  const told = (rule: string, message: string, operation: ApiOperation, places: { base: string; revision: string }) =>
    comparing.tell({ ...plainly(operation), rule, direction: "response", message, at: "", ...places });
  for (const [key, base] of before.webhooks) {
    const revision = after.webhooks.get(key);
    if (revision !== undefined) compare(base, revision, { words: `the webhook ${key}`, at: "" }, comparing);
    else
      comparing.tell({
        ...plainly(base),
        rule: "callback-removed",
        direction: "response",
        message: `The webhook ${key} is no longer sent.`,
        at: "",
        base: base.at,
        revision: `${after.source}#/webhooks`,
        witness: missing(base),
      });
  }
  for (const [key, operation] of after.webhooks)
    if (!before.webhooks.has(key))
      told("callback-added", `The webhook ${key} is new.`, operation, {
        base: `${before.source}#/webhooks`,
        revision: operation.at,
      });
};

const removal = (operation: ApiOperation, after: ApiDocument, today: string | null): Observation => {
  const common = { ...plainly(operation), at: "", base: operation.at, revision: `${after.source}#/paths` };
  const name = `${operation.method} ${operation.path}`;
  const { stability, sunset } = operation;
  if (stability === "draft" || stability === "alpha")
    return { ...common, rule: "operation-removed", severity: "info", message: `${name} is gone. It was ${stability}.` };
  if (operation.deprecated && sunset !== null && (today === null || sunset <= today)) {
    const passed = today !== null;
    return {
      ...common,
      rule: "operation-removed-after-deprecation",
      ...(passed ? { severity: "info" as const } : {}),
      message: passed
        ? `${name} is gone; its sunset date ${sunset} has passed.`
        : `${name} is gone; it was deprecated with the sunset date ${sunset}. Whether that has passed is not known here.`,
    };
  }
  const early = sunset === null ? "" : ` Its sunset date ${sunset} has not passed.`;
  return { ...common, rule: "operation-removed", message: `${name} is gone.${early}`, witness: refused(operation) };
};
