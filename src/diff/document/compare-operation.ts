import { compareCallbacks } from "./compare-callbacks.ts";
import { compareContent } from "./compare-content.ts";
import { compareFields } from "./compare-fields.ts";
import { compareResponses } from "./compare-responses.ts";
import { compareSecurity } from "./compare-security.ts";
import { type Context, capital, type ExchangeParts, of, refused, tell, undocumented } from "./context.ts";

/** Compares one operation of the baseline with its counterpart, be it one that clients call, a callback or a webhook. */
export const compareOperation = (context: Context): void => {
  compareLife(context);
  compareSecurity(context);
  compareParameters(context);
  compareBodies(context);
  compareResponses(context);
  compareCallbacks(context, compareOperation);
};

const LEVELS = ["draft", "alpha", "beta", "stable"];

const compareLife = (context: Context): void => {
  const { base, revision, outbound } = context;
  const place = { base: base.at, revision: revision.at, direction: null, at: "" };
  const it = capital(outbound?.words ?? "the operation");
  if (base.deprecated !== revision.deprecated)
    tell(context, {
      ...place,
      rule: revision.deprecated ? "operation-deprecated" : "operation-reactivated",
      message: revision.deprecated
        ? `${it} is deprecated${revision.sunset === null ? "" : `, with the sunset date ${revision.sunset}`}.`
        : `${it} is no longer deprecated.`,
    });
  else if (base.deprecated && base.sunset !== null && (revision.sunset === null || revision.sunset < base.sunset))
    tell(context, {
      ...place,
      rule: "operation-sunset-moved",
      message: `${capital(of(context, "the sunset date"))} was ${base.sunset} and is now ${revision.sunset ?? "not given"}.`,
    });
  const [was, is] = [LEVELS.indexOf(base.stability ?? "stable"), LEVELS.indexOf(revision.stability ?? "stable")];
  if (was < 0 || is < 0 || was === is) return;
  tell(context, {
    ...place,
    rule: is < was ? "operation-stability-decreased" : "operation-stability-increased",
    message: `${capital(of(context, "the stability level"))} was ${LEVELS[was]} and is now ${LEVELS[is]}.`,
    ...(is < was ? { witness: refused(base) } : {}),
  });
};

const request = (said: object): ExchangeParts => ({ request: said });

const compareParameters = (context: Context): void => {
  const { base, revision, outbound } = context;
  compareFields(context, base.parameters, revision.parameters, {
    family: outbound === null ? "request-parameter" : "callback-parameter",
    direction: outbound === null ? "request" : "response",
    status: null,
    at: "",
    base: base.at,
    revision: revision.at,
    words: (field) => of(context, field.in === "querystring" ? "the query" : `the ${field.in} parameter ${field.name}`),
    evidence: request,
  });
};

const compareBodies = (context: Context): void => {
  const { base, revision, outbound } = context;
  const [before, after] = [base.body, revision.body];
  if (before === null && after === null) return;
  const reads = outbound === null;
  const family = reads ? "request" : "callback";
  const direction = reads ? "request" : "response";
  const body = capital(of(context, "the request body"));
  const place = { base: before?.at ?? base.at, revision: after?.at ?? revision.at, direction, at: "/body" } as const;
  // A body that may be left out hurts who waits for it; one that must be there hurts who sends none.
  const witness = (reads ? refused : undocumented)(base, { request: { body: null } });
  if (before === null || after === null) {
    const required = (before ?? after)?.required === true;
    const added = before === null;
    const breaks = required && added === reads;
    tell(context, {
      ...place,
      rule: `${family}-body-${added ? "added" : "removed"}${added && reads ? (required ? "-required" : "-optional") : ""}`,
      message: added ? `${body} is new and ${required ? "required" : "optional"}.` : `${body} is no longer documented.`,
      ...(breaks ? { witness } : reads || added ? {} : { severity: "warning" as const }),
    });
    return;
  }
  if (before.required !== after.required)
    tell(context, {
      ...place,
      rule: `${family}-body-${after.required ? "required" : "optional"}`,
      message: `${body} was ${before.required ? "required" : "optional"} and is now ${after.required ? "required" : "optional"}.`,
      ...(after.required === reads ? { witness } : {}),
    });
  compareContent(context, before.content, after.content, {
    family,
    direction,
    status: null,
    words: "the request body",
    chosen: false,
    evidence: request,
  });
};
