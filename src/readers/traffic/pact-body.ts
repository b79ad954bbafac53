import type { Body } from "../../model/exchange.ts";
import { assumedHeaders, bodyOfBase64, isBase64, isRecord } from "./parts.ts";

/** A body as a pact tells it. */
export interface PactBody {
  readonly body: Body;
  /** The media type that the pact gives it or that it looks like; null where nothing is known of it. */
  readonly type: string | null;
  /** The pact says nothing about a body, so that its consumer does not rely on any. */
  readonly missing: boolean;
}

const MISSING: PactBody = { body: null, type: null, missing: true };

const JSON_TYPE = /[/+]json\b/i;
const TEXT_TYPE = /^text\/|[/+](json|xml|yaml)\b|html|javascript|graphql|x-www-form-urlencoded/i;

const looksLike = (body: Body): string | null => (assumedHeaders(body)["content-type"] as string | undefined) ?? null;

const isJsonText = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** A text that stands where JSON is expected: JSON already, or the value itself. */
const asJson = (text: string): string => (isJsonText(text) ? text : JSON.stringify(text));

/**
 * A body in a pact of V2 or V3: a JSON value; or a text, which is the body itself, the value where the body is JSON, or
 * Base64 where it is neither JSON nor text. `declared` is the part's Content-Type.
 */
export const readPlainBody = (value: unknown, declared: string | null): PactBody => {
  if (value === undefined) return MISSING;
  if (value === null || value === "") return { body: null, type: null, missing: false };
  if (typeof value !== "string") return { body: JSON.stringify(value), type: "application/json", missing: false };
  const type = declared ?? looksLike(value);
  const body =
    type === null || (TEXT_TYPE.test(type) && !JSON_TYPE.test(type))
      ? value
      : JSON_TYPE.test(type)
        ? asJson(value)
        : isBase64(value)
          ? bodyOfBase64(value)
          : value;
  return { body, type, missing: false };
};

/**
 * A body in a pact of V4: `content` with its `contentType`, and in `encoded` whether it is Base64, the text of JSON, or
 * (`false`) the value itself. `declared` is the part's Content-Type, which the body's own overrules.
 */
export const readWrappedBody = (value: unknown, declared: string | null): PactBody => {
  if (!isRecord(value)) return readPlainBody(value, declared);
  const { content, contentType, encoded } = value;
  if (content === undefined) return MISSING;
  if (content === null || content === "") return { body: null, type: null, missing: false };
  const type = typeof contentType === "string" ? contentType : declared;
  const coding = typeof encoded === "string" ? encoded.toLowerCase() : encoded;
  if (typeof content !== "string")
    return { body: JSON.stringify(content), type: type ?? "application/json", missing: false };
  const body =
    coding === "base64"
      ? bodyOfBase64(content)
      : type !== null && JSON_TYPE.test(type) && (coding === undefined || coding === false)
        ? JSON.stringify(content)
        : content;
  return { body, type: type ?? looksLike(body), missing: false };
};
