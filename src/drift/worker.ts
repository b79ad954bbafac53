import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { InputError } from "../readers/input-error.ts";
import type { SharedLines } from "./capture.ts";
import type { Portion } from "./portion.ts";
import type { Setting } from "./setting.ts";

/** What marks the data of a thread that judges traffic. */
const TASK = "tenant-contracts drift";

/** What a thread answers with: what it found, or why a recording cannot be read. */
type Message =
  | { readonly portion: Portion }
  | { readonly unreadable: readonly [source: string, message: string, remedy: string] };

/** Another thread that judges blocks of recordings. */
export interface Helper {
  /** Helps with a recording; settles when all its blocks are done, with what this thread's gave. */
  help(lines: SharedLines): Promise<Portion>;
  end(): Promise<void>;
}

/** Starts a thread with a judge of its own. This module is its program, wherever a bundler puts it. */
export const startHelper = (setting: Setting): Helper => {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { task: TASK, setting },
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  let settle: { resolve(portion: Portion): void; reject(error: unknown): void } | null = null;
  let failure: unknown = null;
  const fail = (error: unknown): void => {
    failure ??= error;
    settle?.reject(error);
  };
  worker.on("message", (message: Message) => {
    if ("portion" in message) settle?.resolve(message.portion);
    else settle?.reject(new InputError(...message.unreadable));
  });
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("a thread ended before its work was done")));
  return {
    help: (lines) =>
      new Promise<Portion>((resolve, reject) => {
        if (failure !== null) return reject(failure as Error);
        settle = { resolve, reject };
        worker.postMessage(lines);
      }),
    end: async () => {
      settle = null;
      await worker.terminate();
    },
  };
};

const serve = async (setting: Setting): Promise<void> => {
  const messages: SharedLines[] = [];
  let arrived: (() => void) | null = null;
  parentPort?.on("message", (lines: SharedLines) => {
    messages.push(lines);
    arrived?.();
  });
  // Not above: whoever starts a thread reads this module first, and has no need of these yet.
  const [{ awaitBlocks, takeBlocks, tellBlocks }, { examinationOf, loadContract }] = await Promise.all([
    import("./capture.ts"),
    import("./setting.ts"),
  ]);
  const contract = await loadContract(setting);
  if (contract === undefined) return;
  const examination = await examinationOf(setting, contract, true);
  const answer = (lines: SharedLines): Message => {
    try {
      takeBlocks(lines, examination);
      awaitBlocks(lines);
      return { portion: tellBlocks(lines, examination) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { source, message, remedy } = error;
      // What was counted of it is dropped with it.
      examination.told(({ line, column }) => ({ source, line, column }));
      return { unreadable: [source, message, remedy] };
    }
  };
  for (;;) {
    const lines = messages.shift();
    if (lines === undefined) {
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
      continue;
    }
    parentPort?.postMessage(answer(lines));
  }
};

const data = workerData as { task?: unknown; setting?: Setting } | null;
if (!isMainThread && data?.task === TASK && data.setting !== undefined) await serve(data.setting);
