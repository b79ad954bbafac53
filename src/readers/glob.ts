import { readdirSync, statSync } from "node:fs";

/** One element of a segment's pattern: any characters, or one character of a kind. */
type Element = "any" | ((character: string) => boolean);

/** The alternatives that a pattern's braces spell out: `a.{b,c}` is `a.b` and `a.c`. Unpaired braces are themselves. */
export const alternativesOf = (pattern: string): string[] => {
  const done: string[] = [];
  const waiting = [pattern];
  for (let next = waiting.shift(); next !== undefined && done.length + waiting.length < 1000; next = waiting.shift()) {
    const group = /\{([^{}]*,[^{}]*)\}/.exec(next);
    if (group === null) done.push(next);
    else {
      const [whole, inner = ""] = group;
      const rest = next.slice(group.index + whole.length);
      for (const choice of inner.split(",")) waiting.push(next.slice(0, group.index) + choice + rest);
    }
  }
  return [...new Set(done)];
};

const classOf = (source: string): ((character: string) => boolean) => {
  const negated = source.startsWith("!") || source.startsWith("^");
  const members = [...(negated ? source.slice(1) : source)];
  return (character) => {
    let found = false;
    for (let i = 0; i < members.length; i++) {
      const first = members[i] ?? "";
      if (members[i + 1] === "-" && members[i + 2] !== undefined) i += 2;
      if (character >= first && character <= (members[i] ?? "")) found = true;
    }
    return found !== negated;
  };
};

const elementsOf = (segment: string): Element[] => {
  const elements: Element[] = [];
  const characters = [...segment];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? "";
    const closing = character === "[" ? characters.indexOf("]", i + 2) : -1;
    if (character === "*") elements.push("any");
    else if (character === "?") elements.push(() => true);
    else if (closing > 0) {
      elements.push(classOf(characters.slice(i + 1, closing).join("")));
      i = closing;
    } else elements.push((other) => other === character);
  }
  return elements;
};

/**
 * Whether a file or folder name matches one segment of a pattern: `*` any characters, `?` one, `[a-z]` and `[!a-z]` one
 * of a kind. A leading dot is matched by a dot only. Takes time in the product of the two lengths at most.
 */
export const matchesSegment = (name: string, segment: string): boolean => {
  if (name.startsWith(".") && !segment.startsWith(".")) return false;
  const elements = elementsOf(segment);
  const characters = [...name];
  let element = 0;
  let character = 0;
  let star = -1;
  let resume = 0;
  while (character < characters.length) {
    const current = elements[element];
    if (current === "any") {
      star = element++;
      resume = character;
    } else if (current?.(characters[character] ?? "")) {
      element++;
      character++;
    } else if (star >= 0) {
      element = star + 1;
      character = ++resume;
    } else return false;
  }
  while (elements[element] === "any") element++;
  return element === elements.length;
};

const MAGIC = /[*?[{]/;

/** Whether a name is a pattern and no plain name. */
export const isPattern = (name: string): boolean => MAGIC.test(name);

interface Entry {
  readonly name: string;
  readonly folder: boolean;
  /** A folder behind a symbolic link, which `**` does not enter: it may lead back. */
  readonly linked: boolean;
}

const entriesOf = (folder: string): Entry[] => {
  try {
    return readdirSync(folder === "" ? "." : folder, { withFileTypes: true }).map((entry) => {
      const linked = entry.isSymbolicLink();
      const target = linked ? statSync(folder + entry.name, { throwIfNoEntry: false }) : entry;
      return { name: entry.name, folder: target?.isDirectory() ?? false, linked };
    });
  } catch {
    return [];
  }
};

const matchesOf = (pattern: string, base: string): string[] => {
  const rooted = pattern.startsWith("/");
  const segments = pattern.split("/").filter((segment) => segment !== "");
  const found: string[] = [];
  const visited = new Set<string>();
  const visit = (folder: string, at: number): void => {
    const segment = segments[at];
    if (segment === undefined || visited.has(`${at} ${folder}`)) return;
    visited.add(`${at} ${folder}`);
    const isLast = at === segments.length - 1;
    if (!isPattern(segment) && !isLast) {
      visit(`${folder}${segment}/`, at + 1);
      return;
    }
    if (segment === "**") visit(folder, at + 1);
    for (const { name, folder: isFolder, linked } of entriesOf(folder)) {
      if (segment === "**") {
        if (isLast && !isFolder && !name.startsWith(".")) found.push(folder + name);
        if (isFolder && !linked && !name.startsWith(".") && name !== "node_modules") visit(`${folder}${name}/`, at);
      } else if (matchesSegment(name, segment)) {
        if (isLast && !isFolder) found.push(folder + name);
        if (!isLast && isFolder) visit(`${folder}${name}/`, at + 1);
      }
    }
  };
  visit(rooted ? "/" : base, 0);
  return found;
};

/**
 * The files that a pattern matches, in the order of their names' code units. Beside what `matchesSegment` knows there
 * are `{a,b}` and `**`, any number of folders; it enters neither hidden ones, `node_modules` nor linked ones. Segments
 * are parted by `/` on every system. `base` is the folder to start in, with a final slash.
 */
export const filesMatching = (pattern: string, base = ""): string[] =>
  [...new Set(alternativesOf(pattern).flatMap((alternative) => matchesOf(alternative, base)))].sort((a, b) =>
    a < b ? -1 : a > b ? 1 : 0,
  );
