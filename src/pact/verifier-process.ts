/**
 * A process of its own for the Pact verifier, whose native part writes to the terminal by itself and may end the
 * process. It reads a {@link VerifierJob} from its standard input and tells on its fourth descriptor, one JSON object a
 * line, that it has started, that Pact is not installed, or what came of it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Told, VerifierJob } from "./verifier.ts";

const NAME = "@pact-foundation/pact";

const tell = (told: Told): void => writeFileSync(3, `${JSON.stringify(told)}\n`);

/** Pact as it is installed beside this package, else as in the folder in which the command was started. */
const load = async (folder: string): Promise<typeof import("@pact-foundation/pact") | null> => {
  try {
    return await import("@pact-foundation/pact");
  } catch {
    try {
      const path = createRequire(join(folder, "package.json")).resolve(NAME);
      return ((await import(pathToFileURL(path).href)) as { default: typeof import("@pact-foundation/pact") }).default;
    } catch {
      return null;
    }
  }
};

const job = JSON.parse(readFileSync(0, "utf8")) as VerifierJob;
const pact = await load(job.folder);
if (pact === null) tell({ kind: "absent" });
else {
  tell({ kind: "started" });
  const verification = new pact.Verifier({ ...job.options, logLevel: "error" }).verifyProvider();
  const text = await verification.then(String, (error: unknown) => (error as Error).message);
  tell({ kind: "ended", text });
}
