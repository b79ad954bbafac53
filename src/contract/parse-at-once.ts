import { parseDocument } from "yaml";
import { readPlainYaml } from "../readers/plain-yaml.ts";

/**
 * The value of a document's text, YAML or JSON, for callers that cannot wait as `loadDocuments` has them do. Members
 * given twice are refused. Throws an Error with the parser's message and a code frame.
 */
export const parseAtOnce = (text: string): unknown => {
  const plain = readPlainYaml(text);
  if (plain !== null) return plain.value;
  const parsed = parseDocument(text, { version: "1.2", uniqueKeys: true });
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(error.message);
  const value: unknown = parsed.toJS({ maxAliasCount: 10_000 });
  // Throws for a value that holds itself, which aliases can make.
  JSON.stringify(value);
  return value;
};
