import type { Direction, Severity } from "../../model/finding.ts";
import type { ChangeKind, Movement } from "../schema/change.ts";
import type { DiffRule } from "./rule.ts";

/** The kinds of change that are narrowed or widened, what they are about, and oasdiff's words for them. */
const MOVING: readonly (readonly [
  kind: ChangeKind,
  about: string,
  narrowed: readonly string[],
  widened: readonly string[],
])[] = [
  ["type", "allowed types", ["type-changed", "type-specialized"], ["type-changed", "type-generalized"]],
  ["null", "nullability", ["became-not-nullable"], ["became-nullable"]],
  ["enum", "set of allowed values", ["enum-value-removed", "became-enum"], ["enum-value-added"]],
  [
    "range",
    "range of numbers",
    ["max-decreased", "max-set", "min-increased", "min-set"],
    ["max-increased", "min-decreased"],
  ],
  ["multiple", "multiples", [], []],
  [
    "length",
    "length of text",
    ["max-length-decreased", "max-length-set", "min-length-increased"],
    ["max-length-increased", "max-length-unset", "min-length-decreased"],
  ],
  [
    "pattern",
    "pattern of text",
    ["pattern-added", "pattern-changed"],
    ["pattern-removed", "pattern-generalized", "pattern-changed"],
  ],
  ["format", "format of text", ["type-changed"], ["type-changed", "type-generalized"]],
  [
    "items-count",
    "number of items",
    ["max-items-decreased", "min-items-increased", "min-items-set"],
    ["max-items-increased", "min-items-decreased", "min-items-unset"],
  ],
  ["unique", "uniqueness of items", [], []],
  ["contains", "items that must be among the others", [], []],
  ["members-count", "number of members", [], []],
  ["member-names", "names of members", [], []],
  ["undeclared-members", "members that are not declared", [], []],
  ["member-patterns", "members by pattern", [], []],
  [
    "alternatives",
    "alternatives and conditions",
    ["one-of-removed", "any-of-removed", "all-of-added"],
    ["one-of-added", "any-of-added", "all-of-removed"],
  ],
  ["schema", "schema as a whole", [], []],
  ["member-required", "required members", ["became-required"], ["became-optional"]],
];

const MEMBER_KINDS = new Set<ChangeKind>([
  "required-member-added",
  "optional-member-added",
  "required-member-removed",
  "optional-member-removed",
]);

/** The rule that words a change. */
export const schemaRuleId = (direction: Direction, kind: ChangeKind, moved: Movement): string => {
  if (moved === "unclear") return `${direction}-change-unproven`;
  if (kind === "member-required") return `${direction}-member-became-${moved === "narrowed" ? "required" : "optional"}`;
  return MEMBER_KINDS.has(kind) ? `${direction}-${kind}` : `${direction}-${kind}-${moved}`;
};

const HURTS: Readonly<Record<Direction, Readonly<Record<"narrowed" | "widened", string>>>> = {
  request: {
    narrowed: "Clients that send what was accepted before are refused.",
    widened: "Nobody: all that was accepted still is.",
  },
  response: {
    narrowed: "Nobody: all that is answered was documented before.",
    widened: "Clients meet an answer that was not documented when they were written.",
  },
};

const MIGRATION: Readonly<Record<Direction, Readonly<Record<"narrowed" | "widened", string>>>> = {
  request: {
    narrowed: "Keep accepting the old values, or announce the change and publish it as a new major version.",
    widened: "Nothing to do; clients may use it once it is deployed.",
  },
  response: {
    narrowed: "Nothing to do.",
    widened: "Keep answering within the old limits, or announce the change and publish it as a new major version.",
  },
};

const breaksIn = (direction: Direction, moved: "narrowed" | "widened"): boolean =>
  (direction === "request") === (moved === "narrowed");

const movingRules: readonly DiffRule[] = MOVING.flatMap(([kind, about, narrowed, widened]) =>
  (["request", "response"] as const).flatMap((direction) =>
    (["narrowed", "widened"] as const).map((moved): DiffRule => {
      const places =
        direction === "request"
          ? ["request-property", "request-body", "request-parameter"]
          : ["response-property", "response-body"];
      const names = moved === "narrowed" ? narrowed : widened;
      const other = direction === "request" ? "response" : "request";
      return {
        id: schemaRuleId(direction, kind, moved),
        severity: breaksIn(direction, moved) ? "error" : "info",
        summary: `In a ${direction} the ${about} became ${moved === "narrowed" ? "narrower" : "wider"}.`,
        hurts: HURTS[direction][moved],
        migration: MIGRATION[direction][moved],
        oasdiff: names.flatMap((name) => places.map((place) => `${place}-${name}`)),
        mirror: schemaRuleId(other, kind, moved),
      };
    }),
  ),
);

const member = (
  id: string,
  severity: Severity,
  summary: string,
  hurts: string,
  migration: string,
  oasdiff: readonly string[],
): DiffRule => {
  const mirror = id.startsWith("request") ? id.replace("request", "response") : id.replace("response", "request");
  return { id, severity, summary, hurts, migration, oasdiff, mirror };
};

const memberRules: readonly DiffRule[] = [
  member(
    "request-required-member-added",
    "error",
    "A request must carry a member that was not declared before.",
    "Clients that do not send it are refused.",
    "Make the member optional and give it a default.",
    ["new-required-request-property", "new-required-request-header-property"],
  ),
  member(
    "response-required-member-added",
    "info",
    "A response always carries a member that was not declared before.",
    "Nobody, unless the baseline closed the object.",
    "Nothing to do.",
    ["response-required-property-added"],
  ),
  member(
    "request-optional-member-added",
    "info",
    "A request may carry a member that was not declared before.",
    "Nobody, unless other values were promised under that name.",
    "Nothing to do; clients may use it once it is deployed.",
    ["new-optional-request-property"],
  ),
  member(
    "response-optional-member-added",
    "info",
    "A response may carry a member that was not declared before.",
    "Nobody, unless the baseline closed the object.",
    "Nothing to do.",
    ["response-optional-property-added"],
  ),
  member(
    "request-required-member-removed",
    "warning",
    "A member that requests had to carry is no longer declared.",
    "Clients that rely on it having an effect; if the object is closed, clients that send it are refused.",
    "Keep the member, deprecated, until clients stopped sending it.",
    ["request-property-removed"],
  ),
  member(
    "response-required-member-removed",
    "error",
    "A member that responses always carried is no longer declared.",
    "Clients that read it find nothing.",
    "Keep answering it, deprecated, until clients stopped reading it.",
    ["response-required-property-removed"],
  ),
  member(
    "request-optional-member-removed",
    "warning",
    "A member that requests could carry is no longer declared.",
    "Clients that rely on it having an effect; if the object is closed, clients that send it are refused.",
    "Keep the member, deprecated, until clients stopped sending it.",
    ["request-property-removed"],
  ),
  member(
    "response-optional-member-removed",
    "warning",
    "A member that responses could carry is no longer declared.",
    "Clients that used it where it was there.",
    "Keep answering it, deprecated, until clients stopped reading it.",
    ["response-optional-property-removed"],
  ),
];

const unproven = (direction: Direction): DiffRule => ({
  id: `${direction}-change-unproven`,
  severity: "warning",
  summary: `A ${direction} schema changed in a way that could be neither proven compatible nor shown to break.`,
  hurts: "Possibly clients; the message says what stood in the way of a decision.",
  migration: "Compare the two schemas by hand, or write them in a form that can be decided.",
  oasdiff: direction === "request" ? ["request-allOf-modified"] : [],
  mirror: `${direction === "request" ? "response" : "request"}-change-unproven`,
});

/** The rules about schemas. */
export const SCHEMA_RULES: readonly DiffRule[] = [
  ...movingRules,
  ...memberRules,
  unproven("request"),
  unproven("response"),
];
