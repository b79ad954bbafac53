import { execFile, spawn } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./cli.ts";
import { PROGRAM } from "./program.ts";

/** One command of a transcript and what the document says it prints. `…` on a line of its own stands for any lines. */
export interface Step {
  readonly command: string;
  readonly expected: string;
}

/** The steps of every `console` block in a Markdown document, in order. */
export const stepsOf = (markdown: string): Step[] => {
  const blocks = [...markdown.matchAll(/```console\n([\s\S]*?)```/g)].map((match) => match[1]!);
  return blocks.flatMap((block) =>
    block
      .split(/^(?=\$ )/m)
      .filter((part) => part.startsWith("$ "))
      .map((part) => {
        const [first = "", ...rest] = part.split("\n");
        return { command: first.slice(2), expected: rest.join("\n").replace(/\n$/, "") };
      }),
  );
};

/** What was printed, and whether it is what the document says. */
export interface Played {
  readonly command: string;
  readonly expected: string;
  readonly printed: string;
}

const lines = (text: string): string => text.replace(/\n$/, "");

/** Whether a text is as expected, `…` lines standing for anything. */
export const matches = (printed: string, expected: string): boolean => {
  const parts = expected.split(/^…$\n?/m).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[\\s\\S]*")}$`).test(printed);
};

/**
 * Plays a document's transcripts in a folder of their own with a shell, as a reader would type them. `cat FILE` creates
 * the file from what is shown; a command that ends in `&` runs until the end and is waited for until it prints a line.
 */
export const play = async (path: string): Promise<Played[]> => {
  const folder = temporaryFolder();
  const bin = join(folder, ".bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "tenant-contracts"), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`, {
    mode: 0o755,
  });
  symlinkSync(process.execPath, join(bin, "node"));
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, NO_COLOR: "1", CI: "1" };
  const background: ReturnType<typeof spawn>[] = [];
  const played: Played[] = [];
  let status = 0;
  try {
    for (const { command, expected } of stepsOf(readFileSync(path, "utf8"))) {
      const shown = /^cat (\S+)$/.exec(command)?.[1];
      if (shown !== undefined) {
        writeFileSync(join(folder, shown), `${expected}\n`);
        played.push({ command, expected, printed: expected });
      } else if (command.endsWith("&")) {
        const child = spawn("sh", ["-c", `exec ${command.slice(0, -1)}`], {
          cwd: folder,
          env,
          stdio: ["ignore", "pipe", "inherit"],
        });
        background.push(child);
        const printed = await new Promise<string>((done, failed) => {
          child.stdout!.once("data", (data: Buffer) => done(lines(String(data))));
          child.once("exit", (code) => failed(new Error(`${command} ended with ${code}`)));
        });
        child.removeAllListeners("exit");
        played.push({ command, expected, printed });
      } else {
        const text = command.replaceAll("$?", String(status));
        const printed = await new Promise<string>((done) => {
          execFile("sh", ["-c", text], { cwd: folder, env, encoding: "utf8" }, (error, stdout) => {
            status = error === null ? 0 : Number(error.code ?? 1);
            done(lines(stdout));
          });
        });
        played.push({ command, expected, printed });
      }
    }
  } finally {
    for (const child of background) child.kill("SIGTERM");
  }
  return played;
};
