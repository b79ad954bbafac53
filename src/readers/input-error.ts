/** An input that cannot be read or is not what it claims: the command ends with exit code 3. */
export class InputError extends Error {
  override readonly name = "InputError";
  /** The file as the user named it; `-` for standard input. */
  readonly source: string;
  /** What to do about it, in one sentence. */
  readonly remedy: string;

  constructor(source: string, message: string, remedy: string) {
    super(message);
    this.source = source;
    this.remedy = remedy;
  }
}

const REASONS: Readonly<Record<string, readonly [message: string, remedy: string]>> = {
  ENOENT: ["there is no such file", "Check the name and the folder it is looked for in."],
  ENOTDIR: ["there is no such file: a part of its path is not a folder", "Check the path."],
  EACCES: ["it may not be read", "Give yourself permission to read it."],
  EPERM: ["it may not be read", "Give yourself permission to read it."],
  EISDIR: ["it is a folder", "Name a file in it."],
  ELOOP: ["its symbolic links lead in a circle", "Correct the links."],
  ENAMETOOLONG: ["its name is too long", "Check the name."],
  EMFILE: ["too many files are open", "Name fewer files, or raise the limit of open files."],
  EIO: ["the device failed while it was read", "Copy the file to another device and try again."],
};

/** What a failure of the file system means for the user. */
export const inputErrorOf = (source: string, error: unknown): InputError => {
  if (error instanceof InputError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const [reason, remedy] = REASONS[code ?? ""] ?? [`it cannot be read (${code ?? message})`, "Check the file."];
  return new InputError(source, reason, remedy);
};
