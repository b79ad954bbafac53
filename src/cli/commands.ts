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
};
