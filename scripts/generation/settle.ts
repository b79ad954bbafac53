import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Generated files and where they go. */
export interface Settlement {
  /** The project folder. */
  readonly root: string;
  /** The folder that holds these files and no others, relative to `root`. */
  readonly folder: string;
  /** Contents by path, relative to `root`. */
  readonly files: ReadonlyMap<string, string>;
  /** Whether to say what would change in place of changing it. */
  readonly check: boolean;
  /** The name of the script that generates them. */
  readonly script: string;
  readonly say: (line: string) => void;
}

/**
 * Writes generated files and removes others from their folder; or, to check, says which are missing, stale or left over.
 * The exit code: 0, or 1 where a check finds something.
 */
export const settle = ({ root, folder, files, check, script, say }: Settlement): 0 | 1 => {
  const path = join(root, folder);
  const present = existsSync(path) ? readdirSync(path).map((name) => `${folder}/${name}`) : [];
  const leftOver = present.filter((name) => !files.has(name));
  const stale = [...files].filter(([name, text]) => {
    const file = join(root, name);
    return !existsSync(file) || readFileSync(file, "utf8") !== text;
  });
  if (check) {
    for (const [name] of stale) say(`${name} is not what its sources say. Run: node scripts/${script}.ts`);
    for (const name of leftOver) say(`${name} has no source any more. Run: node scripts/${script}.ts`);
    if (stale.length + leftOver.length > 0) return 1;
    say(`${folder}: ${files.size} files are up to date.`);
    return 0;
  }
  mkdirSync(path, { recursive: true });
  for (const [name, text] of stale) writeFileSync(join(root, name), text);
  for (const name of leftOver) rmSync(join(root, name));
  say(`${folder}: ${files.size} files, ${stale.length} written, ${leftOver.length} removed.`);
  return 0;
};
