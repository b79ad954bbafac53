#!/usr/bin/env node
import { writeSync } from "node:fs";
import { createRequire, enableCompileCache } from "node:module";
import { join } from "node:path";
import type { Gate } from "../conformance/conformance.ts";
import { GATE_FILES } from "../generated/gate-files.ts";
import { quickly } from "./quick.ts";

// What the installed command starts with: one CommonJS file, which Node loads quicker than a graph of modules.
const gateOf = (ref: string): Gate | null => {
  if (!Object.hasOwn(GATE_FILES, ref)) return null;
  const load = createRequire(__filename);
  return (load(join(__dirname, "..", "gates", `${GATE_FILES[ref]}.cjs`)) as { default: Gate }).default;
};

const text = quickly(process.argv.slice(2), gateOf);
let printed = false;
if (text !== null)
  try {
    writeSync(1, text);
    printed = true;
  } catch {
    // A pipe that is full, or closed: the whole command knows what to do.
  }
if (!printed) {
  // What Node compiled is kept beside the code, where that can be written, and read again the next time; by the
  // environment, so that threads read it too.
  process.env.NODE_COMPILE_CACHE ??= join(__dirname, "..", ".compiled");
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
  const whole = process.argv[2] === "diff" ? "./diff.js" : "./main.js";
  void import(whole);
}
