/**
 * nock integration: a bundled provider in place of the network, and a guard against hand-written replies that depart
 * from the contract. Importing it installs nothing.
 *
 * @module
 */
export type { ChosenAnswer } from "./examples.ts";
export { type Guard, GuardError, type GuardOptions, guard } from "./guard.ts";
export { type MockedProvider, type MockProviderOptions, mockProvider } from "./mock-provider.ts";
export { exchangesOf, type Recorded } from "./recordings.ts";
