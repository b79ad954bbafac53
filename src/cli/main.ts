#!/usr/bin/env node
import { run } from "./run.ts";

const handlers: (() => void)[] = [];
let interrupted = false;
const interrupt = (signal: "SIGINT" | "SIGTERM", code: number) => {
  process.on(signal, () => {
    if (interrupted || handlers.length === 0) process.exit(code);
    interrupted = true;
    for (const handler of handlers) handler();
  });
};

/** A reader that went away (`| head`) is no defect: there is nobody left to tell. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 70);
});

process.exitCode = await run(process.argv.slice(2), {
  out: (text) =>
    new Promise((resolve) => {
      process.stdout.write(text, () => resolve());
    }),
  note: (text) => {
    process.stderr.write(text);
  },
  get stdin() {
    return process.stdin;
  },
  env: process.env,
  get color() {
    return process.stdout.isTTY === true && !process.env.NO_COLOR && !process.argv.includes("--no-color");
  },
  get interactive() {
    return process.stderr.isTTY === true && !process.env.CI;
  },
  onInterrupt: (handler) => {
    if (handlers.length === 0) {
      interrupt("SIGINT", 130);
      interrupt("SIGTERM", 143);
    }
    handlers.push(handler);
  },
});
