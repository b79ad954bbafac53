import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { VerifierOptions } from "@pact-foundation/pact";
import { InputError, inputErrorOf } from "../readers/input-error.ts";
import { readJson } from "../readers/json.ts";
import { isPact } from "../readers/traffic/pact.ts";

/** How a broker is spoken to; the verifier does the speaking. */
export interface BrokerSource {
  readonly url: string;
  readonly credentials: { readonly token: string } | { readonly username: string; readonly password: string } | null;
  /** Consumer version selectors as the broker's API defines them; those of {@link DEFAULT_SELECTORS} where empty. */
  readonly selectors: readonly object[];
  /** The provider's version and branch, and whether the broker is told what came of it. */
  readonly version: string | null;
  readonly branch: string | null;
  readonly publish: boolean;
}

/** Where pacts come from: files, or a broker. */
export type PactSource =
  | { readonly kind: "files"; readonly files: readonly string[]; readonly shown: string }
  | { readonly kind: "broker"; readonly broker: BrokerSource };

/** What Pact recommends: the pacts of each consumer's main branch, and of all that is deployed or released. */
export const DEFAULT_SELECTORS: readonly object[] = [{ mainBranch: true }, { deployedOrReleased: true }];

/** The pact of a bundled provider that comes with this package: what its typed client relies on. */
export const bundledPact = (provider: string): string =>
  fileURLToPath(import.meta.resolve(`tenant-contracts/pacts/tenant-contracts-client-${provider}.json`));

/** Reads a pact to see that it is one, and about this provider. Throws `InputError`. */
export const checkPact = (file: string, provider: string): void => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw inputErrorOf(file, error);
  }
  const reading = readJson(text);
  if ("malformed" in reading || !isPact(reading.value))
    throw new InputError(file, "it is not a pact", "Give a file that a Pact consumer test wrote.");
  const { name } = reading.value.provider as { readonly name?: unknown };
  if (name !== provider)
    throw new InputError(
      file,
      `it is a pact with ${JSON.stringify(name)}, not with ${JSON.stringify(provider)}`,
      "Give the name that its provider has there by --provider-name.",
    );
};

/** The verifier's own options for a source. */
export const optionsFor = (source: PactSource): Partial<VerifierOptions> => {
  if (source.kind === "files") return { pactUrls: [...source.files] };
  const { url, credentials, selectors, version, branch, publish } = source.broker;
  return {
    pactBrokerUrl: url,
    consumerVersionSelectors: [...(selectors.length > 0 ? selectors : DEFAULT_SELECTORS)],
    ...(credentials === null
      ? {}
      : "token" in credentials
        ? { pactBrokerToken: credentials.token }
        : { pactBrokerUsername: credentials.username, pactBrokerPassword: credentials.password }),
    ...(version === null ? {} : { providerVersion: version }),
    ...(branch === null ? {} : { providerVersionBranch: branch }),
    ...(publish ? { publishVerificationResult: true } : {}),
  };
};

/** Every text of a source that must never be shown. */
export const sourceSecrets = (source: PactSource): readonly string[] => {
  if (source.kind === "files" || source.broker.credentials === null) return [];
  const { credentials } = source.broker;
  return "token" in credentials
    ? [credentials.token]
    : [credentials.password, Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")];
};
