/** The floor: reads an NDJSON file line by line and parses each, nothing more. */
import { openInput } from "../src/readers/file.ts";

let members = 0;
const input = openInput(process.argv[2]!);
for (const { text } of input.lines()) members += Object.keys(JSON.parse(text) as object).length;
input.close();
process.stdout.write(`${members}\n`);
