import { NOBODY, NOTHING, rule } from "./define.ts";
import type { DiffRule } from "./rule.ts";

const OLD = "Keep the old form, or announce the change and publish it as a new major version.";

const discriminator = (name: string, place: string): string[] => [
  `${place}-body-discriminator-${name}`,
  `${place}-property-discriminator-${name}`,
];

/** The rules about the parts of forms, about discriminators, and about links. */
export const PART_RULES: readonly DiffRule[] = [
  rule(
    "request-part-media-types-narrowed",
    "error",
    "A part of a form or multipart request can no longer have a media type.",
    "Clients that send it are refused.",
    OLD,
    "response-part-media-types-narrowed",
  ),
  rule(
    "request-part-media-types-widened",
    "info",
    "A part of a form or multipart request may have a media type that it could not have.",
    NOBODY,
    NOTHING,
    "response-part-media-types-widened",
  ),
  rule(
    "response-part-media-types-narrowed",
    "info",
    "A part of a multipart response no longer has a media type that it could have.",
    NOBODY,
    NOTHING,
    "request-part-media-types-narrowed",
  ),
  rule(
    "response-part-media-types-widened",
    "error",
    "A part of a multipart response can have a media type that it could not have.",
    "Clients meet a part that they were not written for.",
    OLD,
    "request-part-media-types-widened",
  ),
  rule(
    "request-part-serialisation-changed",
    "error",
    "A part of a form or multipart request is written in another way.",
    "Clients that write it as before are misunderstood.",
    OLD,
    "response-part-serialisation-changed",
  ),
  rule(
    "response-part-serialisation-changed",
    "error",
    "A part of a multipart response is written in another way.",
    "Clients that read it as before misunderstand it.",
    OLD,
    "request-part-serialisation-changed",
  ),
  ...(["request", "response"] as const).flatMap((direction): DiffRule[] => {
    const reads = direction === "request";
    const other = reads ? "response" : "request";
    return [
      rule(
        `${direction}-discriminator-property-changed`,
        "error",
        `In a ${direction} another member tells the alternatives apart.`,
        reads
          ? "Clients that tag bodies as before are misunderstood."
          : "Clients that tell bodies apart as before fail to.",
        OLD,
        `${other}-discriminator-property-changed`,
        ...discriminator("property-name-changed", direction),
      ),
      rule(
        `${direction}-discriminator-value-removed`,
        reads ? "error" : "info",
        `In a ${direction} a value that tells the alternatives apart is gone.`,
        reads ? "Clients that send it are not understood." : NOBODY,
        reads ? OLD : NOTHING,
        `${other}-discriminator-value-removed`,
        ...discriminator("mapping-deleted", direction),
      ),
      rule(
        `${direction}-discriminator-value-added`,
        reads ? "info" : "error",
        `In a ${direction} there is a new value that tells the alternatives apart.`,
        reads ? NOBODY : "Clients meet a value for which they have no branch.",
        reads ? NOTHING : OLD,
        `${other}-discriminator-value-added`,
        ...discriminator("mapping-added", direction),
      ),
      rule(
        `${direction}-discriminator-removed`,
        "warning",
        `In a ${direction} nothing tells the alternatives apart any more.`,
        "Clients that rely on it, such as generated ones.",
        "Keep the discriminator.",
        `${other}-discriminator-removed`,
        ...discriminator("removed", direction),
      ),
      rule(
        `${direction}-discriminator-added`,
        "info",
        `In a ${direction} a member tells the alternatives apart.`,
        NOBODY,
        NOTHING,
        `${other}-discriminator-added`,
        ...discriminator("added", direction),
      ),
    ];
  }),
  rule("response-link-added", "info", "A response has a new link.", NOBODY, NOTHING, "response-link-removed"),
  rule(
    "response-link-removed",
    "info",
    "A response has a link no longer.",
    "Clients that follow links instead of calling operations.",
    NOTHING,
    "response-link-added",
  ),
  rule("response-link-changed", "info", "A link of a response leads to something else.", NOBODY, NOTHING, {
    none: "A change has no opposite.",
  }),
];
