import type { Block } from "../../src/docs/blocks.ts";

type Table = Extract<Block, { kind: "table" }>;

/** One page in one notation. */
export type Layout = (blocks: readonly Block[]) => string;

const html = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const column = ({ header }: Table, name: RegExp): number => header.findIndex((cell) => name.test(cell));

/** A row of a table as the term and the description of a definition list. */
const entryOf = (table: Table, cells: readonly string[]): { name: string; marks: string[]; description: string } => {
  const at = (name: RegExp): string => cells[column(table, name)] ?? "";
  const required = at(/required/i);
  const mark = required === "" ? [] : [required === "yes" ? "required" : "optional"];
  return {
    name: at(/parameter|name|event/i),
    marks: [at(/type/i), ...mark].filter(Boolean),
    description: at(/description/i),
  };
};

const termOf = ({ name, marks }: { name: string; marks: readonly string[] }): string =>
  marks.length === 0 ? name : `${name} (${marks.join(", ")})`.trim();

const htmlWith =
  (table: (block: Table) => string): Layout =>
  (blocks) => {
    const body = blocks.map((block) => {
      if (block.kind === "heading") return `<h2 id="x">${html(block.text)}</h2>`;
      if (block.kind === "text") return `<div><p>\n  ${html(block.text).replaceAll(" ", "\n  ")}</p></div>`;
      if (block.kind === "item") return `<ul><li><span>${html(block.text)}</span></li></ul>`;
      if (block.kind === "code") return `<pre><code class="language-json">${html(block.text)}</code></pre>`;
      return block.kind === "table" ? table(block) : "";
    });
    return `<!doctype html><html><head><title>Other words</title><style>p { color: red }</style></head>
<body><nav><p>Home</p><p>All pages</p></nav><main>${body.join("\n")}</main><footer><p>Imprint</p></footer></body></html>`;
  };

/** HTML with tables. */
export const htmlTables = htmlWith(({ header, rows }) => {
  const head = `<thead><tr>${header.map((cell) => `<th>${html(cell)}</th>`).join("")}</tr></thead>`;
  const body = rows.map(({ cells }) => `<tr>${cells.map((cell) => `<td><p>${html(cell)}</p></td>`).join("\n")}</tr>`);
  return `<table>${head}<tbody>${body.join("\n")}</tbody></table>`;
});

/** HTML with a definition list for each table. */
export const htmlDefinitions = htmlWith((table) => {
  const entries = table.rows.map(({ cells }) => {
    const { name, marks, description } = entryOf(table, cells);
    const rest = marks.length === 0 ? "" : ` (<em>${marks.map(html).join("</em>, <em>")}</em>)`;
    return `<dt><code>${html(name)}</code>${rest}</dt>\n<dd><p>${html(description)}</p></dd>`;
  });
  return `<dl>${entries.join("\n")}</dl>`;
});

const markdownWith =
  (table: (block: Table) => string): Layout =>
  (blocks) =>
    blocks
      .map((block) => {
        if (block.kind === "heading") return `## ${block.text}`;
        if (block.kind === "text") return block.text.replace(/^(\w+) (\w+)/, "**$1** $2").replaceAll("'", "’");
        if (block.kind === "item")
          return `* \`${block.text.split(" ")[0]}\`${block.text.slice(block.text.split(" ")[0]!.length)}`;
        if (block.kind === "code") return `\`\`\`json\n${block.text}\n\`\`\``;
        return block.kind === "table" ? table(block) : "";
      })
      .join("\n\n");

const pipes = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** Markdown with pipe tables. */
export const markdownTables = markdownWith(({ header, rows }) =>
  [pipes(header), pipes(header.map(() => "---")), ...rows.map(({ cells }) => pipes(cells))].join("\n"),
);

/** Markdown as converters leave it: descriptions on lines of their own, empty columns, empty names dropped. */
export const brokenMarkdown = markdownWith(({ header, rows }) => {
  const lines = rows.flatMap(({ cells }, index) => {
    const kept = cells[0] === "" && header.length > 2 ? cells.slice(1) : cells;
    const described = header.length > 2 && kept.at(-1) !== "";
    if (!described || index % 3 === 2) return [`${pipes(kept)}|`];
    const before = pipes(kept.slice(0, -1));
    return index % 3 === 0 ? [before, kept.at(-1) ?? "", "|", "||"] : [before, `${kept.at(-1)} |`, "||"];
  });
  return [`${pipes([...header, "", ""])}`, `|${[...header, "", ""].map(() => "---|").join("")}`, ...lines].join("\n");
});

/** Markdown with a definition list for each table. */
export const markdownDefinitions = markdownWith((table) =>
  table.rows
    .map(({ cells }) => {
      const entry = entryOf(table, cells);
      return entry.description === "" ? `${termOf(entry)}\n:  ` : `${termOf(entry)}\n:   ${entry.description}`;
    })
    .join("\n\n"),
);

const plainWith =
  (gap: string, row: (cells: readonly string[], index: number) => string): Layout =>
  (blocks) =>
    blocks
      .map((block) => {
        if (block.kind === "item") return `- ${block.text}`;
        if (block.kind !== "table") return block.kind === "term" ? "" : block.text;
        if (block.header.length === 1) return block.rows.map(({ cells }) => cells[0] ?? "").join("\n\n");
        return [block.header.join(gap), ...block.rows.map(({ cells }, index) => row(cells, index))].join("\n");
      })
      .join("\n\n");

/** Plain text whose tables have nothing between their cells; every third description is a paragraph below its row. */
export const plainText = plainWith(" ", (cells, index) =>
  index % 3 === 1 && cells.length > 2
    ? `${cells.slice(0, -1).filter(Boolean).join(" ")}\n\n${cells.at(-1)}\n`
    : cells.filter(Boolean).join(" "),
);

/** Plain text with tabs between the cells. */
export const tabbedText = plainWith("\t", (cells) => cells.join("\t"));

/** Every layout by name. */
export const LAYOUTS: Readonly<Record<string, Layout>> = {
  "an HTML table": htmlTables,
  "an HTML definition list": htmlDefinitions,
  "a Markdown table": markdownTables,
  "a broken Markdown table": brokenMarkdown,
  "a Markdown definition list": markdownDefinitions,
  "plain text": plainText,
  "tabbed text": tabbedText,
};
