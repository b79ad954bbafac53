import { EXIT, type ExitCode } from "./exit-code.ts";

/** The command line or the configuration is wrong; the user is told how it should be. */
export class UsageError extends Error {
  override name = "UsageError";
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** The target cannot be reached, or the run could not be finished. */
export class TargetError extends Error {
  override name = "TargetError";
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}

const CODES: Readonly<Record<string, ExitCode>> = {
  UsageError: EXIT.usage,
  InputError: EXIT.input,
  DocumentError: EXIT.input,
  UnresolvedReference: EXIT.input,
  UnsupportedSchema: EXIT.input,
  TargetError: EXIT.target,
};

/** What a user is told about an error, and the exit code; a defect of ours keeps its stack and says where to report it. */
export const explain = (error: unknown): { text: string; code: ExitCode } => {
  const known = error instanceof Error ? CODES[error.name] : undefined;
  if (!(error instanceof Error) || known === undefined) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const report =
      "This is a defect of tenant-contracts. Please report it at https://github.com/tenant-contracts/tenant-contracts/issues with the text above.";
    return { text: `${stack}\n${report}\n`, code: EXIT.defect };
  }
  const { source, pointer, location, from, remedy } = error as unknown as Record<string, string | undefined>;
  const place =
    source === undefined
      ? (location ?? from)
      : pointer === undefined || pointer === ""
        ? source
        : `${source}#${pointer}`;
  const where = place === undefined || error.message.startsWith(place) ? "" : `${place}: `;
  return { text: `${where}${error.message}\n${remedy === undefined ? "" : `${remedy}\n`}`, code: known };
};
