import { below } from "../../model/pointer.ts";
import type { ApiMedia } from "./api.ts";
import { compareEncoding } from "./compare-encoding.ts";
import { compareSchemas } from "./compare-schemas.ts";
import { type Context, capital, type ExchangeParts, missing, of, refused, tell, undocumented } from "./context.ts";
import { covering, isSuccess } from "./statuses.ts";

/** A body of one message, and by which rules its changes are told. */
export interface Content {
  /** How the ids of the rules begin: `request`, `response`, `callback`. */
  readonly family: string;
  /** `request`: the provider reads it; `response`: the provider writes it. */
  readonly direction: "request" | "response";
  readonly status: string | null;
  /** `the request body`, `the body of the 200 response`. */
  readonly words: string;
  /** Whether who receives it may choose among its media types, as clients do by `Accept`. */
  readonly chosen: boolean;
  /** The exchange in which the body stands out. */
  evidence(said: object): ExchangeParts;
}

/** Compares the bodies of a message, media type by media type. */
export const compareContent = (
  context: Context,
  before: readonly ApiMedia[],
  after: readonly ApiMedia[],
  content: Content,
): void => {
  const { base, revision } = context;
  const { family, direction, status, chosen, evidence } = content;
  const where = of(context, content.words);
  const reads = direction === "request";
  // A media type that is no longer sent is missed only by those who may ask for it; one that is new hurts the others.
  const loss = reads ? refused : missing;
  const mild = status === null || isSuccess(status) ? {} : { severity: "warning" as const };
  for (const media of before) {
    const other = covering(media.name, after);
    const at = below("/body", media.name);
    if (other === null) {
      const breaks = reads || chosen;
      tell(context, {
        rule: `${family}-media-type-removed`,
        message: `${capital(where)} can no longer be ${media.name}.`,
        at,
        base: media.at,
        revision: revision.at,
        direction,
        status,
        ...(breaks ? { ...mild, witness: loss(base, evidence({ headers: { "content-type": media.name } })) } : {}),
      });
      continue;
    }
    const place = {
      direction,
      status,
      of: of(context, "body"),
      at: before.length > 1 ? at : "/body",
      words: before.length > 1 ? `${where} as ${media.name}` : where,
      evidence: (body: unknown): ExchangeParts => evidence({ body }),
    };
    if (other.schema === null && media.schema !== null)
      tell(context, {
        rule: `${family}-body-undocumented`,
        message: `${capital(where)} as ${media.name} is no longer described.`,
        at,
        base: media.at,
        revision: other.at,
        direction,
        status,
      });
    else if (other.schema !== null) compareSchemas(context, media.schema ?? anything(media.at), other.schema, place);
    if (media.items !== null || other.items !== null)
      compareSchemas(context, media.items ?? anything(media.at), other.items ?? anything(other.at), {
        ...place,
        of: of(context, "item of the body"),
        at: `${place.at}/*`,
        words: `an item of ${place.words}`,
      });
    compareEncoding(context, media, other, { ...content, at: place.at, words: place.words });
  }
  for (const media of after)
    if (covering(media.name, before) === null && (before.length > 0 || reads))
      tell(context, {
        rule: `${family}-media-type-added`,
        message: `${capital(where)} can be ${media.name} now.`,
        at: below("/body", media.name),
        base: base.at,
        revision: media.at,
        direction,
        status,
        ...(reads || chosen
          ? {}
          : { witness: undocumented(base, evidence({ headers: { "content-type": media.name } })) }),
      });
};

const anything = (location: string) => ({ schema: true, location });
