import type { Waiver } from "../model/waiver.ts";
import { CATALOGUE } from "../rules/catalogue.ts";

const RULES: ReadonlySet<string> = new Set(
  CATALOGUE.filter(({ on }) => on === "instance" || on === "text").map(({ id }) => id),
);

/**
 * Which waivers a run over payloads could have met: those for a rule about bodies, of an operation, and a direction if
 * the pointer says one, that some payload was judged by. `targets` are refs such as `mattr.createTenant/request`.
 */
export const payloadScope = (targets: Iterable<string>): ((waiver: Waiver) => boolean) => {
  const names = [...targets];
  return ({ rule, operation, at }) => {
    if (!RULES.has(rule)) return false;
    const side = /^\/(request|response)\/body(?:\/|$)/.exec(at)?.[1];
    return names.some((name) =>
      operation === null ? !/\/(?:request|response)(?:\/|$)/.test(name) : name.startsWith(`${operation}/${side ?? ""}`),
    );
  };
};
