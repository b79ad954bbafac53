import { below } from "../../model/pointer.ts";
import type { ApiCallback } from "./api.ts";
import { type Context, capital, missing, of, tell } from "./context.ts";

const nameOf = ({ name, operation }: ApiCallback): string => `the callback ${name} (${operation.method})`;

/**
 * Compares the requests that the provider sends because of an operation. They are paired by where they go and how; what
 * a callback is called is nobody's concern but the document's, unless nothing else tells two of them apart.
 */
export const compareCallbacks = (context: Context, compare: (inner: Context) => void): void => {
  const { base, revision } = context;
  let left = [...revision.callbacks];
  const unpaired: ApiCallback[] = [];
  const take = (wanted: (one: ApiCallback) => boolean): ApiCallback | undefined => {
    const found = left.find(wanted);
    if (found !== undefined) left = left.filter((one) => one !== found);
    return found;
  };
  const pairs: (readonly [ApiCallback, ApiCallback])[] = [];
  const pairUp = (list: readonly ApiCallback[], same: (a: ApiCallback, b: ApiCallback) => boolean): ApiCallback[] =>
    list.filter((callback) => {
      const other = take((one) => one.operation.method === callback.operation.method && same(callback, one));
      if (other !== undefined) pairs.push([callback, other]);
      return other === undefined;
    });
  const byUrl = (a: ApiCallback, b: ApiCallback): boolean => a.url === b.url;
  const byName = (a: ApiCallback, b: ApiCallback): boolean => a.name === b.name;
  const rest = pairUp(
    pairUp(base.callbacks, (a, b) => byUrl(a, b) && byName(a, b)),
    byUrl,
  );
  unpaired.push(...pairUp(rest, byName));
  for (const [before, after] of pairs) comparePair(context, before, after, compare);
  for (const callback of unpaired) {
    const { operation } = callback;
    tell(context, {
      rule: "callback-removed",
      message: `${capital(of(context, nameOf(callback)))} is no longer sent to ${callback.url}.`,
      at: placeOf(callback),
      base: operation.at,
      revision: revision.at,
      direction: "response",
      witness: missing(operation),
    });
  }
  for (const callback of left)
    tell(context, {
      rule: "callback-added",
      message: `${capital(of(context, nameOf(callback)))} is new; it is sent to ${callback.url}.`,
      at: placeOf(callback),
      base: base.at,
      revision: callback.operation.at,
      direction: "response",
    });
};

const placeOf = ({ name, operation }: ApiCallback): string => below(below("/callbacks", name), operation.method);

const comparePair = (
  context: Context,
  before: ApiCallback,
  after: ApiCallback,
  compare: (inner: Context) => void,
): void => {
  const at = placeOf(before);
  if (before.url !== after.url)
    tell(context, {
      rule: "callback-url-changed",
      message: `${capital(of(context, nameOf(before)))} was sent to ${before.url} and is now sent to ${after.url}.`,
      at,
      base: before.operation.at,
      revision: after.operation.at,
      direction: "response",
      witness: missing(before.operation),
    });
  compare({
    ...context,
    base: before.operation,
    revision: after.operation,
    outbound: { words: of(context, nameOf(before)), at: `${context.outbound?.at ?? ""}${at}` },
  });
};
