import type { Contract, Operation, SecurityScheme } from "../model/contract.ts";

/** How to call an operation, ready to be copied. */
export interface Snippet {
  readonly name: string;
  /** What highlighters call its language. */
  readonly language: "sh" | "js";
  readonly text: string;
}

/** Credentials in the three notations; each reads them from the environment. */
interface Credentials {
  readonly curl: string;
  readonly header: string;
  readonly client: string;
}

const CREDENTIALS: Readonly<Record<string, Credentials>> = {
  bearer: {
    curl: '-H "Authorization: Bearer $TOKEN"',
    header: `\`Bearer \${process.env.TOKEN}\``,
    client: `\`bearer:\${process.env.TOKEN}\``,
  },
  token: {
    curl: '-H "Authorization: Token $TOKEN"',
    header: `\`Token \${process.env.TOKEN}\``,
    client: `\`token:\${process.env.TOKEN}\``,
  },
  basic: {
    curl: '-u "$USER_NAME:$PASSWORD"',
    header: `"Basic " + btoa(\`\${process.env.USER_NAME}:\${process.env.PASSWORD}\`)`,
    client: `\`basic:\${process.env.USER_NAME}:\${process.env.PASSWORD}\``,
  },
};

const PREFERRED = ["bearer", "token", "basic"];

const credentialsOf = ({ security }: Operation): Credentials | null => {
  const alone = security.flatMap((scheme): SecurityScheme[] => (scheme.length === 1 ? [...scheme] : []));
  const name = PREFERRED.find((preferred) => alone.some(({ scheme }) => scheme === preferred));
  return name === undefined ? null : (CREDENTIALS[name] ?? null);
};

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const indented = (value: unknown, by: string): string => JSON.stringify(value, null, 2).replaceAll("\n", `\n${by}`);

/** The documented sample of a request, or undefined where there is none. */
const sampleOf = (operation: Operation): unknown => operation.requestBody?.content[0]?.examples.sample;

const pathParameters = ({ parameters }: Operation): Record<string, string> =>
  Object.fromEntries(
    parameters
      .filter((parameter) => parameter.in === "path")
      .map(({ name, example }) => [name, typeof example === "string" ? example : name]),
  );

const filled = (operation: Operation): string =>
  operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(pathParameters(operation)[name] ?? name),
  );

const curlOf = (operation: Operation, url: string, media: string | null, body: unknown): string =>
  [
    `curl -X ${operation.method} ${quoted(url)}`,
    credentialsOf(operation)?.curl,
    media !== null && `-H 'Content-Type: ${media}'`,
    media !== null && `-d ${quoted(JSON.stringify(body, null, 2))}`,
  ]
    .filter((part) => typeof part === "string")
    .join(" \\\n  ");

const fetchOf = (operation: Operation, url: string, media: string | null, body: unknown): string => {
  const credentials = credentialsOf(operation);
  const headers = [
    ...(credentials === null ? [] : [`    Authorization: ${credentials.header},`]),
    ...(media === null ? [] : [`    "Content-Type": ${JSON.stringify(media)},`]),
  ];
  return [
    `const response = await fetch(${JSON.stringify(url)}, {`,
    `  method: "${operation.method}",`,
    ...(headers.length === 0 ? [] : ["  headers: {", ...headers, "  },"]),
    ...(media === null ? [] : [`  body: JSON.stringify(${indented(body, "  ")}),`]),
    "});",
    "console.log(response.status, await response.text());",
  ].join("\n");
};

const clientOf = (operation: Operation, provider: string, baseUrl: string, body: unknown): string => {
  const credentials = credentialsOf(operation);
  const path = pathParameters(operation);
  const parts = [
    ...(Object.keys(path).length === 0 ? [] : [`  params: { path: ${JSON.stringify(path)} },`]),
    ...(body === undefined ? [] : [`  body: ${indented(body, "  ")},`]),
  ];
  return [
    'import { createClient } from "tenant-contracts";',
    "",
    `const ${provider} = createClient("${provider}", {`,
    `  baseUrl: ${JSON.stringify(baseUrl)},`,
    ...(credentials === null ? [] : [`  auth: ${credentials.client},`]),
    "});",
    `const { data, error, response } = await ${provider}.${operation.method}(${JSON.stringify(operation.path)}${
      parts.length === 0 ? "" : `, {\n${parts.join("\n")}\n}`
    });`,
    "console.log(response.status, data ?? error);",
  ].join("\n");
};

/** How to call an operation with curl, with fetch and with the package's client; `baseUrl` is the documented server's unless given. */
export const snippetsOf = (
  operation: Operation,
  contract: Contract,
  baseUrl: string = contract.servers[0]?.url ?? "",
): readonly Snippet[] => {
  const url = `${baseUrl}${filled(operation)}`;
  const body = sampleOf(operation);
  const media = body === undefined ? null : (operation.requestBody?.content[0]?.name ?? null);
  return [
    { name: "curl", language: "sh", text: curlOf(operation, url, media, body) },
    { name: "fetch", language: "js", text: fetchOf(operation, url, media, body) },
    { name: "client", language: "js", text: clientOf(operation, contract.provider, baseUrl, body) },
  ];
};
