import type { BodyReading } from "../model/body.ts";
import type { Finding, Place } from "../model/finding.ts";
import type { Pointer } from "../model/pointer.ts";
import { mayHaveDuplicates } from "../readers/duplicates.ts";
import type { Input } from "../readers/file.ts";
import type { Location } from "../readers/positions.ts";
import type { Target } from "./target.ts";

/** Decides what a payload is judged by. */
export type Targeting = (instance: unknown, source: string) => Promise<Target>;

/** Where the values of one text stand, by pointer. */
type Places = ReadonlyMap<Pointer, Location>;

/** So many instances that need a look make it pay to compile a gate for a schema of the user's own. */
const MANY = 200;

/** Shows payloads to targets; what they find goes to `found`, marked if it is one line among many. */
export class Payloads {
  readonly #targeting: Targeting;
  /** What malformed payloads belong to, if that is known without reading them. */
  readonly #given: Target | null;
  readonly #found: (findings: readonly Finding[], grouped: boolean) => void;
  /** How many payloads were judged. */
  checked = 0;
  readonly #targets = new Set<string>();
  /** What the lines of the current input are judged by: the first one decides. */
  #lineTarget: Target | null;
  #looks = 0;

  constructor(
    targeting: Targeting,
    given: Target | null,
    found: (findings: readonly Finding[], grouped: boolean) => void,
  ) {
    this.#targeting = async (instance, source) => {
      const target = await targeting(instance, source);
      this.#targets.add(target.name);
      return target;
    };
    this.#given = given;
    this.#lineTarget = given;
    this.#found = found;
    if (given !== null) this.#targets.add(given.name);
  }

  /** The bodies that payloads were judged by, as targets are called. */
  get targets(): ReadonlySet<string> {
    return this.#targets;
  }

  /** Judges all that an input holds: one payload, or one on each line. */
  async input(input: Input): Promise<void> {
    const { source } = input;
    if (input.format === "ndjson") return this.#lines(input);
    this.checked++;
    const content = input.read();
    if (content.kind === "empty")
      return this.#unreadable(source, 1, "there is no payload in it", "Put one into it.", false);
    if (content.kind === "binary") return this.#unreadable(source, 1, content.message, content.remedy, false);
    if (input.format === "yaml") return this.#yaml(content.text, source);
    let instance: unknown;
    try {
      instance = JSON.parse(content.text);
    } catch {
      return this.#malformed(content.text, source, 1, false);
    }
    const target = await this.#targeting(instance, source);
    await this.#json(content.text, instance, source, target, 1, false);
  }

  async #lines(input: Input): Promise<void> {
    const { source } = input;
    if (this.#given?.bundled === true) {
      const { judgeInParallel } = await import("./parallel.ts");
      const whole = await judgeInParallel(source, this.#given);
      if (whole !== null) {
        this.checked += whole.checked;
        this.#found(whole.findings, true);
        return;
      }
    }
    for (const { line, text, flaw } of input.lines()) {
      if (flaw === null) {
        if (!this.isQuiet(text)) await this.line(text, source, line);
        continue;
      }
      this.checked++;
      const long = flaw.kind === "too-long";
      const message = long
        ? `the line of ${flaw.length} octets is too long to be judged`
        : `octet ${flaw.offset} of the line is not UTF-8`;
      await this.#unreadable(source, line, message, "Write the line as UTF-8 JSON of a reasonable size.", true);
    }
    this.#lineTarget = this.#given;
  }

  /** Counts a line that there is nothing to say about; for others answers false and counts nothing. */
  isQuiet(text: string): boolean {
    const gate = this.#lineTarget?.gate;
    if (gate === null || gate === undefined) return false;
    try {
      const instance = JSON.parse(text) as unknown;
      if (!gate(instance) || mayHaveDuplicates(text, instance)) return false;
    } catch {
      return false;
    }
    this.checked++;
    return true;
  }

  /** Judges one line among many. */
  async line(text: string, source: string, line: number): Promise<void> {
    this.checked++;
    let instance: unknown;
    try {
      instance = JSON.parse(text);
    } catch {
      return this.#malformed(text, source, line, true);
    }
    const target = this.#lineTarget ?? (await this.#targeting(instance, source));
    this.#lineTarget = target;
    await this.#json(text, instance, source, target, line, true);
    if (target.gate === null && ++this.#looks === MANY) this.#lineTarget = await withGate(target);
  }

  async #json(
    text: string,
    value: unknown,
    source: string,
    target: Target,
    line: number,
    grouped: boolean,
  ): Promise<void> {
    if (target.gate?.(value) && !mayHaveDuplicates(text, value)) return;
    const [{ duplicatesIn }, { positionsOf }] = await Promise.all([
      import("../readers/duplicates.ts"),
      import("../readers/positions.ts"),
    ]);
    const reading: BodyReading = { kind: "json", text, value, duplicates: duplicatesIn(text, value) };
    await this.#judge(reading, source, target, line, grouped, (pointers) => positionsOf(text, pointers));
  }

  async #yaml(text: string, source: string): Promise<void> {
    const { readYaml } = await import("../readers/yaml.ts");
    const reading = await readYaml(text);
    if ("malformed" in reading) {
      const malformed: BodyReading = { kind: "malformed", text, malformation: reading.malformed };
      return this.#judge(malformed, source, this.#given, 1, false, null);
    }
    const { value, duplicates } = reading;
    const target = await this.#targeting(value, source);
    if (duplicates.length === 0 && target.gate?.(value) === true) return;
    const json: BodyReading = { kind: "json", text, value, duplicates };
    await this.#judge(json, source, target, 1, false, (pointers) => reading.positionsOf(pointers));
  }

  async #malformed(text: string, source: string, line: number, grouped: boolean): Promise<void> {
    const { readJsonText } = await import("../engine/subject.ts");
    await this.#judge(readJsonText(text), source, this.#given, line, grouped, null);
  }

  async #unreadable(source: string, line: number, message: string, likely: string, grouped: boolean): Promise<void> {
    const malformation = { offset: 0, line: 1, column: 1, message, likely };
    await this.#judge({ kind: "malformed", text: "", malformation }, source, this.#given, line, grouped, null);
  }

  async #judge(
    reading: BodyReading,
    source: string,
    target: Target | null,
    firstLine: number,
    grouped: boolean,
    locate: ((pointers: readonly Pointer[]) => Places) | null,
  ): Promise<void> {
    const { concernsName, Judge, NO_CONTRACT } = await import("../engine/judge.ts");
    const nothing = { operation: null, direction: null, status: null };
    const { judge, context } =
      target === null ? { judge: new Judge(NO_CONTRACT), context: nothing } : await target.judge();
    const unplaced = (pointer: Pointer): Place => ({ source, line: null, column: null, pointer });
    const findings = judge.payload(reading, target?.schema ?? null, context, unplaced);
    if (findings.length === 0) return;
    const places = locate?.(findings.map(({ instance }) => instance.pointer));
    this.#found(
      findings.map((finding) => {
        const { instance } = finding;
        const location = places?.get(instance.pointer) ?? null;
        const span =
          instance.line !== null ? instance : concernsName(finding.rule) ? (location?.key ?? location) : location;
        const line = (span?.line ?? 1) + firstLine - 1;
        return { ...finding, instance: { ...instance, line, column: span?.column ?? 1 } };
      }),
      grouped,
    );
  }
}

const withGate = async (target: Target): Promise<Target> => {
  const { judge, context } = await target.judge();
  await judge.conformance.compileGates([[target.schema, context.direction]]);
  return { ...target, gate: judge.conformance.gate(target.schema, context.direction) };
};
