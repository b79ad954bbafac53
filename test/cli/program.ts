import { resolve } from "node:path";

/** The command line under test: as it is built for users if the run built it (`test/built.ts`), else its sources. */
export const PROGRAM = resolve(process.env.TENANT_CONTRACTS_PROGRAM ?? "src/cli/main.ts");
