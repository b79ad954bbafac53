import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { VerifierOptions } from "@pact-foundation/pact";
import { PactFailed, PactNotInstalled } from "./failure.ts";

/** What the verifier's process is given on its standard input. */
export interface VerifierJob {
  /** Where Pact is looked for if it is not installed beside this package. */
  readonly folder: string;
  readonly options: VerifierOptions;
}

/** What that process tells. */
export type Told =
  | { readonly kind: "absent" }
  | { readonly kind: "started" }
  /** The verifier's own results as JSON, or an error's message. */
  | { readonly kind: "ended"; readonly text: string };

/** One difference between an answer and what a pact expects, in the verifier's words. */
export interface Mismatch {
  readonly type: string;
  readonly mismatch: string;
  /** Of a body: `$.data[0].id`. */
  readonly path?: string;
  /** Of a header: its name. */
  readonly key?: string;
}

/** What the verifier says of one interaction, in the order in which it tried them. */
export interface InteractionResult {
  readonly consumer: string;
  readonly description: string;
  readonly providerStates: readonly string[];
  /** `OK`, or else. */
  readonly result: string;
  readonly mismatch?: { readonly mismatches?: readonly Mismatch[]; readonly message?: string };
}

/** How a run of the verifier is watched. */
export interface Watch {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds without a sign of life after which it is ended, once it has started. */
  readonly idle: number;
  /** Whether it is waiting for somebody else, which is no idleness of its own. */
  readonly busy: () => boolean;
  readonly signal?: AbortSignal;
}

interface Results {
  readonly interactionResults?: readonly InteractionResult[];
  readonly errors?: readonly { readonly interaction: string; readonly mismatch: { readonly message?: string } }[];
}

const PROCESS = new URL(
  import.meta.url.endsWith(".ts") ? "./verifier-process.ts" : "../workers/pact.js",
  import.meta.url,
);

/** How long the process may take to load Pact, in milliseconds. */
const START = 30_000;

/** What the process prints is kept for the message of its own failure only, and no more than this. */
const LAST_WORDS = 2000;

/** What steers Pact by itself is decided here: what it tells to whom. */
const environment = (env: Watch["env"]): Record<string, string | undefined> => {
  const own = Object.entries(env).filter(([name]) => !/^(PACT_BROKER_|TENANT_CONTRACTS_)/.test(name));
  return { ...Object.fromEntries(own), PACT_DO_NOT_TRACK: "true", NO_COLOR: "1" };
};

/** A verifier that is at work. */
export class VerifierRun {
  /** What it says of each interaction. Rejects with {@link PactFailed} or {@link PactNotInstalled}. */
  readonly results: Promise<readonly InteractionResult[]>;
  readonly #child: ChildProcess;
  readonly #watch: Watch;
  #timer: NodeJS.Timeout | undefined;
  #started = false;
  #over = false;
  #fail: (error: Error) => void = () => undefined;

  constructor(job: VerifierJob, watch: Watch) {
    this.#watch = watch;
    this.#child = spawn(process.execPath, ["--no-warnings", fileURLToPath(PROCESS)], {
      env: environment(watch.env),
      stdio: ["pipe", "pipe", "pipe", "pipe"],
    });
    this.results = this.#follow(job);
  }

  /** Ends it, whatever it is doing; its results are this error. */
  stop(error: Error): void {
    this.#fail(error);
  }

  /** Tells that it is alive. */
  alive(): void {
    if (this.#over) return;
    clearTimeout(this.#timer);
    const allowed = this.#started ? this.#watch.idle : START;
    this.#timer = setTimeout(() => {
      if (this.#watch.busy()) this.alive();
      else this.#fail(new PactFailed(`the Pact verifier did not get on for ${allowed} ms`));
    }, allowed);
  }

  async #follow(job: VerifierJob): Promise<readonly InteractionResult[]> {
    const child = this.#child;
    const { signal } = this.#watch;
    const interrupt = (): void => this.#fail(new PactFailed("the run was interrupted"));
    let words = "";
    const listen = (chunk: Buffer): void => {
      words = (words + chunk.toString("utf8")).slice(-LAST_WORDS);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    try {
      const text = await new Promise<string>((resolve, reject) => {
        this.#fail = reject;
        signal?.addEventListener("abort", interrupt);
        if (signal?.aborted === true) interrupt();
        this.alive();
        child.on("error", (error) => reject(new PactFailed(`the Pact verifier cannot be started: ${error.message}`)));
        child.on("close", () => reject(new PactFailed(`the Pact verifier ended by itself: ${words.trim()}`)));
        follow(child.stdio[3] as Readable, (told) => {
          this.#started = true;
          this.alive();
          if (told.kind === "absent") reject(new PactNotInstalled());
          if (told.kind === "ended") resolve(told.text);
        });
        child.stdin?.on("error", () => undefined);
        child.stdin?.end(JSON.stringify(job));
      });
      return interactionsIn(text);
    } finally {
      this.#over = true;
      clearTimeout(this.#timer);
      signal?.removeEventListener("abort", interrupt);
      child.kill("SIGKILL");
    }
  }
}

const follow = (stream: Readable, hear: (told: Told) => void): void => {
  let text = "";
  stream.on("error", () => undefined);
  stream.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) hear(JSON.parse(line) as Told);
  });
};

/** What the verifier says of each interaction; throws where it says of a whole pact that it could not be had. */
const interactionsIn = (text: string): readonly InteractionResult[] => {
  let results: Results;
  try {
    results = JSON.parse(text) as Results;
  } catch {
    throw new PactFailed(`the Pact verifier could not run: ${text.slice(0, LAST_WORDS)}`);
  }
  const interactions = results.interactionResults ?? [];
  const failed = interactions.filter(({ result }) => result !== "OK").length;
  const errors = results.errors ?? [];
  const whole =
    errors.length > failed ? errors.find(({ interaction }) => /^Failed to load pact/.test(interaction)) : undefined;
  if (whole !== undefined) throw new PactFailed(whole.mismatch.message ?? whole.interaction);
  if (interactions.length === 0) throw new PactFailed("the Pact verifier found no interaction to try");
  return interactions;
};
