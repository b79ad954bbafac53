import { Collector, reportOf } from "../../engine/report.ts";
import type { Finding } from "../../model/finding.ts";
import type { Input, InputFormat } from "../../readers/file.ts";
import type { NdjsonLine } from "../../readers/ndjson.ts";
import { detect } from "../../validate/detection.ts";
import { Payloads, type Targeting } from "../../validate/payloads.ts";
import type { Target } from "../../validate/target.ts";
import type { Judgement, Undecided } from "./judgement.ts";
import { type Extent, lineStarts, tokenAt } from "./mapped-text.ts";
import { type ListedBody, targetOf } from "./providers.ts";
import { load } from "./registry.ts";

/** It cannot be said what a payload is meant to be. */
class Unclear extends Error {
  readonly candidates: readonly string[];

  constructor(message: string, candidates: readonly string[]) {
    super(message);
    this.candidates = candidates;
  }
}

function* linesOf(text: string): Generator<NdjsonLine> {
  for (const [index, line] of text.split("\n").entries()) {
    const content = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (content.trim() !== "") yield { line: index + 1, text: content, flaw: null };
  }
}

/** A text as the input that it would be if it were a file. */
const inputOf = (text: string, source: string, format: InputFormat): Input => ({
  source,
  format,
  read: () => (text === "" ? { kind: "empty" } : { kind: "text", text }),
  lines: () => linesOf(text),
  close: () => undefined,
});

const detecting = (bodies: readonly ListedBody[], taken: (text: string) => void): Targeting => {
  let targets: Promise<readonly Target[]> | null = null;
  return async (instance) => {
    targets ??= Promise.all(bodies.filter(({ media }) => media.includes("json")).map(targetOf));
    const detection = await detect(instance, await targets);
    if (detection.kind === "one") {
      taken(`${detection.target.name}: ${detection.why}`);
      return detection.target;
    }
    throw detection.kind === "several"
      ? new Unclear(
          "It may be any of several documented bodies. Say which.",
          detection.targets.map(({ name }) => name),
        )
      : new Unclear("It does not look like any documented body. Say which it is meant to be.", []);
  };
};

const extentOf = ({ instance }: Finding, text: string, starts: readonly number[]): Extent => {
  const line = Math.min(Math.max(1, instance.line ?? 1), starts.length);
  return tokenAt(text, Math.min((starts[line - 1] ?? 0) + (instance.column ?? 1) - 1, text.length));
};

/**
 * Judges payloads as the `validate` command does, by the same code; `body` is null where what they are has to be found
 * out from among `bodies`.
 */
export const judgePayload = async (
  text: string,
  format: InputFormat,
  body: ListedBody | null,
  bodies: readonly ListedBody[],
  source: string,
): Promise<Judgement | Undecided> => {
  if (format === "yaml") await load("yaml");
  let taken = body?.ref ?? "";
  const given = body === null ? null : await targetOf(body);
  const targeting: Targeting = given === null ? detecting(bodies, (as) => (taken = as)) : async () => given;
  const collector = new Collector();
  const payloads = new Payloads(targeting, given, (findings, grouped) => collector.add(findings, grouped));
  try {
    await payloads.input(inputOf(text, source, format));
  } catch (error) {
    if (error instanceof Unclear) return { problem: error.message, candidates: error.candidates, extent: null };
    throw error;
  }
  const { findings } = collector;
  const starts = findings.length === 0 ? [] : lineStarts(text);
  return {
    report: reportOf("validate", payloads.checked, findings, "error"),
    placed: findings.map((finding) => ({ finding, extent: extentOf(finding, text, starts) })),
    taken,
  };
};
