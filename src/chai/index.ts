/**
 * Chai assertions: `conformTo` for what the contracts document, and a drop-in for `chai-openapi-response-validator`,
 * which is the default export. Importing it changes nothing; `chai.use` does.
 *
 * @module
 */
export type { ConformOptions } from "./conform-to.ts";
export { contracts, withContracts } from "./contracts.ts";
export { default, type ResponseValidatorOptions } from "./response-validator.ts";
