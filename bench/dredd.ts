import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** Dredd, which nobody maintains any more, in its last version. */
const VERSION = "14.1.0";

type Json = { readonly [name: string]: unknown };

const objectOr = (value: unknown): Json =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : {};

/** Installs Dredd below a folder by npm; a text says why that failed. */
export const installDredd = (folder: string): { readonly program: string } | string => {
  const home = join(folder, "dredd");
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), "{}");
  const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", `dredd@${VERSION}`];
  const { status, stderr, error } = spawnSync("npm", args, { cwd: home, encoding: "utf8", timeout: 300_000 });
  const program = join(home, "node_modules/dredd/bin/dredd");
  if (status === 0 && existsSync(program)) return { program };
  return `Dredd ${VERSION} cannot be installed: ${(error?.message ?? stderr).trim().split("\n")[0]}`;
};

const KEYWORDS = new Set(
  `title multipleOf maximum minimum maxLength minLength pattern maxItems minItems uniqueItems maxProperties minProperties
  required enum description format default readOnly`.split(/\s+/),
);

/** The formats that Dredd's validator knows. */
const FORMATS = new Set(["date-time", "email", "hostname", "ipv4", "ipv6", "uri"]);

/** A schema without references in the words of OpenAPI 2.0; what it has no words for, such as alternatives, is left out. */
const schema20 = (value: unknown): Json => {
  const result: Record<string, unknown> = {};
  for (const [keyword, said] of Object.entries(objectOr(value))) {
    if (keyword === "const") result.enum = [said];
    else if (keyword === "type") {
      const types = ([said].flat() as string[]).filter((type) => type !== "null");
      if (types.length < [said].flat().length) result["x-nullable"] = true;
      if (types.length === 1) result.type = types[0];
    } else if (keyword === "properties")
      result.properties = Object.fromEntries(
        Object.entries(objectOr(said)).map(([name, member]) => [name, schema20(member)]),
      );
    else if (keyword === "items") result.items = schema20(said);
    else if (keyword === "additionalProperties") result[keyword] = typeof said === "boolean" ? said : schema20(said);
    else if (keyword === "allOf") result.allOf = (said as unknown[]).map(schema20);
    else if (keyword === "exclusiveMinimum" || keyword === "exclusiveMaximum") {
      result[keyword] = true;
      result[keyword === "exclusiveMinimum" ? "minimum" : "maximum"] = said;
    } else if (KEYWORDS.has(keyword) && (keyword !== "format" || FORMATS.has(String(said)))) result[keyword] = said;
  }
  return result;
};

/** The schema and the sample of the first JSON body; of several media types Dredd would try every pair. */
const bodyOf = (content: unknown): { type: string; schema: Json; sample: unknown } | null => {
  const media = Object.entries(objectOr(content)).find(([name]) => name.endsWith("json"));
  if (media === undefined) return null;
  const { schema, example, examples } = objectOr(media[1]);
  const { sample, ...others } = objectOr(examples);
  const shown = example ?? objectOr(sample ?? Object.values(others)[0]).value;
  return { type: media[0], schema: schema20(schema), sample: shown };
};

const METHODS = ["get", "put", "post", "patch", "delete"];

const operation20 = (item: Json, value: unknown): Json => {
  const { operationId, summary, parameters = [], requestBody, responses } = objectOr(value);
  const all = [...((item.parameters ?? []) as unknown[]), ...(parameters as unknown[])].map(objectOr);
  const [status = "200", response = {}] =
    Object.entries(objectOr(responses)).find(
      ([name, one]) => name.startsWith("2") && objectOr(one)["x-reading-of"] === undefined,
    ) ?? [];
  const sent = bodyOf(objectOr(requestBody).content);
  const answered = bodyOf(objectOr(response).content);
  const body =
    sent === null
      ? []
      : [{ name: "body", in: "body", required: true, schema: { ...sent.schema, example: sent.sample } }];
  return {
    ...{ operationId, summary },
    ...(sent === null ? {} : { consumes: [sent.type] }),
    ...(answered === null ? {} : { produces: [answered.type] }),
    parameters: [
      ...all
        .filter((parameter) => parameter.in === "path" || parameter.required === true)
        .map(({ name, in: where, example }) => ({
          ...{ name, in: where, required: true, type: "string" },
          "x-example": example ?? "3f1c8a52-6d0e-4b7a-9c35-1e2d4f6a8b90",
        })),
      ...body,
    ],
    responses: { [status]: { description: "", ...(answered === null ? {} : { schema: answered.schema }) } },
  };
};

/**
 * A document of OpenAPI 3.1 without references as 2.0, which Dredd reads best: each operation with its documented
 * success, because Dredd tries no other status by itself.
 */
export const asOpenApi20 = (document: unknown): Json => {
  const { info, paths } = objectOr(document);
  const { title, version } = objectOr(info);
  return {
    ...{ swagger: "2.0", info: { title, version } },
    paths: Object.fromEntries(
      Object.entries(objectOr(paths)).map(([path, value]) => {
        const item = objectOr(value);
        const operations = METHODS.filter((method) => item[method] !== undefined);
        return [path, Object.fromEntries(operations.map((method) => [method, operation20(item, item[method])]))];
      }),
    ),
  };
};

/** Ids that only the provider knows take the place of documented ones: of what was created, and of what is listed. */
const HOOKS = `
const hooks = require("hooks");
const created = new Map();
const listed = new Map();
const idIn = (value) => {
  if (value === null || typeof value !== "object") return undefined;
  for (const [name, member] of Object.entries(value)) if (/^id$/i.test(name) && typeof member === "string") return member;
  for (const member of Object.values(value)) {
    const id = idIn(member);
    if (id !== undefined) return id;
  }
  return undefined;
};
hooks.beforeEach((transaction, done) => {
  for (const [path, id] of created)
    if (transaction.fullPath.startsWith(path + "/")) transaction.fullPath = path + "/" + id;
  try {
    const body = JSON.parse(transaction.request.body);
    for (const name of Object.keys(body)) if (listed.has(name)) body[name] = listed.get(name);
    transaction.request.body = JSON.stringify(body);
  } catch {}
  done();
});
hooks.beforeEachValidation((transaction, done) => {
  const type = (headers) => Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type");
  const [wanted, got] = [type(transaction.expected.headers), type(transaction.real.headers)];
  if (wanted && got && got[1].split(";")[0] === wanted[1].split(";")[0]) transaction.expected.headers[wanted[0]] = got[1];
  done();
});
hooks.afterEach((transaction, done) => {
  try {
    const id = idIn(JSON.parse(transaction.real.body));
    const list = /\\/([a-z]+)s$/.exec(transaction.fullPath);
    if (id !== undefined && transaction.request.method === "POST") created.set(transaction.fullPath, id);
    if (id !== undefined && transaction.request.method === "GET" && list !== null) listed.set(list[1] + "Id", id);
  } catch {}
  done();
});
`;

/** Runs Dredd; answers with the transactions that failed, and how many passed. */
export const runDredd = (
  program: string,
  document: string,
  url: string,
  headers: readonly string[],
): Promise<{ readonly failed: readonly string[]; readonly passed: number; readonly output: string }> => {
  const hooks = `${document}.hooks.js`;
  if (!existsSync(hooks)) writeFileSync(hooks, HOOKS);
  const given = headers.flatMap((header) => ["--header", header]);
  const args = [program, document, url, "--hookfiles", hooks, "--loglevel", "error", ...given];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 1 << 26, timeout: 60_000 }, (error, stdout, stderr) => {
      const output = stripVTControlCharacters(stdout + stderr);
      const failed = [...output.matchAll(/^(?:fail|error): (.*?) duration: /gm)].map(([, name = ""]) => name);
      const passed = Number(/(\d+) passing/.exec(output)?.[1] ?? 0);
      if (error !== null && failed.length === 0) failed.push(error.message.split("\n")[0]!);
      resolve({ failed: [...new Set(failed)], passed, output });
    });
  });
};

/** Reads a bundled document and writes it as Dredd takes it; the file's name. */
export const writeForDredd = (bundle: string): string => {
  const file = bundle.replace(/\.json$/, ".openapi20.json");
  writeFileSync(file, JSON.stringify(asOpenApi20(JSON.parse(readFileSync(bundle, "utf8")))));
  return file;
};
