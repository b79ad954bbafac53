import { isDate } from "../conformance/formats/date-time.ts";
import type { Pointer } from "../model/pointer.ts";
import { below } from "../model/pointer.ts";
import { nearest } from "../model/show.ts";
import type { Waiver } from "../model/waiver.ts";
import { InputError } from "./input-error.ts";
import { readYaml } from "./yaml.ts";

const TEXTS = ["rule", "at", "reason", "owner", "until"] as const;
const MEMBERS: readonly string[] = [...TEXTS, "operation", "ticket"];

const REMEDY = "An entry has rule, operation, at, reason, owner, until, and optionally ticket.";

/** What is wrong with the form of an entry, and the member it is wrong with; null where nothing is. */
const flawOf = (entry: unknown): { member: string | null; message: string; remedy?: string } | null => {
  if (entry === null || typeof entry !== "object" || Array.isArray(entry))
    return { member: null, message: "an entry is an object" };
  const given = entry as { readonly [name: string]: unknown };
  for (const name of Object.keys(given))
    if (!MEMBERS.includes(name)) {
      const near = nearest(name, MEMBERS);
      return {
        member: name,
        message: `an entry has no member "${name}"`,
        remedy: near === null ? REMEDY : `Did you mean "${near}"?`,
      };
    }
  for (const name of TEXTS) {
    if (given[name] === undefined) return { member: null, message: `the entry has no ${name}` };
    if (typeof given[name] !== "string") return { member: name, message: `${name} is not a text` };
  }
  const { rule, at, until, operation, ticket } = given as { [name: string]: string };
  if (operation === undefined)
    return {
      member: null,
      message: "the entry has no operation",
      remedy: "Write null for findings that concern none.",
    };
  if (operation !== null && (typeof operation !== "string" || operation === ""))
    return { member: "operation", message: "operation is neither a text nor null" };
  if (ticket !== undefined && ticket !== null && typeof ticket !== "string")
    return { member: "ticket", message: "ticket is not a text" };
  if (!/^[a-z]+(-[a-z0-9]+)*$/.test(rule!))
    return {
      member: "rule",
      message: `"${rule}" is not the id of a rule`,
      remedy: "Take it from the report: member-undocumented.",
    };
  if (!/^(?:\/(?:[^/~]|~[01])*)*$/.test(at!))
    return {
      member: "at",
      message: `"${at}" is not a pointer`,
      remedy: "Take it from the report: /response/body/id; * matches one segment.",
    };
  if (until !== "" && !isDate(until!))
    return { member: "until", message: `"${until}" is not a date`, remedy: "Write it as 2027-03-31." };
  return null;
};

/** Reads a list of waivers, YAML or JSON. Throws `InputError` with the line where it is not one. An empty file holds none. */
export const readWaivers = async (text: string, source: string): Promise<Waiver[]> => {
  if (/^(?:\s|#[^\n]*(?:\n|$))*(?:\[\s*\]\s*)?$/.test(text)) return [];
  const reading = await readYaml(text);
  if ("malformed" in reading) {
    const { line, column, message, likely } = reading.malformed;
    throw new InputError(`${source}:${line}:${column}`, message, likely ?? "Correct it.");
  }
  const { value } = reading;
  const placeOf = (pointer: Pointer) => {
    const { line = 1, column = 1 } = reading.positionsOf([pointer]).get(pointer) ?? {};
    return { source, line, column, pointer };
  };
  const refuse = (pointer: Pointer, message: string, remedy: string): never => {
    const { line, column } = placeOf(pointer);
    throw new InputError(`${source}:${line}:${column}`, message, remedy);
  };
  if (value === null) return [];
  if (!Array.isArray(value)) return refuse("", "waivers are a list", `Start each entry with a dash. ${REMEDY}`);
  return value.map((entry: unknown, index): Waiver => {
    const at = below("", index);
    const flaw = flawOf(entry);
    if (flaw !== null) refuse(flaw.member === null ? at : below(at, flaw.member), flaw.message, flaw.remedy ?? REMEDY);
    const given = entry as Omit<Waiver, "place" | "ticket"> & { ticket?: string | null };
    return { ...given, ticket: given.ticket ?? null, place: placeOf(at) };
  });
};
