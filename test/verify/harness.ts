import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { loadBehaviour, loadBundled } from "../../src/contract/bundled.ts";
import type { Contract } from "../../src/model/contract.ts";
import type { ExchangeRequest, ExchangeResponse, Headers } from "../../src/model/exchange.ts";
import type { Finding } from "../../src/model/finding.ts";
import { createProvider, type Provider, type ProviderOptions } from "../../src/provider/provider.ts";
import { credentialsOf, demoCredentials } from "../../src/verify/credentials.ts";
import { planOf } from "../../src/verify/plan.ts";
import { type VerifyOptions, type VerifyResult, verify } from "../../src/verify/verification.ts";

/** Changes what a provider answers, or answers in its place. */
export type Tamper = (request: ExchangeRequest, answer: () => ExchangeResponse) => ExchangeResponse;

export interface Running {
  readonly contract: Contract;
  readonly provider: Provider;
  readonly url: string;
  /** Everything that arrived. */
  readonly requests: ExchangeRequest[];
  close(): Promise<void>;
}

/** Serves a bundled provider on a free port, its answers changed by `tamper`. */
export const running = async (
  name: string,
  tamper: Tamper = (_, answer) => answer(),
  options: ProviderOptions = {},
): Promise<Running> => {
  const contract = (await loadBundled(name))!;
  const behaviour = (await loadBehaviour(name))!.behaviour as Parameters<typeof createProvider>[1];
  const provider = createProvider(contract, behaviour, options);
  const requests: ExchangeRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = chunks.length === 0 ? null : Buffer.concat(chunks).toString();
      const request = { method: incoming.method!, url: incoming.url!, headers: incoming.headers as Headers, body };
      requests.push(request);
      const { status, headers, body: answer } = tamper(request, () => provider.handle(request));
      outgoing.writeHead(status, headers as Record<string, string | string[]>);
      outgoing.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    ...{ contract, provider, requests },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Verifies a bundled provider whose answers are changed by `tamper`, writes allowed. */
export const verifying = async (
  name: string,
  tamper?: Tamper,
  options: VerifyOptions & { allowWrites?: boolean } = {},
): Promise<VerifyResult & { requests: ExchangeRequest[] }> => {
  const { contract, url, requests, close } = await running(name, tamper);
  try {
    const [credentials, forbidden] = (["demo", "forbidden"] as const).map((caller) =>
      credentialsOf(demoCredentials(contract.operations, caller)!),
    );
    const { allowWrites = true, ...rest } = options;
    const result = await verify(
      planOf(contract, "0"),
      { baseUrl: url, credentials: credentials!, forbidden: forbidden!, allowWrites },
      { targetName: "embedded", ...rest },
    );
    return { ...result, requests };
  } finally {
    await close();
  }
};

/** Findings as `severity rule operation pointer`, sorted, each once. */
export const summary = (findings: readonly Finding[]): string[] =>
  [
    ...new Set(
      findings.map(({ severity, rule, operation, instance }) => `${severity} ${rule} ${operation} ${instance.pointer}`),
    ),
  ].sort();

/** An answer with its JSON body changed. */
export const withBody = (
  response: ExchangeResponse,
  change: (body: Record<string, unknown>) => unknown,
): ExchangeResponse => {
  if (typeof response.body !== "string" || !response.body.startsWith("{")) return response;
  const body = JSON.parse(response.body) as Record<string, unknown>;
  return { ...response, body: JSON.stringify(change(body) ?? body) };
};
