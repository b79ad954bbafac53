import type { Comparison, Pair } from "./compare.ts";
import { type NodeId, OBJECT } from "./node.ts";
import type { View } from "./view.ts";

/** Compares the members of two objects: those of both, those added and removed, those not declared. */
export const compareMembers = (comparison: Comparison, pair: Pair): void => {
  const { base, revision, path } = pair;
  const names = new Set([...base.props.keys(), ...revision.props.keys(), ...base.required, ...revision.required]);
  for (const name of names) {
    const ignored = base.ignored.has(name) || revision.ignored.has(name);
    if (ignored && base.ignored.has(name) === revision.ignored.has(name)) continue;
    const before = base.props.get(name);
    const after = revision.props.get(name);
    if (before !== undefined && after !== undefined && !ignored)
      comparison.compare(before, after, [...path, { by: "member", name }]);
    compareRequired(comparison, pair, name);
  }
  compareUndeclared(comparison, pair);
};

const requiring = (comparison: Comparison, name: string): NodeId => comparison.graph.made({ required: [name] });

/** Objects whose member of this name is none that a view takes. */
const refusing = (comparison: Comparison, view: View, name: string): NodeId => {
  const { graph } = comparison;
  const own = view.props.get(name);
  const patterns = view.memberPatterns.filter(({ regex }) => regex.test(name)).map(({ node }) => node);
  const ids = own === undefined && patterns.length === 0 ? view.additional : [...(own ?? []), ...patterns];
  // What is left unevaluated depends on the whole object.
  if (view.rest.length > 0) return graph.made({ not: graph.together(view.ids) });
  const members = {
    props: new Map([[name, graph.together(ids)]]),
    patterns: [],
    additional: null,
    ignored: new Set<string>(),
  };
  return graph.made({ not: graph.made({ all: view.names.map((names) => graph.made({ names })), members }) });
};

const declares = ({ props, ignored }: View, name: string): boolean => props.has(name) && !ignored.has(name);

/** Whether what is sent by a view may carry a member of this name. */
const carries = (view: View, name: string): boolean =>
  view.rest.length > 0 ||
  view.additional.length > 0 ||
  declares(view, name) ||
  view.required.has(name) ||
  view.memberPatterns.some(({ regex }) => regex.test(name)) ||
  (view.props.size === 0 && view.memberPatterns.length === 0);

/** Whether a view may refuse a member of this name. */
const refuses = (view: View, name: string): boolean => {
  if (view.rest.length > 0 || view.names.length > 0 || view.maxProperties !== Number.POSITIVE_INFINITY) return true;
  if (view.props.has(name)) return true;
  const patterns = view.memberPatterns.filter(({ regex }) => regex.test(name));
  return patterns.length > 0 || view.additional.length > 0;
};

/** Whether something that is not merged into a view declares a member. */
const spokenOf = ({ graph, budget }: Comparison, { rest }: View, name: string): boolean => {
  const seen = new Set(rest);
  for (const id of seen) {
    budget.spend();
    const { members, all, any, one, condition, dependentSchemas } = graph.node(id);
    if (members?.props.has(name) === true) return true;
    for (const child of [...all, ...(any ?? []), ...(one ?? [])]) seen.add(child);
    if (condition !== null) for (const child of [condition.then, condition.else]) seen.add(child);
    for (const [, child] of dependentSchemas) seen.add(child);
  }
  return false;
};

const compareRequired = (comparison: Comparison, pair: Pair, name: string): void => {
  const { graph } = comparison;
  const { base, revision } = pair;
  const [was, is] = [declares(base, name), declares(revision, name)];
  const [needed, needs] = [base.required.has(name), revision.required.has(name)];
  if (was === is && needed === needs) return;
  // A member that alternatives speak of is theirs to tell.
  if (was !== is && spokenOf(comparison, was ? revision : base, name)) return;
  const has = requiring(comparison, name);
  const words = (declared: boolean, required: boolean): string =>
    required ? "required" : declared ? "optional" : "not declared";
  const told = { member: name, before: words(was, needed), after: words(is, needs) };
  const carried = graph.made({
    all: [graph.made({ types: OBJECT, required: [name] })],
    any: [refusing(comparison, base, name), refusing(comparison, revision, name)],
  });
  const forth = comparison.direction === "request";
  const [promise, accept] = forth ? [base, revision] : [revision, base];
  const mayBreak = carries(promise, name) && refuses(accept, name);
  if (was === is) {
    const [moved, shown] = needs
      ? (["narrowed", comparison.lost(pair, has)] as const)
      : (["widened", comparison.gained(pair, has)] as const);
    comparison.tell(pair, { ...told, kind: "member-required", moved, shown });
  } else if (is) {
    // A required member narrows what may be sent; an optional one shows only where the other side is closed to it.
    const shown = needs ? graph.made({ any: [comparison.lost(pair, has), carried] }) : carried;
    const kind = needs ? "required-member-added" : "optional-member-added";
    comparison.tell(pair, {
      ...told,
      kind,
      moved: needs ? "narrowed" : "widened",
      shown,
      canBreak: (needs && forth) || mayBreak,
    });
  } else {
    const shown = needed ? graph.made({ any: [comparison.gained(pair, has), carried] }) : carried;
    const kind = needed ? "required-member-removed" : "optional-member-removed";
    comparison.tell(pair, {
      ...told,
      kind,
      moved: needed ? "widened" : "narrowed",
      shown,
      canBreak: (needed && !forth) || mayBreak,
    });
  }
};

const undeclaredWords = (comparison: Comparison, { additional }: View): string => {
  if (additional.length === 0) return "not mentioned";
  if (additional.some((id) => comparison.graph.node(id).types === 0)) return "refused";
  return additional.every((id) => id === comparison.graph.anything)
    ? "allowed, whatever they are"
    : "allowed where they fit a schema";
};

/** Members that no schema declares by name: by pattern, and all others. */
const compareUndeclared = (comparison: Comparison, pair: Pair): void => {
  const { graph } = comparison;
  const { base, revision, path } = pair;
  const sources = new Set([...base.memberPatterns, ...revision.memberPatterns].map(({ source }) => source));
  const under = (view: View, source: string): NodeId[] =>
    view.memberPatterns.filter((pattern) => pattern.source === source).map(({ node }) => node);
  let alike = true;
  for (const source of sources) {
    const [before, after] = [under(base, source), under(revision, source)];
    if (before.length === 0 || after.length === 0) alike = false;
    else comparison.compare(before, after, [...path, { by: "pattern", source }]);
  }
  const declared = new Set([...base.props.keys(), ...revision.props.keys()]);
  const others = (view: View): NodeId =>
    graph.made({
      members: {
        props: new Map([...declared].map((name) => [name, graph.anything])),
        patterns: view.memberPatterns,
        additional: view.additional.length === 0 ? null : graph.together(view.additional),
        ignored: new Set(),
      },
    });
  if (!alike) {
    const words = (view: View): string =>
      view.memberPatterns.length === 0 ? "none" : view.memberPatterns.map(({ source }) => source).join(", ");
    comparison.tellMovement(
      pair,
      { kind: "member-patterns", before: words(base), after: words(revision) },
      others(base),
      others(revision),
    );
    return;
  }
  const [before, after] = [base.additional, revision.additional];
  const open = (ids: readonly NodeId[]): boolean => ids.every((id) => id === graph.anything);
  if (open(before) && open(after)) return;
  const schemas = (ids: readonly NodeId[]): boolean => !open(ids) && ids.every((id) => graph.node(id).types !== 0);
  if (schemas(before) && schemas(after)) {
    const step = { by: "rest", declared: [...declared], patterns: [...sources] } as const;
    comparison.compare(before, after, [...path, step]);
    return;
  }
  const told = {
    kind: "undeclared-members",
    before: undeclaredWords(comparison, base),
    after: undeclaredWords(comparison, revision),
  } as const;
  if (told.before !== told.after) comparison.tellMovement(pair, told, others(base), others(revision));
};
