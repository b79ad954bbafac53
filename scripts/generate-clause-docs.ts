// Writes each provider's clauses for people to read: node scripts/generate-clause-docs.ts [--check]
import { fileURLToPath } from "node:url";
import { isClauseFile } from "./bookkeeping/clause-form.ts";
import { isObject } from "./bookkeeping/keywords.ts";
import { clausesFile, findProviders, loadProvider } from "./bookkeeping/provider-files.ts";
import { clausePage } from "./generation/clause-page.ts";
import { settle } from "./generation/settle.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const generated = new Map<string, string>();
const unreadable: string[] = [];
for (const provider of findProviders(root)) {
  const { openapi, clauses } = loadProvider(root, provider).files;
  if (!isClauseFile(clauses)) {
    unreadable.push(
      `${clausesFile(provider)} is not a clause register. Run: node scripts/check-contracts.ts ${provider}`,
    );
    continue;
  }
  const info = isObject(openapi) && isObject(openapi.info) ? openapi.info : {};
  generated.set(`docs/clauses/${provider}.md`, clausePage(clauses, String(info.title ?? provider)));
}
if (unreadable.length > 0) {
  for (const line of unreadable) console.log(line);
  process.exitCode = 1;
} else {
  process.exitCode = settle({
    root,
    folder: "docs/clauses",
    files: generated,
    check: process.argv.includes("--check"),
    script: "generate-clause-docs",
    say: console.log,
  });
}
