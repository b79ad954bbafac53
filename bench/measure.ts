import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";

/** One contender: a whole process. */
export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
}

export interface Measured {
  readonly name: string;
  /** Median wall time of the process, in milliseconds. */
  readonly median: number;
  readonly min: number;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Runs all contenders in turn, `rounds` times, after one round that does not count. Throws where one fails. */
export const alternate = (contenders: readonly Contender[], rounds: number, failuresAllowed = false): Measured[] => {
  const times = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = -1; round < rounds; round++)
    for (const { name, command } of contenders) {
      const [program = "", ...args] = command;
      const start = performance.now();
      const { status, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
      const time = performance.now() - start;
      if (status !== 0 && !failuresAllowed) throw new Error(`${name} ended with ${status}: ${stderr}`);
      if (round >= 0) times.get(name)!.push(time);
    }
  return contenders.map(({ name }) => ({ name, median: median(times.get(name)!), min: Math.min(...times.get(name)!) }));
};

/** Peak resident memory of a process, in megabytes, as the kernel counts it. Linux only; null elsewhere. */
export const peakMemory = (command: readonly string[]): number | null => {
  const [program = "", ...args] = command;
  const code = `
    const { spawnSync } = require("node:child_process");
    const { status } = spawnSync(${JSON.stringify(program)}, ${JSON.stringify(args)}, { stdio: "ignore" });
    process.stdout.write(String(process.platform === "linux" ? require("node:fs").readFileSync("/proc/self/status", "utf8") && status : status));
  `;
  void code;
  const { stdout } = spawnSync(
    "python3",
    [
      "-c",
      `
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
`,
      program,
      ...args,
    ],
    { encoding: "utf8" },
  );
  const value = Number.parseFloat(stdout);
  return Number.isNaN(value) ? null : Math.round(value);
};

/** A table of what was measured, each against the first. */
export const table = (title: string, measured: readonly Measured[]): string => {
  const base = measured[0]!.median;
  const width = Math.max(...measured.map(({ name }) => name.length));
  const rows = measured.map(
    ({ name, median: time, min }) =>
      `  ${name.padEnd(width)}  ${time.toFixed(1).padStart(9)} ms  min ${min.toFixed(1).padStart(9)}  ×${(time / base).toFixed(2)}`,
  );
  return [title, ...rows].join("\n");
};
