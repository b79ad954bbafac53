import { below } from "../../model/pointer.ts";
import type { Observation } from "../finding.ts";
import { type ApiServer, basePathOf, isServed } from "./servers.ts";

/** What servers are compared of: a document as a whole, or one operation. */
export interface Served {
  readonly operation: string | null;
  readonly before: readonly ApiServer[];
  readonly after: readonly ApiServer[];
  readonly base: string;
  readonly revision: string;
}

/** The paths that servers put before those of operations, each once. */
export const basePaths = (servers: readonly ApiServer[]): string[] => [
  ...new Set(servers.flatMap(({ urls }) => urls.map(basePathOf))),
];

/** Compares servers by the URLs that they stand for; their order, and how variables spell them, are nobody's concern. */
export const compareServers = (
  { operation, before, after, base, revision }: Served,
  tell: (observation: Observation) => void,
): void => {
  const common = { operation, direction: null, status: null, witness: null };
  const at = (server: ApiServer): string => below("/servers", server.url);
  for (const server of before) {
    const lost = server.urls.filter((url) => !isServed(url, after));
    const places = { base: server.at, revision, at: at(server) };
    if (lost.length === server.urls.length)
      tell({ ...common, ...places, rule: "server-removed", message: `The server ${server.url} is no longer listed.` });
    else if (lost.length > 0)
      tell({
        ...common,
        ...places,
        rule: "server-value-removed",
        message: `The server ${server.url} no longer stands for ${shown(lost)}.`,
      });
    const same = after.find(({ url }) => url === server.url);
    if (same !== undefined && same.usual !== server.usual && lost.length === 0)
      tell({
        ...common,
        ...places,
        rule: "server-default-changed",
        message: `The server ${server.url} stood for ${server.usual} where nothing is chosen, and now stands for ${same.usual}.`,
      });
  }
  for (const server of after) {
    const gained = server.urls.filter((url) => !isServed(url, before));
    const whole = gained.length === server.urls.length;
    if (gained.length > 0)
      tell({
        ...common,
        base,
        revision: server.at,
        at: at(server),
        rule: whole ? "server-added" : "server-value-added",
        message: whole
          ? `The server ${server.url} is new.`
          : `The server ${server.url} now stands for ${shown(gained)} too.`,
      });
  }
};

const shown = (urls: readonly string[]): string =>
  urls.length > 3 ? `${urls.slice(0, 3).join(", ")} and ${urls.length - 3} more` : urls.join(", ");
