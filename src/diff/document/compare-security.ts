import { type Context, of, refused, tell, undocumented } from "./context.ts";

type Requirement = ReadonlySet<string>;

const meets = (presented: Requirement, wanted: readonly Requirement[]): boolean =>
  wanted.some((one) => [...one].every((part) => presented.has(part)));

const words = (one: Requirement): string => (one.size === 0 ? "no credentials" : [...one].join(" and "));

const all = (list: readonly Requirement[]): string => list.map(words).join("; or ");

/** Compares what must be presented with a request. */
export const compareSecurity = (context: Context): void => {
  const { base, revision, outbound } = context;
  const open: readonly Requirement[] = [new Set()];
  const before = base.security.length === 0 ? open : base.security;
  const after = revision.security.length === 0 ? open : revision.security;
  const place = { base: base.at, revision: revision.at, at: "/security" };
  const lost = before.filter((one) => !meets(one, after));
  const gained = after.filter((one) => !meets(one, before));
  if (outbound !== null) {
    if (gained.length > 0)
      tell(context, {
        ...place,
        direction: "response",
        rule: "callback-credentials-changed",
        message: `${of(context, "The request")} was sent with ${all(before)} and is now sent with ${all(after)}.`,
        witness: undocumented(base, { request: { credentials: [...(gained[0] ?? [])] } }),
      });
    return;
  }
  if (lost.length > 0)
    tell(context, {
      ...place,
      direction: "request",
      rule: "security-strengthened",
      message: `${all(lost)} ${lost.length === 1 ? "was" : "were"} enough and ${lost.length === 1 ? "is" : "are"} not any more; needed now: ${all(after)}.`,
      witness: refused(base, { request: { credentials: [...(lost[0] ?? [])] } }),
    });
  if (gained.length > 0)
    tell(context, {
      ...place,
      direction: "request",
      rule: "security-weakened",
      message: `${all(gained)} ${gained.length === 1 ? "is" : "are"} enough now.`,
    });
};
