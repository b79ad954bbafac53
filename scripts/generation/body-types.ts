import { contractOf } from "../../src/contract/contract.ts";
import { bodiesOf, type DocumentedBody } from "../../src/contract/refs.ts";
import { openapiFile, type ProviderFiles } from "../bookkeeping/provider-files.ts";

/** The documented bodies of a provider, in document order. */
export const documentedBodies = (files: ProviderFiles): DocumentedBody[] => {
  const source = openapiFile(files.provider);
  const schemas = [...files.schemas].map(([name, schema]) => [`schemas/${name}`, schema] as const);
  return bodiesOf(contractOf(files.provider, source, new Map([[source, files.openapi], ...schemas])));
};

const access = (...path: readonly (string | number)[]): string =>
  path.map((part) => `[${JSON.stringify(part)}]`).join("");

const typeOf = ({ ref, operation, direction, status, media }: DocumentedBody): string => {
  const head = `operations${access(operation.id)}`;
  if (direction === "request") return `NonNullable<${head}["requestBody"]>${access("content", media.name)}`;
  const range = ref.slice(ref.lastIndexOf("/") + 1);
  return `${head}${access("responses", status ?? range, "content", media.name)}`;
};

/** An interface with the type of each documented body under its ref, in terms of the generated `operations`. */
export const bodyTypes = (bodies: readonly DocumentedBody[]): string => {
  const members = bodies.map((body) => `    ${JSON.stringify(body.ref)}: ${typeOf(body)};\n`);
  return `/** The documented bodies by ref. */\nexport interface bodies {\n${members.join("")}}\n`;
};
