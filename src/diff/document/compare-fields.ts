import { below } from "../../model/pointer.ts";
import type { ApiParameter } from "./api.ts";
import { compareSchemas } from "./compare-schemas.ts";
import { type Context, capital, type ExchangeParts, of, refused, tell, undocumented } from "./context.ts";

/** Parameters or headers of one message, and by which rules their changes are told. */
export interface Fields {
  /** How the ids of the rules begin: `request-parameter`. */
  readonly family: string;
  /** `request`: the provider reads them; `response`: the provider writes them. */
  readonly direction: "request" | "response";
  readonly status: string | null;
  /** Where the message stands, in the operation's terms and in the documents. */
  readonly at: string;
  readonly base: string;
  readonly revision: string;
  words(field: ApiParameter): string;
  /** The exchange in which a field stands out. */
  evidence(said: object): ExchangeParts;
}

/** A header whose value the message's own form gives, so that no header of that name is declared. */
const GIVEN = "content-type";

/** Compares the parameters or headers of a message. */
export const compareFields = (
  context: Context,
  before: readonly ApiParameter[],
  after: readonly ApiParameter[],
  fields: Fields,
): void => {
  const { family, direction, status } = fields;
  const reads = direction === "request";
  const find = (list: readonly ApiParameter[], wanted: ApiParameter): ApiParameter | undefined =>
    list.find((one) => one.in === wanted.in && one.name === wanted.name);
  const declared = (list: readonly ApiParameter[]): ApiParameter[] =>
    list.filter((one) => one.in !== "header" || one.name !== GIVEN);
  const proof = (said: object) => (reads ? refused : undocumented)(context.base, fields.evidence(said));
  for (const field of declared(before)) {
    const other = find(after, field);
    const at = `${fields.at}${below(below("", field.in), field.name)}`;
    const words = fields.words(field);
    const name = `${field.in}.${field.name}`;
    const place = { base: field.at, revision: other?.at ?? fields.revision, direction, status, at };
    if (other === undefined) {
      const promised = !reads && field.required;
      tell(context, {
        ...place,
        rule: `${family}-removed${reads ? "" : field.required ? "-required" : "-optional"}`,
        message: `${capital(words)} is no longer declared.`,
        ...(promised ? { witness: proof({ without: name }) } : {}),
      });
      continue;
    }
    if (field.required !== other.required)
      tell(context, {
        ...place,
        rule: `${family}-${other.required ? "required" : "optional"}`,
        message: `${capital(words)} was ${field.required ? "required" : "optional"} and is now ${other.required ? "required" : "optional"}.`,
        ...(other.required === reads ? { witness: proof({ without: name }) } : {}),
      });
    if (field.style !== other.style)
      tell(context, {
        ...place,
        rule: `${family}-serialisation-changed`,
        message: `${capital(words)} was written in the style ${field.style} and is now in ${other.style}.`,
        witness: proof({ parameter: name, style: reads ? field.style : other.style }),
      });
    if (family === "request-parameter" && !field.deprecated && other.deprecated)
      tell(context, { ...place, rule: "request-parameter-deprecated", message: `${capital(words)} is deprecated.` });
    if (reads ? field.schema !== null || other.schema !== null : field.schema !== null && other.schema !== null)
      compareSchemas(context, field.schema ?? anything(field.at), other.schema ?? anything(other.at), {
        direction,
        status,
        of: of(context, name),
        at,
        words,
        evidence: (value) => fields.evidence({ parameter: name, value }),
      });
  }
  for (const field of declared(after)) {
    if (find(before, field) !== undefined) continue;
    const words = fields.words(field);
    tell(context, {
      rule: `${family}-added${reads ? (field.required ? "-required" : "-optional") : ""}`,
      message: `${capital(words)} is new${reads ? ` and ${field.required ? "required" : "optional"}` : ""}.`,
      at: `${fields.at}${below(below("", field.in), field.name)}`,
      base: fields.base,
      revision: field.at,
      direction,
      status,
      ...(reads && field.required ? { witness: proof({ without: `${field.in}.${field.name}` }) } : {}),
    });
  }
};

const anything = (location: string) => ({ schema: true, location });
