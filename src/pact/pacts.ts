import type { Operation } from "../model/contract.ts";
import type { ExchangeRequest } from "../model/exchange.ts";
import { headerOf } from "../model/exchange.ts";
import { Redactor } from "../redaction/redactor.ts";
import type { VerifiedInteraction } from "../report/matrix.ts";
import { parsed } from "../verify/answers.ts";
import { secretsOf } from "../verify/execution.ts";
import { createdId } from "../verify/ledger.ts";
import type { Withheld } from "../verify/sending.ts";
import { DEFAULT_LIMITS, type Reception } from "../verify/transport.ts";
import type { PactResult, PactSetting, VerifyFinding } from "../verify/verification.ts";
import { PactFailed } from "./failure.ts";
import { findingFor } from "./finding.ts";
import { type Attempt, serveGateway } from "./gateway.ts";
import { noHook } from "./hook.ts";
import { optionsFor, type PactSource, sourceSecrets } from "./source.ts";
import type { SetUp } from "./states.ts";
import { type InteractionResult, VerifierRun } from "./verifier.ts";

/** Which pacts are held against a provider, and how. */
export interface PactOptions {
  readonly source: PactSource;
  /** The provider's name in the pacts. */
  readonly provider: string;
  /** Null where nobody brings the provider into states. */
  readonly setUp: SetUp | null;
  /** Milliseconds until an exchange must be complete. */
  readonly timeout?: number;
  /** Where Pact is looked for if it is not installed beside this package. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/**
 * Holds pacts against a provider through the Pact verifier, which runs in a process of its own and talks to a gateway
 * here: it sees neither the target nor its credentials. Rejects with `PactFailed`, `PactNotInstalled` or `Unreachable`
 * where no verdict can be reached.
 */
export const pactsWith =
  (options: PactOptions) =>
  async (setting: PactSetting): Promise<PactResult> => {
    const { source, provider, setUp } = options;
    const { target, judge } = setting;
    const timeout = options.timeout ?? DEFAULT_LIMITS.timeout;
    const redactor = new Redactor([...secretsOf(target), ...sourceSecrets(source)]);
    let run: VerifierRun | null = null;
    const gateway = await serveGateway({
      target,
      setUp: setUp ?? noHook,
      send: (request) => recorded(request, setting),
      onActivity: () => run?.alive(),
      onUnreachable: (who, message) =>
        run?.stop(
          who === "target"
            ? new PactFailed(
                `${target.baseUrl} cannot be reached: ${message}`,
                "Is the provider running, and is the base URL right?",
              )
            : new PactFailed(
                `the provider's set-up hook cannot be reached: ${message}`,
                "Check --provider-states-url.",
              ),
        ),
    });
    try {
      run = new VerifierRun(
        {
          folder: options.folder,
          options: {
            ...optionsFor(source),
            provider,
            providerBaseUrl: gateway.url,
            providerStatesSetupUrl: gateway.statesUrl,
            failIfNoPactsFound: true,
            followRedirects: false,
            // The gateway gives up first, so that it can tell why.
            timeout: 4 * timeout,
          },
        },
        {
          env: options.env,
          idle: 3 * timeout,
          busy: () => gateway.busy,
          ...(options.signal === undefined ? {} : { signal: options.signal }),
        },
      );
      const results = await run.results;
      for (const { request, response } of gateway.attempts)
        if (request !== null && response !== null) redactor.learnFrom({ request, response }, judge);
      return resultOf(results, gateway.attempts, { setting, redactor, options });
    } catch (error) {
      throw error instanceof PactFailed ? new PactFailed(redactor.text(error.message), error.remedy) : error;
    } finally {
      await gateway.close();
    }
  };

/** Sends a request; what may create something is written down before. It is deleted by its id only: its name is no run's own. */
const recorded = async (
  request: ExchangeRequest,
  { judge, ledger, sending }: PactSetting,
): Promise<Reception | Withheld> => {
  const { operation } = judge.pairing.route(request.method, request.url);
  if (request.method !== "POST" || operation === null) return sending.once(request);
  const number = ledger.sending(operation, []);
  const reception = await sending.once(request);
  if (reception.kind === "withheld" || reception.kind === "unreachable") ledger.refused(number);
  else if (reception.kind === "answer") {
    const { status, headers, body } = reception.response;
    if (status < 200 || status > 299) ledger.refused(number);
    else ledger.created(number, createdId(parsed(body, headerOf(headers, "content-type"))));
  }
  return reception;
};

interface Reporting {
  readonly setting: PactSetting;
  readonly redactor: Redactor;
  readonly options: PactOptions;
}

const resultOf = (
  results: readonly InteractionResult[],
  attempts: readonly Attempt[],
  { setting, redactor, options }: Reporting,
): PactResult => {
  const { judge, target } = setting;
  const { source, setUp } = options;
  const findings: VerifyFinding[] = [];
  const interactions = results.map((result, index): VerifiedInteraction => {
    const attempt = attemptOf(result, index, results, attempts);
    const operation = operationOf(attempt, setting);
    const base = {
      consumer: redactor.text(result.consumer),
      description: redactor.text(result.description),
      states: result.providerStates.map((state) => redactor.text(state)),
      operation: operation?.id ?? null,
    };
    if (attempt !== null && attempt.withheld !== null)
      return { ...base, outcome: "not exercised", why: redactor.text(attempt.withheld) };
    if (result.result === "OK") return { ...base, outcome: "kept", why: null };
    const finding = findingFor(result, attempt, operation, {
      register: judge.register,
      target,
      redactor,
      hooked: setUp !== null,
    });
    findings.push(finding);
    return { ...base, outcome: "broken", why: finding.message };
  });
  const published = source.kind === "broker" && source.broker.publish ? source.broker.version : null;
  const shown = source.kind === "broker" ? redactor.url(source.broker.url) : source.shown;
  return { findings, section: { source: shown, interactions, published } };
};

/** What passed the gateway for a result: the verifier tries one interaction after the other, and tells in that order. */
const attemptOf = (
  { providerStates }: InteractionResult,
  index: number,
  results: readonly InteractionResult[],
  attempts: readonly Attempt[],
): Attempt | null => {
  const attempt = attempts[index];
  if (attempt === undefined || attempts.length !== results.length) return null;
  return attempt.states.join("\n") === providerStates.join("\n") ? attempt : null;
};

const operationOf = (attempt: Attempt | null, { judge }: PactSetting): Operation | null => {
  const request = attempt?.request ?? null;
  return request === null ? null : judge.pairing.route(request.method, request.url).operation;
};
