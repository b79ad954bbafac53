import { canonical, codePoints, equal, isMultipleOf } from "./equality.ts";
import type { PathOrRoot, Run } from "./evaluation.ts";
import { FORMATS, NUMBER_FORMATS } from "./formats/index.ts";
import { isObject, type Keyword, type Site, step } from "./keyword.ts";

/** Whether a value is of a JSON Schema type: `integer` takes every number without a fraction. */
export const hasType = (value: unknown, type: string): boolean => {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  if (type === "integer") return Number.isInteger(value);
  return type === typeof value;
};

/** A keyword about values of one kind; all others pass unseen. */
const about =
  <T>(is: (value: unknown) => value is T, keeps: (site: Site) => (value: T) => boolean): Keyword =>
  (site) => {
    const kept = keeps(site);
    const { keyword, location, schema } = site;
    return (value, path, run) => {
      if (!is(value)) return true;
      run.seen?.add(location);
      return kept(value) || run.report(keyword, location, path, value, schema[keyword]);
    };
  };

const isString = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number";
const limitOf = (site: Site) => site.schema[site.keyword] as number;

/** A keyword that sets a bound to something countable. */
const bound = <T>(
  is: (value: unknown) => value is T,
  measure: (value: T) => number,
  keeps: (measured: number, limit: number) => boolean,
): Keyword =>
  about(is, (site) => {
    const limit = limitOf(site);
    return (value) => keeps(measure(value), limit);
  });

const atMost = (measured: number, limit: number) => measured <= limit;
const atLeast = (measured: number, limit: number) => measured >= limit;
const itself = (value: number) => value;
const size = (value: readonly unknown[]) => value.length;
const members = (value: object) => Object.keys(value).length;

const type: Keyword = ({ schema, location }) => {
  const types = [schema.type].flat() as string[];
  return (value, path, run) => {
    run.seen?.add(location);
    return types.some((name) => hasType(value, name)) || run.report("type", location, path, value, schema.type);
  };
};

const listed: Keyword = ({ schema, location, keyword }) => {
  const values = keyword === "const" ? [schema.const] : (schema.enum as unknown[]);
  return (value, path, run) => {
    run.seen?.add(location);
    return values.some((one) => equal(one, value)) || run.report(keyword, location, path, value, schema[keyword]);
  };
};

const format: Keyword = (site) => {
  const name = site.schema.format as string;
  const [ofTexts, ofNumbers] = [FORMATS[name], NUMBER_FORMATS[name]];
  if (ofTexts !== undefined) return about(isString, () => ofTexts)(site);
  return ofNumbers === undefined ? null : about(isNumber, () => ofNumbers)(site);
};

const missing = (run: Run, location: string, path: PathOrRoot, name: string, holder: unknown): false =>
  run.report("required", location, step(path, name), holder, name, { member: name });

const required: Keyword = ({ schema, location }) => {
  const names = schema.required as string[];
  const properties = isObject(schema.properties) ? schema.properties : {};
  const marked = (mark: string) =>
    new Set(
      names.filter(
        (name) => Object.hasOwn(properties, name) && isObject(properties[name]) && properties[name][mark] === true,
      ),
    );
  const [readOnly, writeOnly] = [marked("readOnly"), marked("writeOnly")];
  return (value, path, run) => {
    if (!isObject(value)) return true;
    const foreign = run.direction === "request" ? readOnly : run.direction === "response" ? writeOnly : null;
    let fits = true;
    for (const name of names) {
      if (foreign?.has(name) === true) continue;
      run.seen?.add(`${location}:${name}`);
      if (!Object.hasOwn(value, name)) fits = missing(run, `${location}:${name}`, path, name, value);
    }
    return fits;
  };
};

/** `dependentRequired`, and the half of draft-07's `dependencies` that lists names. */
export const dependentRequired: Keyword = ({ schema, location, keyword }) => {
  const rules = Object.entries(schema[keyword] as Record<string, unknown>).filter(([, names]) => Array.isArray(names));
  return (value, path, run) => {
    if (!isObject(value)) return true;
    run.seen?.add(location);
    let fits = true;
    for (const [name, needed] of rules)
      if (Object.hasOwn(value, name))
        for (const other of needed as string[])
          if (!Object.hasOwn(value, other)) fits = missing(run, `${location}:${name}:${other}`, path, other, value);
    return fits;
  };
};

/** The keywords that look at one value and nothing below it. */
export const ASSERTIONS: Readonly<Record<string, Keyword>> = {
  type,
  enum: listed,
  const: listed,
  format,
  pattern: about(isString, ({ schema }) => {
    const expression = new RegExp(schema.pattern as string, "u");
    return (text) => expression.test(text);
  }),
  minLength: bound(isString, codePoints, atLeast),
  maxLength: bound(isString, codePoints, atMost),
  minimum: bound(isNumber, itself, atLeast),
  maximum: bound(isNumber, itself, atMost),
  exclusiveMinimum: bound(isNumber, itself, (value, limit) => value > limit),
  exclusiveMaximum: bound(isNumber, itself, (value, limit) => value < limit),
  multipleOf: bound(isNumber, itself, isMultipleOf),
  minItems: bound(Array.isArray, size, atLeast),
  maxItems: bound(Array.isArray, size, atMost),
  uniqueItems: about(Array.isArray, ({ schema }) =>
    schema.uniqueItems === true ? (items) => new Set(items.map(canonical)).size === items.length : () => true,
  ),
  minProperties: bound(isObject, members, atLeast),
  maxProperties: bound(isObject, members, atMost),
  required,
  dependentRequired,
};
