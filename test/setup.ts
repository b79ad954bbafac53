import fc from "fast-check";

// Property tests look at the same values every time; another seed is a matter of the environment.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) });
