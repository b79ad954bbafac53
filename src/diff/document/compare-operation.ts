import { below } from "../../model/pointer.ts";
import type { ApiMedia, ApiParameter, ApiResponse } from "./api.ts";
import { compareSchemas } from "./compare-schemas.ts";
import { type Context, requestWitness, responseWitness, tell } from "./context.ts";
import { counterpartOf, covering, exampleStatus, isSuccess } from "./statuses.ts";

/** Compares one operation of the baseline with its counterpart. */
export const compareOperation = (context: Context): void => {
  compareLife(context);
  compareSecurity(context);
  compareParameters(context);
  compareBodies(context);
  compareResponses(context);
};

const LEVELS = ["draft", "alpha", "beta", "stable"];

const compareLife = (context: Context): void => {
  const { base, revision } = context;
  const place = { base: base.at, revision: revision.at, direction: null, at: "" };
  if (base.deprecated !== revision.deprecated)
    tell(context, {
      ...place,
      rule: revision.deprecated ? "operation-deprecated" : "operation-reactivated",
      message: revision.deprecated
        ? `The operation is deprecated${revision.sunset === null ? "" : `, with the sunset date ${revision.sunset}`}.`
        : "The operation is no longer deprecated.",
    });
  else if (base.deprecated && base.sunset !== null && (revision.sunset === null || revision.sunset < base.sunset))
    tell(context, {
      ...place,
      rule: "operation-sunset-moved",
      message: `The sunset date was ${base.sunset} and is now ${revision.sunset ?? "not given"}.`,
    });
  const [was, is] = [LEVELS.indexOf(base.stability ?? "stable"), LEVELS.indexOf(revision.stability ?? "stable")];
  if (was < 0 || is < 0 || was === is) return;
  tell(context, {
    ...place,
    rule: is < was ? "operation-stability-decreased" : "operation-stability-increased",
    message: `The stability level was ${LEVELS[was]} and is now ${LEVELS[is]}.`,
    ...(is < was ? { witness: requestWitness(base) } : {}),
  });
};

const compareSecurity = (context: Context): void => {
  const { base, revision } = context;
  const open: ReadonlySet<string>[] = [new Set()];
  const [before, after] = [base.security, revision.security].map((list) => (list.length === 0 ? open : list));
  if (before === undefined || after === undefined) return;
  const meets = (presented: ReadonlySet<string>, wanted: readonly ReadonlySet<string>[]): boolean =>
    wanted.some((one) => [...one].every((part) => presented.has(part)));
  const words = (one: ReadonlySet<string>): string => (one.size === 0 ? "no credentials" : [...one].join(" and "));
  const place = { base: base.at, revision: revision.at, direction: "request", at: "/security" } as const;
  const refused = before.filter((one) => !meets(one, after));
  if (refused.length > 0)
    tell(context, {
      ...place,
      rule: "security-strengthened",
      message: `${refused.map(words).join("; or ")} ${refused.length === 1 ? "was" : "were"} enough and ${refused.length === 1 ? "is" : "are"} not any more; needed now: ${after.map(words).join("; or ")}.`,
      witness: requestWitness(base, { credentials: [...(refused[0] ?? [])] }),
    });
  const gained = after.filter((one) => !meets(one, before));
  if (gained.length > 0)
    tell(context, {
      ...place,
      rule: "security-weakened",
      message: `${gained.map(words).join("; or ")} ${gained.length === 1 ? "is" : "are"} enough now.`,
    });
};

const compareParameters = (context: Context): void => {
  const { base, revision } = context;
  const find = (list: readonly ApiParameter[], wanted: ApiParameter): ApiParameter | undefined =>
    list.find((one) => one.in === wanted.in && one.name === wanted.name);
  for (const before of base.parameters) {
    const after = find(revision.parameters, before);
    const at = below(below("", before.in), before.name);
    const words = `the ${before.in} parameter ${before.name}`;
    const place = { base: before.at, revision: after?.at ?? revision.at, direction: "request", at } as const;
    if (after === undefined) {
      tell(context, {
        ...place,
        rule: "request-parameter-removed",
        message: `${capital(words)} is no longer declared.`,
      });
      continue;
    }
    const without = requestWitness(base, { without: `${before.in}.${before.name}` });
    if (before.required !== after.required)
      tell(context, {
        ...place,
        rule: after.required ? "request-parameter-required" : "request-parameter-optional",
        message: `${capital(words)} was ${before.required ? "required" : "optional"} and is now ${after.required ? "required" : "optional"}.`,
        ...(after.required ? { witness: without } : {}),
      });
    if (before.style !== after.style)
      tell(context, {
        ...place,
        rule: "request-parameter-serialisation-changed",
        message: `${capital(words)} was written in the style ${before.style} and is now in ${after.style}.`,
        witness: requestWitness(base, { parameter: `${before.in}.${before.name}`, style: before.style }),
      });
    if (!before.deprecated && after.deprecated)
      tell(context, { ...place, rule: "request-parameter-deprecated", message: `${capital(words)} is deprecated.` });
    if (before.schema !== null || after.schema !== null)
      compareSchemas(context, before.schema ?? anything(before.at), after.schema ?? anything(after.at), {
        direction: "request",
        status: null,
        of: `${before.in}.${before.name}`,
        at,
        words,
      });
  }
  for (const after of revision.parameters) {
    if (find(base.parameters, after) !== undefined) continue;
    tell(context, {
      rule: after.required ? "request-parameter-added-required" : "request-parameter-added-optional",
      message: `The ${after.in} parameter ${after.name} is new and ${after.required ? "required" : "optional"}.`,
      at: below(below("", after.in), after.name),
      base: base.at,
      revision: after.at,
      direction: "request",
      ...(after.required ? { witness: requestWitness(base, { without: `${after.in}.${after.name}` }) } : {}),
    });
  }
};

const anything = (location: string) => ({ schema: true, location });

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const compareBodies = (context: Context): void => {
  const { base, revision } = context;
  const [before, after] = [base.body, revision.body];
  if (before === null && after === null) return;
  const place = {
    base: before?.at ?? base.at,
    revision: after?.at ?? revision.at,
    direction: "request",
    at: "/body",
  } as const;
  if (before === null || after === null) {
    const rule = before !== null ? "removed" : after?.required === true ? "added-required" : "added-optional";
    const message =
      before !== null
        ? "The request has no documented body any more."
        : `The request ${rule === "added-required" ? "must" : "may"} have a body now.`;
    tell(context, {
      ...place,
      rule: `request-body-${rule}`,
      message,
      ...(rule === "added-required" ? { witness: requestWitness(base, { body: null }) } : {}),
    });
    return;
  }
  if (before.required !== after.required)
    tell(context, {
      ...place,
      rule: after.required ? "request-body-required" : "request-body-optional",
      message: `The request body was ${before.required ? "required" : "optional"} and is now ${after.required ? "required" : "optional"}.`,
      ...(after.required ? { witness: requestWitness(base, { body: null }) } : {}),
    });
  compareContent(context, before.content, after.content, "request", null);
};

const compareContent = (
  context: Context,
  before: readonly ApiMedia[],
  after: readonly ApiMedia[],
  direction: "request" | "response",
  status: string | null,
): void => {
  const { base, revision } = context;
  const where = direction === "request" ? "the request body" : `the body of the ${status} response`;
  for (const media of before) {
    const other = covering(media.name, after);
    const at = below("/body", media.name);
    if (other === null) {
      const lost = { headers: { "content-type": media.name } };
      tell(context, {
        rule:
          after.length === 0 && direction === "response"
            ? "response-media-type-removed"
            : `${direction}-media-type-removed`,
        message: `${capital(where)} can no longer be ${media.name}.`,
        at,
        base: media.at,
        revision: revision.at,
        direction,
        status,
        witness:
          direction === "request"
            ? requestWitness(base, lost)
            : responseWitness(base, { status: exampleStatus(status ?? ""), ...lost }, true),
        ...(status === null || isSuccess(status) ? {} : { severity: "warning" as const }),
      });
      continue;
    }
    if (media.schema === null && other.schema === null) continue;
    if (other.schema === null && media.schema !== null) {
      tell(context, {
        rule: `${direction}-body-undocumented`,
        message: `${capital(where)} as ${media.name} is no longer described.`,
        at,
        base: media.at,
        revision: other.at,
        direction,
        status,
      });
      continue;
    }
    compareSchemas(context, media.schema ?? anything(media.at), other.schema ?? anything(other.at), {
      direction,
      status,
      of: "body",
      at: before.length > 1 ? at : "/body",
      words: before.length > 1 ? `${where} as ${media.name}` : where,
    });
  }
  for (const media of after)
    if (covering(media.name, before) === null && (before.length > 0 || direction === "request"))
      tell(context, {
        rule: `${direction}-media-type-added`,
        message: `${capital(where)} can be ${media.name} now.`,
        at: below("/body", media.name),
        base: base.at,
        revision: media.at,
        direction,
        status,
      });
};

const compareResponses = (context: Context): void => {
  const { base, revision } = context;
  for (const before of base.responses) {
    const after = counterpartOf(before.status, revision.responses);
    if (after === null) {
      if (before.status === "default") continue;
      const success = isSuccess(before.status);
      tell(context, {
        rule: success ? "response-success-status-removed" : "response-error-status-removed",
        message: `The status ${before.status} is no longer documented.`,
        at: "/status",
        base: before.at,
        revision: revision.at,
        direction: "response",
        status: before.status,
        ...(success ? { witness: responseWitness(base, { status: exampleStatus(before.status) }, true) } : {}),
      });
    } else compareResponse(context, before, after);
  }
  for (const after of revision.responses) {
    if (after.status === "default" || counterpartOf(after.status, base.responses) !== null) continue;
    const success = isSuccess(after.status);
    tell(context, {
      rule: success ? "response-success-status-added" : "response-error-status-added",
      message: `The status ${after.status} is documented that was not before.`,
      at: "/status",
      base: base.at,
      revision: after.at,
      direction: "response",
      status: after.status,
      ...(success ? { witness: responseWitness(base, { status: exampleStatus(after.status) }) } : {}),
    });
  }
};

const compareResponse = (context: Context, before: ApiResponse, after: ApiResponse): void => {
  const { base } = context;
  const { status } = before;
  compareContent(context, before.content, after.content, "response", status);
  for (const header of before.headers) {
    if (header.name === "content-type") continue;
    const other = after.headers.find(({ name }) => name === header.name);
    const at = below("/header", header.name);
    const words = `the header ${header.name} of the ${status} response`;
    const place = { base: header.at, revision: other?.at ?? after.at, direction: "response", at, status } as const;
    const without = responseWitness(base, { status: exampleStatus(status), without: `header.${header.name}` });
    if (other === undefined) {
      tell(context, {
        ...place,
        rule: header.required ? "response-header-removed-required" : "response-header-removed-optional",
        message: `${capital(words)} is no longer declared.`,
        ...(header.required ? { witness: without } : {}),
      });
      continue;
    }
    if (header.required !== other.required)
      tell(context, {
        ...place,
        rule: header.required ? "response-header-optional" : "response-header-required",
        message: `${capital(words)} was ${header.required ? "required" : "optional"} and is now ${other.required ? "required" : "optional"}.`,
        ...(header.required ? { witness: without } : {}),
      });
    if (header.style !== other.style)
      tell(context, {
        ...place,
        rule: "response-header-serialisation-changed",
        message: `${capital(words)} was written in the style ${header.style} and is now in ${other.style}.`,
        witness: responseWitness(base, { status: exampleStatus(status), header: header.name, style: other.style }),
      });
    if (header.schema !== null && other.schema !== null)
      compareSchemas(context, header.schema, other.schema, {
        direction: "response",
        status,
        of: `header.${header.name}`,
        at,
        words,
      });
  }
  for (const header of after.headers)
    if (header.name !== "content-type" && !before.headers.some(({ name }) => name === header.name))
      tell(context, {
        rule: "response-header-added",
        message: `The header ${header.name} of the ${status} response is new.`,
        at: below("/header", header.name),
        base: before.at,
        revision: header.at,
        direction: "response",
        status,
      });
};
