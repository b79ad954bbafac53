/** A value as messages show it: JSON, cut where it grows long. */
export const show = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (Array.isArray(value) && value.length > 3) return `an array of ${value.length} items`;
  if (value !== null && typeof value === "object" && Object.keys(value).length > 3)
    return `an object of ${Object.keys(value).length} members`;
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    return "a deeply nested value";
  }
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
};

/** Values or names as a message lists them: `"a", "b" or "c"`; long lists are cut. */
export const listed = (values: readonly unknown[], word = "or"): string => {
  const shown = values.slice(0, 12).map(show);
  if (values.length > 12) return `${shown.join(", ")} ${word} ${values.length - 12} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} ${word} ${shown.at(-1)}`;
};

/** The name among `names` that `name` is likely a misspelling of, or null. */
export const nearest = (name: string, names: Iterable<string>): string | null => {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(folded(name), folded(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
};

const folded = (name: string): string => name.toLowerCase().replaceAll(/[-_\s]/g, "");

const editDistance = (a: string, b: string): number => {
  if (a.length > 64 || b.length > 64) return a === b ? 0 : 64;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
};
