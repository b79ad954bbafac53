import { below } from "../../model/pointer.ts";
import type { ApiEncoding, ApiMedia } from "./api.ts";
import type { Content } from "./compare-content.ts";
import { compareFields } from "./compare-fields.ts";
import { type Context, capital, refused, tell, undocumented } from "./context.ts";

/** Compares how the parts of a form or a multipart body travel: their media types, how they are written, their headers. */
export const compareEncoding = (
  context: Context,
  before: ApiMedia,
  after: ApiMedia,
  content: Content & { readonly at: string },
): void => {
  const parts = new Set([...before.encoding, ...after.encoding].map(({ part }) => part));
  const said = (media: ApiMedia, part: string): ApiEncoding | null =>
    media.encoding.find((one) => one.part === part) ?? media.usually(part);
  for (const part of parts) {
    const [was, is] = [said(before, part), said(after, part)];
    // A part that only one side declares is told as a member that came or went.
    if (was !== null && is !== null) comparePart(context, before.name, was, is, content);
  }
};

const comparePart = (
  context: Context,
  mediaType: string,
  was: ApiEncoding,
  is: ApiEncoding,
  { direction, status, at, words, evidence }: Content & { readonly at: string },
): void => {
  const { part } = was;
  const reads = direction === "request";
  const where = `the part ${part} of ${words}`;
  const place = { base: was.at, revision: is.at, direction, status, at: below(at, part) };
  const proof = (said: object) =>
    (reads ? refused : undocumented)(
      context.base,
      evidence({ headers: { "content-type": mediaType }, part: { name: part, ...said } }),
    );
  const written = ({ style, contentTypes }: ApiEncoding): string =>
    style === null ? `as ${contentTypes.join(" or ")}` : `in the style ${style}`;
  if (was.style !== is.style)
    tell(context, {
      ...place,
      rule: `${direction}-part-serialisation-changed`,
      message: `${capital(where)} was written ${written(was)} and is now written ${written(is)}.`,
      witness: proof({ written: written(reads ? was : is) }),
    });
  else {
    const lost = uncovered(was.contentTypes, is.contentTypes);
    const gained = uncovered(is.contentTypes, was.contentTypes);
    const message = `${capital(where)} could be ${was.contentTypes.join(" or ")} and can now be ${is.contentTypes.join(" or ")}.`;
    const shown = reads ? lost : gained;
    const breaks = shown.length > 0;
    const moved = breaks === reads ? "narrowed" : "widened";
    if (lost.length + gained.length > 0)
      tell(context, {
        ...place,
        rule: `${direction}-part-media-types-${moved}`,
        message,
        ...(breaks ? { witness: proof({ "content-type": (shown[0] ?? "").replace("*", "x-any") }) } : {}),
      });
  }
  compareFields(context, was.headers, is.headers, {
    family: reads ? "request-parameter" : "response-header",
    direction,
    status,
    at: below(at, part),
    base: was.at,
    revision: is.at,
    words: ({ name }) => `the header ${name} of ${where}`,
    evidence: (more) => evidence({ headers: { "content-type": mediaType }, part: { name: part, ...more } }),
  });
};

/** The media types that no other covers. */
const uncovered = (types: readonly string[], by: readonly string[]): string[] =>
  types.filter((type) => !by.some((other) => other === type || other === "*/*" || other === `${type.split("/")[0]}/*`));
