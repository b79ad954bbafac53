import type { Contract } from "../model/contract.ts";
import { InputError } from "../readers/input-error.ts";
import type { FoundInput } from "../readers/inputs.ts";
import { BLOCK } from "../readers/traffic/blocks.ts";
import { isLineFormat, type Recording, recognise, release, UnknownRecording } from "../readers/traffic/recording.ts";
import { examineInOrder, type Part, shared, takeBlocks, tellBlocks } from "./capture.ts";
import type { Examination } from "./examination.ts";
import { compareTexts } from "./merging.ts";
import type { Portion, UnreadFile } from "./portion.ts";
import { mergePortions, NOTHING, partsRead } from "./portion-merge.ts";
import type { Setting } from "./setting.ts";
import type { Helper } from "./worker.ts";

/** Fewer blocks than this are judged before another thread has started. */
const FEW_BLOCKS = 8;

/** What to judge, by what, and how. */
export interface Drift {
  readonly setting: Setting;
  /** Settled while other threads start, each of which loads it too. */
  readonly contract: () => Promise<Contract>;
  /** Recordings as the user named them; `-` for standard input. */
  readonly sources: readonly FoundInput[];
  readonly part: Part;
  /** How many threads may work at once. The result is the same whatever the number. */
  readonly threads: number;
  /** How many octets of a file by lines are one block; the parts depend on it, and the whole does not. */
  readonly block?: number;
}

/** What a file's name says it is: one that is not, was meant to be judged. */
const CLAIMS = /\.(har|http|jsonl|ndjson)$/i;

/**
 * Judges recorded traffic by a contract. Files that cannot be read are in the portion with why, and the others are
 * judged.
 */
export const drift = async ({ setting, contract, sources, part, threads, block = BLOCK }: Drift): Promise<Portion> => {
  const met = new Map(sources.map((found) => [found.source, found.met]));
  const recordings: Recording[] = [];
  const files: UnreadFile[] = [];
  const unread = (source: string, error: unknown): void => {
    if (!(error instanceof InputError)) throw error;
    const passedOver = error instanceof UnknownRecording && met.get(source) === true && !CLAIMS.test(source);
    files.push({ source, why: error.message, remedy: error.remedy, passedOver });
  };
  for (const source of [...met.keys()].sort(compareTexts))
    try {
      recordings.push(recognise(source));
    } catch (error) {
      unread(source, error);
    }
  const octets = recordings.reduce((sum, { size }) => sum + (size ?? BLOCK), 0);
  const helpers = await helpersFor(recordings, setting, threads, block);
  let portion = NOTHING;
  try {
    // Loaded while the helpers start, who load it too.
    const { examinationOf } = await import("./setting.ts");
    const examination = await examinationOf(setting, await contract(), octets >= BLOCK);
    for (const recording of recordings) {
      const judged = await examine(recording, examination, { part, block }, helpers).catch((error: unknown) => {
        // What was counted of a recording that failed half-way is dropped with it.
        examination.told((spot) => ({ source: recording.source, line: spot.line, column: spot.column }));
        unread(recording.source, error);
        return NOTHING;
      });
      portion = mergePortions(portion, judged);
    }
  } finally {
    for (const recording of recordings) release(recording);
    await Promise.all(helpers.map((helper) => helper.end()));
  }
  const parts = partsRead(part.of, part.number);
  const { unjudged, ...rest } = portion;
  return {
    ...rest,
    unjudged:
      files.length === 0 ? unjudged : { ...unjudged, files: files.sort((a, b) => compareTexts(a.source, b.source)) },
    ...(parts === undefined ? {} : { parts }),
  };
};

const isLarge = ({ size, format }: Recording, block: number): boolean =>
  isLineFormat(format) && size !== null && size >= FEW_BLOCKS * block;

const helpersFor = async (
  recordings: readonly Recording[],
  setting: Setting,
  threads: number,
  block: number,
): Promise<readonly Helper[]> => {
  const large = recordings.filter((recording) => isLarge(recording, block));
  const most = Math.max(0, ...large.map(({ size }) => Math.ceil((size ?? 0) / block / FEW_BLOCKS)));
  const count = Math.min(threads - 1, most);
  if (count <= 0) return [];
  const { startHelper } = await import("./worker.ts");
  return Array.from({ length: count }, () => startHelper(setting));
};

const examine = async (
  recording: Recording,
  examination: Examination,
  { part, block }: { readonly part: Part; readonly block: number },
  helpers: readonly Helper[],
): Promise<Portion> => {
  const { source, size, format } = recording;
  if (!isLineFormat(format) || size === null) return examineInOrder(recording, examination, part);
  const lines = shared(source, size, format, part, block);
  const helped = isLarge(recording, block) ? helpers.map((helper) => helper.help(lines)) : [];
  // Told when it is awaited below; until then a failure is not unhandled.
  const others = Promise.allSettled(helped);
  try {
    takeBlocks(lines, examination);
  } catch (error) {
    // Whoever helps has to be done with this recording before the next one.
    await others;
    throw error;
  }
  let portion: Portion | null = null;
  for (const result of await others) {
    if (result.status === "rejected") throw result.reason;
    portion = portion === null ? result.value : mergePortions(portion, result.value);
  }
  const own = tellBlocks(lines, examination);
  return portion === null ? own : mergePortions(portion, own);
};
