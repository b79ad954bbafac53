import type { Command } from "./command.ts";

/** Every command, loaded only when it is run; `about` is for the overview. */
export const COMMANDS: Readonly<Record<string, { readonly about: string; load(): Promise<{ default: Command }> }>> = {
  list: {
    about: "what is documented, operation by operation, clause by clause?",
    load: () => import("./commands/list.ts"),
  },
  validate: {
    about: "does this payload have the documented shape?",
    load: () => import("./commands/validate.ts"),
  },
  mock: {
    about: "give me a provider to develop against",
    load: () => import("./commands/mock.ts"),
  },
  verify: {
    about: "does this live endpoint keep the documented contract?",
    load: () => import("./commands/verify.ts"),
  },
  drift: {
    about: "does recorded traffic still match the contract?",
    load: () => import("./commands/drift.ts"),
  },
  merge: {
    about: "what do these partial reports say together?",
    load: () => import("./commands/merge.ts"),
  },
  proxy: {
    about: "record and judge traffic as it passes",
    load: () => import("./commands/proxy.ts"),
  },
  scan: {
    about: "is this recording or report free of secrets?",
    load: () => import("./commands/scan.ts"),
  },
  diff: {
    about: "would this new contract break anyone?",
    load: () => import("./commands/diff.ts"),
  },
  docs: {
    about: "has the vendor's documentation page changed from what the contract was written from?",
    load: () => import("./commands/docs.ts"),
  },
  open: {
    about: "show me",
    load: () => import("./commands/open.ts"),
  },
};
