import { rmSync } from "node:fs";
import { join } from "node:path";
import { MatchersV3, PactV4 } from "@pact-foundation/pact";
import { expect } from "chai";
import {
  type AuthOf,
  createClient,
  type JudgedExchange,
  loadContract,
  type Provider,
  type ProviderClient,
} from "../../src/index.ts";
import type { Contract, Operation, ResponseContract } from "../../src/model/contract.ts";
import { Matchers } from "./matchers.ts";

/** Who the pacts are about. */
export const CONSUMER = "tenant-contracts-client";

/** Where the pacts are written: beside the tests that write them, unless a check wants them elsewhere. */
export const PACTS = process.env.PACTS_FOLDER ?? "contracts/pacts";

/** One thing the consumer does, and the documented answer that it relies on. */
export interface Interaction<P extends Provider> {
  readonly operation: string;
  readonly status: number;
  /** The state in which the provider answers so, in plain words. */
  readonly given: string;
  /** What the consumer asks, in plain words. */
  readonly asks: string;
  readonly auth?: AuthOf<P>;
  /** The path as it is called, where the documented one has parameters. */
  readonly path?: string;
  readonly query?: { readonly [name: string]: string };
  readonly headers?: { readonly [name: string]: string };
  /** What is sent; each member may have any value of its documented form, unless it is `exact`. */
  readonly body?: unknown;
  readonly exact?: boolean;
  readonly call: (client: ProviderClient<P>) => Promise<{ readonly response: Response }>;
}

/** Every documented answer: a status that only a reading documents that was not chosen is none. */
export const documentedAnswers = (contract: Contract): string[] =>
  contract.operations.flatMap(({ id, responses }) =>
    responses.filter(({ readingOf }) => readingOf === null).map(({ status }) => `${id} ${status}`),
  );

const answerOf = (operation: Operation, status: number): ResponseContract => {
  const response = operation.responses.find((one) => one.status === String(status));
  if (response === undefined) throw new Error(`${operation.ref} documents no ${status}`);
  return response;
};

const CREDENTIALS: { readonly [scheme: string]: string } = {
  Bearer: "^Bearer \\S+$",
  Token: "^Token \\S+$",
  Basic: "^Basic [A-Za-z0-9+/]+=*$",
};

/** The header that carries credentials: any of their kind will do. */
const authorization = (auth: string | undefined): Record<string, MatchersV3.Matcher<string>> => {
  if (auth === undefined) return {};
  const [scheme, rest] = [auth.slice(0, auth.indexOf(":")), auth.slice(auth.indexOf(":") + 1)];
  const word = scheme[0]!.toUpperCase() + scheme.slice(1);
  const value = scheme === "basic" ? Buffer.from(rest).toString("base64") : rest;
  return { Authorization: MatchersV3.regex(CREDENTIALS[word]!, `${word} ${value}`) };
};

/** Runs the interactions as Mocha tests with our own client as the consumer, and writes the pact. */
export const consumerTests = <P extends Provider>(name: P, interactions: readonly Interaction<P>[]): void => {
  describe(`what ${CONSUMER} relies on from ${name}`, function () {
    this.timeout(20_000);
    let contract: Contract;
    let matchers: Matchers;
    before(async () => {
      rmSync(join(PACTS, `${CONSUMER}-${name}.json`), { force: true });
      contract = await loadContract(name);
      matchers = new Matchers(contract.documents);
    });

    it("covers every documented answer of every operation, each once", () => {
      const covered = interactions.map(({ operation, status }) => `${operation} ${status}`);
      expect(covered.toSorted()).to.deep.equal(documentedAnswers(contract).toSorted());
    });

    for (const interaction of interactions)
      it(`${interaction.operation} ${interaction.status}: ${interaction.asks}, given ${interaction.given}`, async () => {
        const operation = contract.operations.find(({ id }) => id === interaction.operation)!;
        const seen = await exchanged(name, operation, interaction, matchers);
        expect(seen.map(({ exchange }) => exchange.response.status)).to.deep.equal([interaction.status]);
        const departures = seen.flatMap(({ findings }) => findings.filter(({ direction }) => direction === "response"));
        expect(departures.map(({ message }) => message)).to.deep.equal([]);
      });
  });
};

const exchanged = async <P extends Provider>(
  name: P,
  operation: Operation,
  interaction: Interaction<P>,
  matchers: Matchers,
): Promise<JudgedExchange[]> => {
  const { auth, query, headers, body, exact, status } = interaction;
  const documented = answerOf(operation, status);
  const requestMedia = operation.requestBody?.content[0];
  const seen: JudgedExchange[] = [];
  await new PactV4({ consumer: CONSUMER, provider: name, dir: PACTS, logLevel: "error" })
    .addInteraction()
    .given(interaction.given)
    .uponReceiving(`${operation.id}: ${interaction.asks}`)
    .withRequest(operation.method, interaction.path ?? operation.path, (builder) => {
      builder.headers({ ...authorization(auth), ...headers });
      if (query !== undefined) builder.query({ ...query });
      if (body !== undefined) builder.jsonBody(exact === true ? body : matchers.sent(requestMedia!.schema!, body));
    })
    .willRespondWith(status, (builder) => {
      const required = documented.headers.filter((header) => header.required);
      if (required.length > 0)
        builder.headers(
          Object.fromEntries(
            required.map(({ name: header, example }) => [header, MatchersV3.regex(".+", String(example))]),
          ),
        );
      const media = documented.content[0];
      if (media === undefined || media.schema === null || documented.bodyOptional) return;
      const example = Object.values(media.examples)[0];
      if (typeof example === "string") {
        const rules = matchers.text(media.schema, example);
        builder.body(media.name, Buffer.from(example));
        if (rules !== null) builder.matchingRules(rules);
        return;
      }
      builder.jsonBody(matchers.promised(media.schema, example));
      const names = documented.content.map(({ name: documentedName }) => documentedName.replaceAll(/[.+*]/g, "\\$&"));
      builder.headers({ "Content-Type": MatchersV3.regex(`^(${names.join("|")})(;.*)?$`, media.name) });
    })
    .executeTest(async ({ url }) => {
      const client = createClient(name, {
        baseUrl: url,
        ...(auth === undefined ? {} : { auth }),
        onExchange: (judged) => {
          seen.push(judged);
        },
      });
      await interaction.call(client);
    });
  return seen;
};
