import {
  type BindingEntry,
  type ClauseEntry,
  type ClauseFile,
  listOf,
  type PageEntry,
  type PlaceEntry,
  type ReadingEntry,
} from "../bookkeeping/clause-file.ts";

const code = (text: string): string => (text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``);

const json = (value: unknown): string => code(JSON.stringify(value));

const cell = (text: string): string => text.replaceAll(/\s*\n\s*/g, " ").replaceAll("|", "\\|");

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(" | ")} |`,
  `|${head.map(() => "---|").join("")}`,
  ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`),
  "",
];

const keywords = (names: readonly string[] | undefined): string =>
  names === undefined ? "" : `: ${names.map(code).join(", ")}`;

const location = (text: string): string => {
  const [file = "", pointer = ""] = text.split("#");
  const shown = pointer === "" ? file.slice(file.indexOf("/") + 1) : `${file.slice(file.indexOf("/") + 1)}#${pointer}`;
  return `[${code(shown)}](../../schemas/${file})`;
};

const operationBinding = (binding: BindingEntry): string => {
  const operations = listOf(binding.operation).map(code).join(", ");
  const { status, media, header, request, parameter, security } = binding;
  const parts = [
    status === undefined ? "" : `status ${status}`,
    media === undefined ? "" : code(media),
    header === undefined ? "" : `header ${code(header)}`,
    request === undefined ? "" : `request ${code(request)}`,
    parameter === undefined ? "" : `parameter ${code(parameter)}`,
    security === undefined ? "" : `security ${code(security)}`,
  ].filter((part) => part !== "");
  return `${[operations, ...parts].join(", ")}${keywords(binding.keywords)}`;
};

const condition = (binding: NonNullable<BindingEntry["invariant"]>): string => {
  const { when } = binding;
  if (when?.absent !== undefined) return `, when ${code(when.absent)} is absent`;
  if (when?.present !== undefined) return `, when ${code(when.present)} is present`;
  if (when?.equals !== undefined) return `, when ${code(when.equals[0])} is ${json(when.equals[1])}`;
  return "";
};

/** What checks a clause, in a few words. */
const check = (binding: BindingEntry): string => {
  if (binding.schema !== undefined) {
    const required = binding.required === undefined ? "" : `; required ${binding.required.map(code).join(", ")}`;
    return `${location(binding.schema)}${keywords(binding.keywords)}${required}`;
  }
  if (binding.operation !== undefined) return operationBinding(binding);
  if (binding.server !== undefined) return `server ${code(binding.server)}`;
  if (binding.rule !== undefined) return ["rule", ...[binding.rule, ...listOf(binding.at ?? [])].map(code)].join(" ");
  if (binding.invariant !== undefined) {
    const { operation, left, relation, right, value } = binding.invariant;
    const operand = right === undefined ? json(value) : code(right);
    const words = relation.replaceAll("-", " ");
    const where = listOf(operation).map(code).join(", ");
    return `invariant of ${where}: ${code(left)} ${words} ${operand}${condition(binding.invariant)}`;
  }
  if (binding.verify !== undefined) {
    const { case: name, operation, member, by, status, when } = binding.verify;
    const details = [
      member === undefined ? "" : code(member),
      by === undefined ? "" : `by ${listOf(by).map(code).join(", ")}`,
      when === undefined ? "" : when.replaceAll("-", " "),
      status === undefined ? "" : `status ${status}`,
    ].filter((detail) => detail !== "");
    return `verify ${code(name)} of ${[code(operation), ...details].join(", ")}`;
  }
  return `not checkable: ${binding["not-checkable"]}`;
};

const place = ({ row, member }: PlaceEntry): string =>
  row !== undefined ? `row ${code(row)}` : member !== undefined ? `member ${code(member)}` : "prose";

const clauseRow = (clause: ClauseEntry, titles: ReadonlyMap<string, string>): string[] => {
  const also = (clause.also ?? []).map((other) => {
    const page =
      other.page === undefined || other.page === clause.page ? "" : `${titles.get(other.page) ?? other.page}, `;
    return `${page}${other.section}, ${place(other)}`;
  });
  const says = [
    clause.says,
    clause.evidence === undefined ? "" : `*Evidence:* ${clause.evidence}`,
    clause.operations === undefined ? "" : `*About:* ${clause.operations.map(code).join(", ")}.`,
    also.length === 0 ? "" : `*Also:* ${also.join("; ")}.`,
  ].filter((part) => part !== "");
  return [
    `<a id="${clause.id}"></a>${code(clause.id)}`,
    place(clause),
    says.join(" "),
    clause.standing,
    clause.binds.map(check).join("<br>"),
  ];
};

const verdict = (reading: ReadingEntry): string => {
  const why = reading.why === undefined ? "" : ` ${reading.why}`;
  if (reading.chosen === true) return `**Chosen.**${why}`;
  if (reading.narrower === true) return `Accepts nothing that the chosen one refuses.${why}`;
  if (reading.status !== undefined) return `Met: a warning.${why}`;
  return `Only it accepts ${json(reading.example)}.${why}`;
};

const readings = (clause: ClauseEntry): string[] => [
  `**Readings of ${code(clause.id)}**${clause.subject === undefined ? "" : ` for ${location(clause.subject)}`}:`,
  "",
  ...table(
    ["from", "reads", ""],
    (clause.readings ?? []).map((reading) => [
      reading.from,
      reading.status === undefined ? json(reading.schema) : `status ${reading.status}`,
      verdict(reading),
    ]),
  ),
];

const pageHead = (page: PageEntry): string[] => [
  `## ${page.title}`,
  "",
  [
    page.held === false
      ? "Another page of the vendor, cited and not held."
      : `Read whole; SHA-256 ${code(page.sha256 ?? "")}.`,
    page.operations === undefined ? "" : `About ${page.operations.map(code).join(", ")}.`,
  ]
    .filter((part) => part !== "")
    .join(" "),
  "",
];

/** A provider's clauses as a Markdown page, by page and section of the documentation. `title` names the API. */
export const clausePage = (register: ClauseFile, title: string): string => {
  const titles = new Map(register.pages.map((page) => [page.id, page.title]));
  const count = (standing: string) => register.clauses.filter((clause) => clause.standing === standing).length;
  const lines = [
    `<!-- Generated by scripts/generate-clause-docs.ts from specs/${register.provider}.clauses.yaml. Do not edit. -->`,
    "",
    `# ${title}, statement by statement`,
    "",
    `${register.clauses.length} clauses: ${count("stated")} stated, ${count("resolved")} resolved between readings, ` +
      `${count("inferred")} inferred. What breaks a stated clause is an error; what breaks an inferred one, or fits only ` +
      "a reading that was not chosen, is a warning.",
    "",
  ];
  for (const page of register.pages) {
    const clauses = register.clauses.filter((clause) => clause.page === page.id);
    if (clauses.length === 0) continue;
    lines.push(...pageHead(page));
    const sections = new Set([
      ...(page.sections ?? []).map(({ name }) => name),
      ...clauses.map(({ section }) => section),
    ]);
    for (const section of sections) {
      const here = clauses.filter((clause) => clause.section === section);
      if (here.length === 0) continue;
      lines.push(`### ${section}`, "");
      lines.push(
        ...table(
          ["clause", "where", "says", "standing", "checked by"],
          here.map((clause) => clauseRow(clause, titles)),
        ),
      );
      for (const clause of here) if (clause.readings !== undefined) lines.push(...readings(clause));
    }
  }
  return `${lines.join("\n").trimEnd()}\n`;
};
