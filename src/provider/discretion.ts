import type { ExchangeRequest } from "../model/exchange.ts";
import { Inspection } from "../redaction/inspection.ts";
import { isSecretMember, NO_NAMES } from "../redaction/names.ts";
import type { Objection } from "./objection.ts";

/** Shorter credentials, `demo` among them, stand in many an innocent value. */
const SHORTEST = 6;

/** The secrets in a request's header fields: tokens, passwords, cookies. */
const credentialsIn = ({ headers }: ExchangeRequest): string[] => {
  const found: string[] = [];
  const inspection = new Inspection(NO_NAMES, (secret) => {
    if (secret.length >= SHORTEST) found.push(secret);
    return secret;
  });
  for (const [name, value] of Object.entries(headers)) for (const one of [value].flat()) inspection.header(name, one);
  return found;
};

/** Objections as a refusal may word them: what is called a secret, or is one of the request's credentials, is not repeated. */
export const discreet = (objections: readonly Objection[], request: ExchangeRequest): readonly Objection[] => {
  if (objections.every(({ text }) => text === undefined)) return objections;
  const credentials = credentialsIn(request);
  return objections.map((objection) => {
    const { text, ...rest } = objection;
    const secret =
      text !== undefined &&
      (objection.path.split(".").some(isSecretMember) || credentials.some((one) => text.includes(one)));
    return secret ? rest : objection;
  });
};
