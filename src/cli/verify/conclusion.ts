import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { reportOf } from "../../engine/report.ts";
import { matrixText } from "../../report/matrix.ts";
import { MATRIX_FORMATS, type VerifyReport } from "../../report/matrix-formats.ts";
import { certificateOf, objectionsTo, readCertificate } from "../../verify/certificate.ts";
import { VERIFY_RULES } from "../../verify/rules.ts";
import type { VerifyResult } from "../../verify/verification.ts";
import { VERSION } from "../../version.ts";
import { type Arguments, flagOf, type Terminal, textOf, textsOf } from "../command.ts";
import { UsageError } from "../errors.ts";
import { EXIT, type ExitCode, exitCodeOf } from "../exit-code.ts";
import { failOnOf, type Output, outputsOf, write } from "../output.ts";
import { applyWaivers } from "../waivers.ts";
import { readText } from "./ledger-file.ts";
import { contractNamed, type Setting, valuesOf } from "./setting.ts";

/** Where the report goes: formats that every command has, and those that show the matrix. */
export interface VerifyOutputs {
  readonly common: readonly Output[];
  readonly matrix: readonly Output[];
}

/** The outputs asked for; at most one goes to stdout. */
export const verifyOutputs = (args: Arguments): VerifyOutputs => {
  const texts = textsOf(args, "format");
  const isMatrix = (text: string): boolean => Object.hasOwn(MATRIX_FORMATS, text.split(":")[0]!);
  const matrix = texts.filter(isMatrix).map((text): Output => {
    const [format = "", ...file] = text.split(":");
    return { format, file: file.length === 0 ? null : file.join(":") };
  });
  const others = texts.filter((text) => !isMatrix(text));
  const toStdout = matrix.filter(({ file }) => file === null).length;
  const common =
    toStdout > 0 && others.length === 0 ? [] : outputsOf({ ...args, values: { ...args.values, format: others } });
  if (toStdout + common.filter(({ file }) => file === null).length > 1)
    throw new UsageError("two formats want stdout", "Give all but one a file: --format html:report.html.");
  return { common, matrix };
};

const save = (file: string, text: string): void => {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`, "Give a file in a folder that exists.");
  }
};

/** Reports what the runs found, in every format asked for, and tells how the command ends. */
export const conclude = async (
  settings: readonly Setting[],
  results: readonly VerifyResult[],
  outputs: VerifyOutputs,
): Promise<ExitCode> => {
  const { args, terminal, signal } = settings[0]!;
  const verification = results.map((result) => result.verification);
  const checked = verification.reduce((sum, { cases, pacts }) => {
    const tried = pacts?.interactions.filter(({ outcome }) => outcome !== "not exercised") ?? [];
    return sum + cases.held + cases.failed + tried.length;
  }, 0);
  const verified = new Set(settings.flatMap(({ contract }) => contract.operations.map(({ ref }) => ref)));
  const held = verification.every(({ pacts }) =>
    pacts?.interactions.every(({ outcome }) => outcome !== "not exercised"),
  );
  const found = results.flatMap(({ findings }) => findings);
  const findings = await applyWaivers(args, terminal, found, {
    complete:
      !signal.aborted &&
      results.every((result) =>
        result.results.every(({ state, case: { when } }) => state !== "skipped" || when === "forbidden"),
      ),
    scope:
      async () =>
      ({ rule, operation }) =>
        operation !== null && verified.has(operation) && (held || rule !== VERIFY_RULES.pactNotKept.id),
  });
  const failOn = failOnOf(args);
  const report: VerifyReport = { ...reportOf("verify", checked, findings, failOn), verification };
  for (const output of outputs.common) {
    await write(report, [output], terminal);
    if (output.format !== "pretty") continue;
    const matrix = `\n${matrixText(verification, findings)}`;
    if (output.file === null) await terminal.out(matrix);
    else appendFileSync(output.file, matrix);
  }
  for (const { format, file } of outputs.matrix) {
    const text = (await MATRIX_FORMATS[format]!())(report, failOn);
    if (file === null) await terminal.out(text);
    else {
      save(file, text);
      if (!flagOf(args, "quiet")) terminal.note(`${format} written to ${file}\n`);
    }
  }
  certify(settings, results, report);
  if (!signal.aborted) return exitCodeOf(report);
  terminal.note("the run was interrupted\n");
  return EXIT.target;
};

const certify = (
  settings: readonly Setting[],
  [result]: readonly VerifyResult[],
  { verdict }: Pick<VerifyReport, "verdict">,
): void => {
  const [setting] = settings;
  const file = setting === undefined ? undefined : textOf(setting.args, "certificate");
  if (setting === undefined || result === undefined || file === undefined) return;
  if (settings.length > 1)
    throw new UsageError("a certificate is about one provider", "Verify them one after the other.");
  const { contract, args } = setting;
  const run = { verdict, transcriptHash: result.transcriptHash, version: VERSION };
  const certificate = certificateOf(contract, textOf(args, "seed") ?? "0", result.verification, run);
  save(file, `${JSON.stringify(certificate, null, 2)}\n`);
};

/** `--check-certificate`: tells whether a certificate is whole and about this contract. */
export const checkCertificate = async (file: string, terminal: Terminal, args: Arguments): Promise<ExitCode> => {
  const certificate = readCertificate(readText(file));
  const objections = objectionsTo(certificate, await contractNamed(certificate.provider), valuesOf(args));
  const summary = `${certificate.provider} at ${certificate.target}: ${certificate.verdict}`;
  await terminal.out(`${objections.length === 0 ? `${summary}; the certificate is whole` : objections.join("\n")}\n`);
  return objections.length === 0 ? EXIT.pass : EXIT.findings;
};
