/** Builds the site into `dist/site/`, or into the folder given. */

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSite, verifications } from "./site/build-site.ts";

const folder = resolve(process.argv[2] ?? fileURLToPath(new URL("../dist/site", import.meta.url)));
process.chdir(fileURLToPath(new URL("..", import.meta.url)));
await buildSite(folder, await verifications());
console.log(`The site is in ${folder}.`);
