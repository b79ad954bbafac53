import { formatOfContent } from "../../readers/file.ts";
import { isCurl } from "./curl.ts";

/** How a text that is to be judged is written. */
export type Notation = "json" | "yaml" | "ndjson" | "har" | "curl";

const HEAD = 64 * 1024;

/** The notation that a text looks like; payloads are told apart as the command line does it. */
export const notationOf = (text: string): Notation => {
  if (isCurl(text)) return "curl";
  if (/^\s*\{\s*"log"\s*:\s*\{/.test(text) && /"entries"\s*:/.test(text)) return "har";
  return formatOfContent(new TextEncoder().encode(text.slice(0, HEAD)), text.length > HEAD);
};
