/** What a column of a parameter table is about. */
export type Column = "name" | "required" | "type" | "description" | "other";

const COLUMNS: Readonly<Record<string, Column>> = {
  ...{ parameter: "name", parameters: "name", name: "name", field: "name", property: "name", attribute: "name" },
  ...{ member: "name", key: "name", argument: "name", status: "name", code: "name", "status code": "name" },
  ...{ error: "name", event: "name", required: "required", mandatory: "required", optional: "other", type: "type" },
  ...{ "data type": "type", datatype: "type", format: "type", "media type": "type", description: "description" },
  ...{ meaning: "description", details: "description", notes: "description", comment: "description" },
};

/** What a column with this heading is about; `other` for headings that no table of parameters is known to have. */
export const columnOf = (heading: string): Column => {
  const key = heading
    .replaceAll(/[^\p{L} ]/gu, "")
    .trim()
    .toLowerCase();
  return Object.hasOwn(COLUMNS, key) ? (COLUMNS[key] ?? "other") : "other";
};

const MARKS: Readonly<Record<string, string>> = {
  ...{ yes: "yes", y: "yes", true: "yes", required: "yes", mandatory: "yes", "✓": "yes", "✔": "yes", x: "yes" },
  ...{ no: "no", n: "no", false: "no", optional: "no", "✗": "no", "✘": "no", "-": "no" },
};

/** A required mark in one of two words, `yes` or `no`; any other text as it is. */
export const markOf = (text: string): string => {
  const key = text.trim().toLowerCase();
  return Object.hasOwn(MARKS, key) ? (MARKS[key] ?? key) : text.trim();
};

/** Whether a word can be nothing but a required mark. */
export const isMark = (word: string): boolean => /^(?:yes|no|required|mandatory|optional)$/i.test(word);

const ONE =
  "(?:string|str|uuid|guid|boolean|bool|object|array|integer|int|int32|int64|long|number|float|double|decimal|date-?time|date|timestamp|list|map|enum|json|binary|null|any|url|uri|email)";
const TYPE = new RegExp(
  `^(?:(?:array|list|map|set)(?:\\[[\\w-]+\\]|<[\\w, -]+>|\\s+of\\s+${ONE}s?)|${ONE}(?:\\[\\]|\\s*\\([\\w.-]+\\))?)(?:(?:\\s+or\\s+|\\s*\\|\\s*)${ONE}(?:\\[\\])?)*(?=$|[\\s,;:)])`,
  "i",
);

/** The type that a text starts with, or null. */
export const typeAtStart = (text: string): string | null => TYPE.exec(text)?.[0] ?? null;

/** Whether a text is a type and nothing else. */
export const isType = (text: string): boolean => typeAtStart(text.trim()) === text.trim() && text.trim() !== "";

/** A type as it is compared: capitals and spaces do not matter, brackets do. */
export const typeKey = (text: string): string => text.toLowerCase().replaceAll(/\s+/g, " ").trim();

/** Whether a text is a media type and nothing else. */
export const isMediaType = (text: string): boolean =>
  /^(?:application|text|image|multipart|audio|video)\/[\w.+*-]+$/.test(text.trim());

/** Words that start sentences and are no parameter's name. */
const ORDINARY =
  /^(?:an?|the|this|that|these|any|each|every|one|is|it|its|if|no|yes|in|of|or|and|must|may|when|use|see)$/i;

/** Whether a word can be the name of a parameter. */
export const isName = (word: string): boolean =>
  /^[A-Za-z_$][\w.$-]*(?:\[\]|\[\*\])?$/.test(word) && !ORDINARY.test(word) && !isMark(word);

/** Whether a word is an identifier that no sentence would hold as such: `TENANT_CREATE_START`, `bearerAuth`. */
export const isIdentifier = (word: string): boolean =>
  /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(word) || /^[a-z]+(?:[A-Z][a-z0-9]*)+$/.test(word);
