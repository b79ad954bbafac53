import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

/** A message as it is sent, secrets and all. */
export interface PlantedMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An exchange with secrets in it. */
export interface Planted {
  readonly method: string;
  readonly path: string;
  readonly request: PlantedMessage;
  readonly response: PlantedMessage & { readonly status: number };
  readonly canaries: readonly string[];
}

const JSON_TYPE = { "content-type": "application/json" };
const TEXT_TYPE = { "content-type": "text/plain" };

/** A secret that occurs nowhere else; some short, some too long to be quoted whole, some with characters that need escaping. */
export const canaryOf = (index: number): string => {
  const kind = (index + Math.floor(index / 10)) % 4;
  return `cnry${index}x${["Qz7", "+/=", "a.b", "p@s"][kind]}y${index % 7 === 3 ? "-and-so-on".repeat(15) : ""}`;
};

/** A JSON Web Token with a secret in its payload and signature. */
export const jwt = (canary: string): string =>
  [`{"alg":"none"}`, `{"sub":"${canary}"}`, canary].map((part) => Buffer.from(part).toString("base64url")).join(".");

const multipart = (fields: Readonly<Record<string, string>>): string =>
  `${Object.entries(fields)
    .map(([name, value]) => `--zz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join("")}--zz--\r\n`;

const STATUSES = [201, 400, 409, 201, 200] as const;

/**
 * One exchange with ten secrets in it: in headers, cookies, query and one kind of body each way. Some stand where a
 * report quotes what it found: in members that break their schema, in names, in the path, in what the provider repeats.
 */
export const planted = (round: number): Planted => {
  const canaries = Array.from({ length: 10 }, (_, index) => canaryOf(round * 10 + index));
  const [a, b, c, d, e, f, g, h, i, j] = canaries as [
    ...[string, string, string, string, string],
    ...[string, string, string, string, string],
  ];
  const requests: readonly PlantedMessage[] = [
    {
      headers: JSON_TYPE,
      body: JSON.stringify({
        subdomain: a,
        environmentId: a,
        clientSecret: e,
        nested: { list: [{ password: f }] },
        note: `again ${a}`,
        [a]: 1,
      }),
    },
    {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ grant_type: "client_credentials", client_secret: e, password: f }).toString(),
    },
    { headers: TEXT_TYPE, body: `Authorization: Bearer ${e}7890123\npassword: ${f}\nand again ${a}` },
    {
      headers: { "content-type": "multipart/form-data; boundary=zz" },
      body: multipart({ password: e, api_key: f }),
    },
    { headers: JSON_TYPE, body: `{"clientSecret": "${e}", "password": "${f}` },
  ];
  const responses: readonly PlantedMessage[] = [
    {
      headers: JSON_TYPE,
      body: JSON.stringify({
        id: a,
        client: { clientSecret: g, clientId: 7 },
        text: JSON.stringify({ access_token: h }),
        errors: { [a]: `${a} is not known` },
      }),
    },
    { headers: TEXT_TYPE, body: `token=${g} ${jwt(h)}` },
    { headers: { "content-type": "text/html" }, body: `<html><input><password>${g}</password> secret: ${h}</html>` },
  ];
  const [request, response] = [requests[round % requests.length]!, responses[round % responses.length]!];
  return {
    canaries,
    method: "POST",
    path: `${["/v1/tenants", "/v1/elsewhere", `/v1/tenants/${encodeURIComponent(a)}`][round % 3]}?limit=${encodeURIComponent(a)}&access_token=${encodeURIComponent(b)}`,
    request: {
      headers: {
        ...request.headers,
        authorization: round % 2 === 0 ? `Bearer ${a}` : `Basic ${Buffer.from(`me:${a}`).toString("base64")}`,
        cookie: `sid=${c}; theme=dark`,
        "x-api-key": d,
      },
      body: request.body,
    },
    response: {
      status: STATUSES[round % STATUSES.length]!,
      headers: {
        ...response.headers,
        "set-cookie": `session=${i}; Path=/; HttpOnly`,
        location: `https://a.example/cb?code=${encodeURIComponent(`${j}0123456789`)}`,
        "x-debug": `saw ${a}`,
      },
      body: response.body,
    },
  };
};

/** Twenty exchanges, 200 secrets. */
export const PLANTED: readonly Planted[] = Array.from({ length: 20 }, (_, round) => planted(round));

/** An exchange as a line of a recording that nobody has redacted. */
export const recordedLine = ({ method, path, request, response }: Planted, origin: string): string =>
  JSON.stringify({ request: { method, url: origin + path, ...request }, response });

const pairs = (values: Readonly<Record<string, string>>): { name: string; value: string }[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

/** An exchange as an entry of an archive that nobody has redacted. */
export const harEntry = ({ method, path, request, response }: Planted, origin: string): object => ({
  startedDateTime: "2026-01-01T00:00:00Z",
  time: 1,
  request: {
    ...{ method, url: origin + path, headers: pairs(request.headers) },
    queryString: [...new URL(origin + path).searchParams].map(([name, value]) => ({ name, value })),
    postData: { mimeType: request.headers["content-type"], text: request.body },
  },
  response: {
    ...{ status: response.status, headers: pairs(response.headers) },
    content: { mimeType: response.headers["content-type"], text: response.body },
  },
});

/** The part of a text's Base64 that does not depend on what stands around it, for each of the three ways to stand. */
const inBase64 = (text: string): string[] =>
  [0, 1, 2].map((shift) => {
    const encoded = Buffer.from("\0".repeat(shift) + text).toString("base64");
    return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + text.length) * 8) / 6));
  });

/** Every way in which the part of a secret that needs no escaping may be written. */
const formsOf = (canary: string): string[] => {
  const core = /^cnry\d+x/.exec(canary)![0];
  return [core, core.toUpperCase(), Buffer.from(core).toString("hex"), ...inBase64(core)];
};

/** The secrets that stand in a text, in whatever form. */
export const canariesIn = (text: string, canaries: readonly string[]): string[] =>
  canaries.filter((canary) => formsOf(canary).some((form) => text.includes(form)));

/** The files in a folder and below. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) =>
    statSync(join(folder, name)).isDirectory() ? filesBelow(join(folder, name)) : [join(folder, name)],
  );

/** Holds each artefact, by name, to having none of the secrets; the file names count too. */
export const expectNone = (
  artefacts: Iterable<readonly [name: string, text: string]>,
  canaries: readonly string[],
): void => {
  const leaks = [...artefacts].flatMap(([name, text]) =>
    canariesIn(`${name}\n${text}`, canaries).map((canary) => `${name}: ${canary} ${around(text, canary)}`),
  );
  expect(leaks).to.deep.equal([]);
};

const around = (text: string, canary: string): string => {
  const at = Math.max(...formsOf(canary).map((form) => text.indexOf(form)));
  return text.slice(Math.max(0, at - 60), at + 30);
};

/** What a run of a command left behind: the files of its folder but those it was given, stdout and stderr. */
export const artefactsOf = (
  folder: string,
  given: readonly string[],
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
): (readonly [string, string])[] => [
  ...filesBelow(folder)
    .filter((file) => !given.includes(file.slice(folder.length + 1)))
    .map((file) => [file.slice(folder.length + 1), readFileSync(file, "utf8")] as const),
  ["stdout", stdout],
  ["stderr", stderr],
];

/** Options that have a report written in every format: `pretty` to stdout, the others to files. */
export const EVERY_FORMAT: readonly string[] = [
  "json:report.json",
  "html:report.html",
  "markdown:report.md",
  "junit:report.xml",
  "sarif:report.sarif",
  "ndjson:report.ndjson",
  "github:report.txt",
  "pretty",
].flatMap((format) => ["--format", format]);
