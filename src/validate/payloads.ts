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

  constructor(
    targeting: Targeting,
    given: Target | null,
    found: (findings: readonly Finding[], grouped: boolean) => void,
  ) {
    this.#targeting = targeting;
    this.#given = given;
    this.#found = found;
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
    let target = this.#given;
    let looks = 0;
    for (const { line, text, flaw } of input.lines()) {
      this.checked++;
      if (flaw !== null) {
        const long = flaw.kind === "too-long";
        const message = long
          ? `the line of ${flaw.length} octets is too long to be judged`
          : `octet ${flaw.offset} of the line is not UTF-8`;
        await this.#unreadable(source, line, message, "Write the line as UTF-8 JSON of a reasonable size.", true);
        continue;
      }
      let instance: unknown;
      try {
        instance = JSON.parse(text);
      } catch {
        await this.#malformed(text, source, line, true);
        continue;
      }
      target ??= await this.#targeting(instance, source);
      if (target.gate?.(instance) && !mayHaveDuplicates(text, instance)) continue;
      await this.#json(text, instance, source, target, line, true);
      if (target.gate === null && ++looks === MANY) target = await withGate(target);
    }
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
