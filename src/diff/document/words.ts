import { pointerOf } from "../../model/pointer.ts";
import type { ChangeKind, SchemaChange, Step } from "../schema/change.ts";

/** The place in a value that a change is about, as a pointer; any item or other member is `*`. */
export const pointerOfPath = (path: readonly Step[], member: string | null): string => {
  const segments = path.map((step) => {
    if (step.by === "member") return step.name;
    return step.by === "position" ? step.index : "*";
  });
  return pointerOf(member === null ? segments : [...segments, member]);
};

const ABOUT: Readonly<Record<ChangeKind, string>> = {
  type: "the type",
  null: "null",
  enum: "the allowed values",
  range: "the range",
  multiple: "the step",
  length: "the length",
  pattern: "the pattern",
  format: "the format",
  "items-count": "the number of items",
  unique: "the uniqueness of items",
  contains: "what must be among the items",
  "members-count": "the number of members",
  "member-names": "the names of members",
  "undeclared-members": "members that are not declared",
  "member-patterns": "members by pattern",
  alternatives: "the alternatives",
  schema: "the schema",
  "required-member-added": "this member",
  "optional-member-added": "this member",
  "required-member-removed": "this member",
  "optional-member-removed": "this member",
  "member-required": "this member",
};

const LONGEST = 160;

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** What changed, in one sentence. */
export const sentenceOf = (change: SchemaChange): string => {
  const place = pointerOfPath(change.path, change.member);
  const where = place === "" ? "" : `${place}: `;
  if (change.before === change.after || change.before === "") return `${where}${ABOUT[change.kind]} changed.`;
  const verb =
    change.kind === "undeclared-members" ||
    change.kind === "alternatives" ||
    change.kind === "enum" ||
    change.kind === "member-patterns"
      ? ["were", "are"]
      : ["was", "is"];
  return `${where}${ABOUT[change.kind]} ${verb[0]} ${cut(change.before)} and ${verb[1]} now ${cut(change.after)}.`;
};

/** The further places of a change, in a sentence; nothing where there are none. */
export const furtherPlaces = ({ alsoAt, member }: SchemaChange): string => {
  if (alsoAt.length === 0) return "";
  const shownPlaces = alsoAt.slice(0, 3).map((path) => pointerOfPath(path, member));
  return ` The same at ${shownPlaces.join(", ")}${alsoAt.length > 3 ? " and more places" : ""}.`;
};

/** A value as text, cut where it is long; a value nested too deeply to be written is not shown. */
export const shown = (value: unknown): string => {
  try {
    return JSON.stringify(value)?.slice(0, 80) ?? "none";
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return "a deeply nested value";
  }
};
