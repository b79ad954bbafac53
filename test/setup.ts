import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import fc from "fast-check";

// Property tests look at the same values every time; another seed is a matter of the environment.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) });

// Hundreds of commands are started here; each would strip and compile the same sources anew.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("../node_modules/.cache/compiled", import.meta.url));
enableCompileCache(process.env.NODE_COMPILE_CACHE);
