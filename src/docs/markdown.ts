/** A line's text without Markdown's inline markup: links by their text, images by theirs, emphasis and code unmarked. */
export const plainOf = (text: string): string => (/[[\]<*_~`\\&]/.test(text) ? unmarked(text) : text);

const unmarked = (text: string): string =>
  text
    .replaceAll(/!?\[([^[\]]{0,500})\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,1000}(?:\s+"[^"]{0,200}")?\)/g, "$1")
    .replaceAll(/!?\[([^[\]]{1,500})\]\[[^[\]]{0,200}\]/g, "$1")
    .replaceAll(/<((?:https?|mailto):[^>\s]{1,1000})>/g, "$1")
    .replaceAll(/<br\s*\/?>/gi, " ")
    .replaceAll(/<\/?(?:a|b|i|u|em|strong|code|span|p|small|sub|sup|kbd|mark|ul|ol|li|div)(?:\s[^<>]{0,1000})?>/gi, " ")
    .replaceAll(/(?<![\\\p{L}\p{N}])(\*{1,3}|_{1,3}|~~)(?=\S)([^*~\n]{1,300}?)(?<=\S)\1(?![\p{L}\p{N}])/gu, "$2")
    .replaceAll(/(`+)([^`]{1,300})\1/g, "$2")
    .replaceAll(/\\([\\`*_{}[\]()#+.!|<>~-])/g, "$1")
    .replaceAll(/&(?:(amp|lt|gt|quot|nbsp|mdash|ndash)|#39);/g, (_, name?: string) => ENTITIES[name ?? ""] ?? "'");

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", mdash: "—", ndash: "–" },
};

/** The cells of a line of a pipe table, without markup; an escaped pipe belongs to its cell. */
export const cellsOf = (line: string): string[] => {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  const cells: string[] = [];
  let start = 0;
  let inCode = false;
  for (let i = 0; i <= inner.length; i++) {
    const character = inner.charAt(i);
    if (character === "\\") i++;
    else if (character === "`") inCode = !inCode && inner.includes("`", i + 1);
    else if (i === inner.length || (character === "|" && !inCode)) {
      cells.push(plainOf(inner.slice(start, i)).trim());
      start = i + 1;
    }
  }
  return cells;
};

/** Whether a line is the one that makes a pipe table of the line before. */
export const isDelimiter = (line: string): boolean =>
  line.includes("-") && line.length < 2000 && /^\s*\|?\s*:?-+:?\s*(?:\|\s*(?::?-+:?)?\s*)*$/.test(line);
