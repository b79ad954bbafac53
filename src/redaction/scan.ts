import type { Pointer } from "../model/pointer.ts";
import { Inspection } from "./inspection.ts";
import { visitJson } from "./json-text.ts";
import type { SecretNames } from "./names.ts";
import { isRedacted } from "./pseudonym.ts";
import { namedSpans, type SecretKind } from "./shapes.ts";

/** A secret that stands in an artefact. The secret itself is not kept. */
export interface Leak {
  readonly kind: SecretKind;
  /** The header, member, parameter or cookie that it is the value of; null where it has none. */
  readonly name: string | null;
  /** From 0, in UTF-16 units of the text. */
  readonly offset: number;
  readonly pointer: Pointer;
}

/** Words that stand where headers, cookies and parameters are listed, as objects or as HAR's pairs of name and value. */
const HEADERS = /headers$/i;
const COOKIES = /cookies$/i;
const QUERIES = /^(?:queryString|query|params|postData)$/i;
const BODIES = /(?:body|text|content|comment)$/i;
const URLS = /(?:^|_|request)(?:url|uri|path|target|href|redirectURL)$/i;

/** Prose about secrets is no secret: what follows a word like `password:` must look like a value. */
const likelyNamed: typeof namedSpans = (text) =>
  namedSpans(text).filter(({ start, end }) => end - start >= 6 && /\d/.test(text.slice(start, end)));

/**
 * The secrets in an artefact, in order: a recording (NDJSON, HAR), a report in any format, or any other text. JSON is
 * understood member by member, also several values in a row, also cut off; `known` are secrets to look for literally.
 */
export const leaksIn = (text: string, names: SecretNames, known: readonly string[] = []): Leak[] => {
  const leaks: Leak[] = [];
  let place: { name: string | null; pointer: () => Pointer; base: number; exact: boolean } = {
    name: null,
    pointer: () => "",
    base: 0,
    exact: true,
  };
  const note = (secret: string, kind: SecretKind, offset: number): string => {
    if (!isRedacted(secret))
      leaks.push({ kind, name: place.name, offset: place.exact ? offset : place.base, pointer: place.pointer() });
    return secret;
  };
  const inspection = new Inspection(names, note, likelyNamed);
  const first = /\S/.exec(text)?.[0];
  if (first === "{" || first === "[")
    json(text, inspection, (next) => {
      place = next;
    });
  else inspection.body(text);
  for (const secret of known)
    for (let at = text.indexOf(secret); secret.length >= 6 && at >= 0; at = text.indexOf(secret, at + secret.length))
      leaks.push({ kind: "known secret", name: null, offset: at, pointer: "" });
  return leaks
    .sort((a, b) => a.offset - b.offset)
    .filter((leak, index, all) => index === 0 || leak.offset !== all[index - 1]!.offset);
};

type Place = { name: string | null; pointer: () => Pointer; base: number; exact: boolean };

const json = (text: string, inspection: Inspection, enter: (place: Place) => void): void => {
  // HAR writes a header as { "name": …, "value": … }, in either order.
  let pair: {
    depth: number;
    name: string | null;
    value: { text: string; start: number; at: Pointer; list: string } | null;
  } | null = null;
  const listed = (list: string, name: string, value: string, offset: number): void => {
    if (HEADERS.test(list)) inspection.header(name, value, offset);
    else if (COOKIES.test(list)) inspection.header("cookie", `${name}=${value}`, offset);
    else if (QUERIES.test(list)) inspection.url(`?${encodeURIComponent(name)}=${encodeURIComponent(value)}`, offset);
    else if (inspection.isMember(name)) inspection.secret(value, offset);
    else inspection.text(value, offset);
  };
  visitJson(text, ({ text: value, name, names, string, at, start, end }) => {
    if (value === "" || (!string && /^(?:true|false|null)$/.test(value))) return;
    const depth = names.length;
    // A pair stands in an object in a list: its own container and the list go by the same name.
    const list = depth >= 2 ? (names[depth - 1] ?? "") : "";
    if (
      (name === "name" || name === "value") &&
      string &&
      (HEADERS.test(list) || COOKIES.test(list) || QUERIES.test(list))
    ) {
      if (pair === null || pair.depth !== depth || (name === "name" ? pair.name : pair.value) !== null)
        pair = { depth, name: null, value: null };
      if (name === "name") pair.name = value;
      else pair.value = { text: value, start, at: at(), list };
      if (pair.name !== null && pair.value !== null) {
        const { text: content, start: base, at: pointer } = pair.value;
        enter({ name: pair.name, pointer: () => pointer, base, exact: false });
        listed(list, pair.name, content, base);
        pair = null;
      }
      return;
    }
    // Offsets in a decoded text are those of the raw one only if nothing was escaped.
    const pointer = at();
    enter({ name, pointer: () => pointer, base: start, exact: string && value.length === end - start - 2 });
    const offset = start + (string ? 1 : 0);
    const container = names.findLast((one) => one !== null && (HEADERS.test(one) || COOKIES.test(one))) ?? null;
    const secret = [...names, name].some((one) => one !== null && inspection.isMember(one));
    if (!string) {
      if (secret && value.length > 3) inspection.secret(value, offset);
    } else if (container !== null && name !== null && HEADERS.test(container)) inspection.header(name, value, offset);
    else if (container !== null && name !== null) inspection.header("cookie", `${name}=${value}`, start);
    else if (secret) inspection.secret(value, offset);
    else if (name !== null && URLS.test(name)) inspection.url(value, offset);
    else if (name !== null && BODIES.test(name)) inspection.body(value, offset);
    else inspection.member(name, value, offset);
  });
};
