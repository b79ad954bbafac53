import { dependentRequired } from "./assertions.ts";
import { branches } from "./branches.ts";
import { adopt, attempt, descend, isObject, type Keyword, type Node, step } from "./keyword.ts";

const reference: Keyword = ({ schema, follow }) => follow(schema.$ref as string).check;

const allOf: Keyword = ({ schema, location, sub }) => {
  const nodes = (schema.allOf as unknown[]).map((_, index) => sub("allOf", index));
  return (value, path, run, notes) => {
    run.seen?.add(location);
    let fits = true;
    for (const node of nodes) fits = node.check(value, path, run, notes) && fits;
    return fits;
  };
};

const not: Keyword = ({ schema, location, sub }) => {
  const node = sub("not");
  return (value, path, run) => {
    run.seen?.add(location);
    return !attempt(node, value, path, run).fits || run.report("not", location, path, value, schema.not);
  };
};

const conditional: Keyword = ({ schema, location, sub }) => {
  const branch = (name: string): Node | null => (Object.hasOwn(schema, name) ? sub(name) : null);
  const condition = sub("if");
  const [yes, no] = [branch("then"), branch("else")];
  return (value, path, run, notes) => {
    run.seen?.add(location);
    const tried = attempt(condition, value, path, run);
    if (tried.fits) adopt(tried, run, notes);
    return (tried.fits ? yes : no)?.check(value, path, run, notes) ?? true;
  };
};

const dependentSchemas: Keyword = ({ schema, keyword, location, sub }) => {
  const rules = Object.entries(schema[keyword] as Record<string, unknown>)
    .filter(([, rule]) => !Array.isArray(rule))
    .map(([name]) => [name, sub(keyword, name)] as const);
  return (value, path, run, notes) => {
    if (!isObject(value)) return true;
    run.seen?.add(location);
    let fits = true;
    for (const [name, node] of rules)
      if (Object.hasOwn(value, name)) fits = node.check(value, path, run, notes) && fits;
    return fits;
  };
};

const dependencies: Keyword = (site) => {
  const [names, schemas] = [dependentRequired(site), dependentSchemas(site)];
  return (value, path, run, notes) => {
    const fits = names?.(value, path, run, notes) ?? true;
    return (schemas?.(value, path, run, notes) ?? true) && fits;
  };
};

const TRIO = ["properties", "patternProperties", "additionalProperties"] as const;

/** `properties`, `patternProperties` and `additionalProperties`, which look at each other; the first of them does all. */
const members: Keyword = ({ schema, keyword, beside, sub }) => {
  if (keyword !== TRIO.find((name) => Object.hasOwn(schema, name))) return null;
  const names = (of: string) => Object.keys((schema[of] as object | undefined) ?? {});
  const byName = new Map(names("properties").map((name) => [name, sub("properties", name)]));
  const byPattern = names("patternProperties").map(
    (text) => [new RegExp(text, "u"), sub("patternProperties", text)] as const,
  );
  const rest = Object.hasOwn(schema, "additionalProperties") ? sub("additionalProperties") : null;
  const closed = schema.additionalProperties === false;
  const restAt = beside("additionalProperties");
  return (value, path, run, notes) => {
    if (!isObject(value)) return true;
    if (byName.size + byPattern.length > 0) notes.mentions = true;
    for (const name of byName.keys()) notes.names.add(name);
    if (rest !== null) {
      run.seen?.add(restAt);
      notes.allNames = true;
    }
    let fits = true;
    for (const name of Object.keys(value)) {
      const at = step(path, name);
      const node = byName.get(name);
      let known = node !== undefined;
      if (node !== undefined) {
        run.seen?.add(node.location);
        fits = descend(node, value[name], at, run) && fits;
      }
      for (const [expression, patterned] of byPattern) {
        if (!expression.test(name)) continue;
        known = true;
        notes.names.add(name);
        run.seen?.add(patterned.location);
        fits = descend(patterned, value[name], at, run) && fits;
      }
      if (known || rest === null) continue;
      fits = closed
        ? run.report("additionalProperties", restAt, at, value[name], false, { member: name })
        : descend(rest, value[name], at, run) && fits;
    }
    return fits;
  };
};

const propertyNames: Keyword = ({ location, sub }) => {
  const node = sub("propertyNames");
  return (value, path, run) => {
    if (!isObject(value)) return true;
    run.seen?.add(location);
    let fits = true;
    for (const name of Object.keys(value)) {
      if (attempt(node, name, path, run).fits) continue;
      fits = run.report("propertyNames", location, step(path, name), name, node.location, { member: name });
    }
    return fits;
  };
};

const unevaluatedProperties: Keyword = ({ schema, location, sub }) => {
  const node = sub("unevaluatedProperties");
  const closed = schema.unevaluatedProperties === false;
  return (value, path, run, notes) => {
    if (!isObject(value)) return true;
    run.seen?.add(location);
    let fits = true;
    for (const name of Object.keys(value)) {
      if (notes.allNames || notes.names.has(name)) continue;
      const at = step(path, name);
      fits = closed
        ? run.report("unevaluatedProperties", location, at, value[name], false, { member: name })
        : descend(node, value[name], at, run) && fits;
    }
    notes.allNames = true;
    return fits;
  };
};

/** `prefixItems` and `items`; before 2020-12 `items` as a list and `additionalItems`. */
const items: Keyword = ({ schema, keyword, dialect, beside, sub }) => {
  const list = dialect === "2020-12" ? "prefixItems" : "items";
  const tuple = Array.isArray(schema[list]) ? (schema[list] as unknown[]) : [];
  const restName = dialect !== "2020-12" && Array.isArray(schema.items) ? "additionalItems" : "items";
  if (restName === "additionalItems" && keyword === "additionalItems" && Object.hasOwn(schema, "items")) return null;
  if (dialect !== "2020-12" && keyword === "additionalItems" && !Array.isArray(schema.items)) return null;
  if (keyword === "items" && list === "prefixItems" && tuple.length > 0) return null;
  const first = tuple.map((_, index) => sub(list, index));
  const rest = Object.hasOwn(schema, restName) && schema[restName] !== undefined ? sub(restName) : null;
  const closed = schema[restName] === false;
  const restAt = beside(restName);
  return (value, path, run, notes) => {
    if (!Array.isArray(value)) return true;
    let fits = true;
    for (let index = 0; index < value.length; index++) {
      const node = first[index] ?? rest;
      if (node === null) break;
      const at = step(path, index);
      if (node === rest) run.seen?.add(restAt);
      fits =
        (closed && node === rest
          ? run.report("items", restAt, at, value[index], false)
          : descend(node, value[index], at, run)) && fits;
    }
    notes.items = Math.max(notes.items, rest === null ? Math.min(first.length, value.length) : value.length);
    return fits;
  };
};

const contains: Keyword = ({ schema, dialect, location, beside, sub }) => {
  const node = sub("contains");
  const since2019 = dialect !== "draft-07";
  const least = since2019 ? ((schema.minContains as number | undefined) ?? 1) : 1;
  const most = since2019 ? ((schema.maxContains as number | undefined) ?? Infinity) : Infinity;
  return (value, path, run, notes) => {
    if (!Array.isArray(value)) return true;
    run.seen?.add(location);
    let found = 0;
    for (const [index, item] of value.entries()) {
      const tried = attempt(node, item, step(path, index), run);
      if (!tried.fits) continue;
      found++;
      run.adopt(tried.run);
      if (dialect === "2020-12") notes.contained.add(index);
    }
    if (found < least) return run.report("contains", location, path, value, schema.contains);
    if (found > most) return run.report("maxContains", beside("maxContains"), path, value, most);
    return true;
  };
};

const unevaluatedItems: Keyword = ({ schema, location, sub }) => {
  const node = sub("unevaluatedItems");
  const closed = schema.unevaluatedItems === false;
  return (value, path, run, notes) => {
    if (!Array.isArray(value)) return true;
    run.seen?.add(location);
    let fits = true;
    for (let index = notes.items; index < value.length; index++) {
      if (notes.contained.has(index)) continue;
      const at = step(path, index);
      fits =
        (closed
          ? run.report("unevaluatedItems", location, at, value[index], false)
          : descend(node, value[index], at, run)) && fits;
    }
    notes.items = value.length;
    return fits;
  };
};

/** The keywords that show the instance, or parts of it, to other schemas. */
export const APPLICATORS: Readonly<Record<string, Keyword>> = {
  $ref: reference,
  allOf,
  anyOf: branches,
  oneOf: branches,
  not,
  if: conditional,
  dependentSchemas,
  dependencies,
  properties: members,
  patternProperties: members,
  additionalProperties: members,
  propertyNames,
  prefixItems: items,
  items,
  additionalItems: items,
  contains,
  unevaluatedProperties,
  unevaluatedItems,
};
