import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What was asked of the broker. */
export interface BrokerCall {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** A stand-in for a Pact broker: as much of its documented HAL API as a verifier needs for one pact of one provider. */
export interface Broker {
  readonly url: string;
  readonly calls: readonly BrokerCall[];
  close(): Promise<void>;
}

/** Serves a pact as a broker would. */
export const serveBroker = async (provider: string, pact: object): Promise<Broker> => {
  const calls: BrokerCall[] = [];
  let url = "";
  const version = { name: "Consumer version", href: "/pacticipants/client/versions/1" };
  const answers = (): { readonly [route: string]: object } => ({
    "GET /": {
      _links: {
        self: { href: url },
        "pb:provider-pacts-for-verification": {
          href: `${url}/pacts/provider/{provider}/for-verification`,
          templated: true,
        },
      },
    },
    [`GET /pacts/provider/${provider}/for-verification`]: {
      _links: { self: { href: `${url}/pacts/provider/${provider}/for-verification` } },
    },
    [`POST /pacts/provider/${provider}/for-verification`]: {
      _embedded: {
        pacts: [
          {
            shortDescription: "latest",
            verificationProperties: { notices: [] },
            _links: { self: { href: `${url}/pact`, name: `Pact between client (1) and ${provider}` } },
          },
        ],
      },
    },
    "GET /pact": {
      ...pact,
      _links: {
        self: { href: `${url}/pact` },
        "pb:consumer-version": version,
        "pb:provider": { href: `${url}/pacticipants/${provider}`, name: provider },
        "pb:publish-verification-results": { href: `${url}/results` },
      },
    },
    [`GET /pacticipants/${provider}`]: {
      _links: {
        "pb:branch-version": {
          href: `${url}/pacticipants/${provider}/branches/{branch}/versions/{version}`,
          templated: true,
        },
      },
    },
  });
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url: path = "" } = incoming;
      const text = Buffer.concat(chunks).toString("utf8");
      const body: unknown = text === "" ? null : JSON.parse(text);
      calls.push({ method, url: path, authorization: incoming.headers.authorization, body });
      const written = method === "PUT" || path === "/results";
      const answer = written ? { _links: { self: { href: url + path } } } : answers()[`${method} ${path}`];
      outgoing.writeHead(answer === undefined ? 404 : written ? 201 : 200, { "content-type": "application/hal+json" });
      outgoing.end(JSON.stringify(answer ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
