/// <reference types="chai" preserve="true" />
import type { BodyRef, OperationRef } from "../library/refs.ts";
import type { Contract } from "../model/contract.ts";
import { type Conformity, type ConformOptions, conformityOf, failureOf, judgesOf } from "./conform-to.ts";

declare global {
  namespace Chai {
    interface Assertion {
      /**
       * The response conforms to an operation (`mattr.createTenant`), or the payload to a documented body
       * (`mattr.createTenant/request`). Await it for a response of `fetch`; for all others it has been decided at once.
       */
      conformTo(ref: OperationRef | BodyRef, options?: ConformOptions): Assertion & PromiseLike<void>;
    }
  }
}

/** A Chai plugin that asserts by contracts of the user's own as well as the bundled ones. */
export const withContracts = (...contracts: readonly Contract[]): Chai.ChaiPlugin => {
  const own = judgesOf(contracts);
  return ({ Assertion }, utils) => {
    Assertion.addMethod("conformTo", function (this: Chai.AssertionStatic, ref: string, options: ConformOptions = {}) {
      const value: unknown = utils.flag(this, "object");
      const found = conformityOf(value, ref, options, own);
      const decide = (conformity: Conformity): void =>
        this.assert(
          conformity.report.verdict === "pass",
          failureOf(conformity),
          `expected the ${conformity.subject} not to conform to ${ref}, and it does`,
          undefined,
        );
      if (!(found instanceof Promise)) {
        decide(found);
        return settled(this, Promise.resolve());
      }
      return settled(this, found.then(decide));
    });
  };
};

/** The assertion, which can be awaited and resolves to nothing: one that resolved to itself would never end. */
const settled = (assertion: Chai.AssertionStatic, decided: Promise<void>): object => {
  const { then } = { then: decided.then.bind(decided) };
  return Object.assign(Object.create(assertion) as object, { then });
};

/** The Chai plugin that adds `conformTo` for the bundled contracts. */
export const contracts: Chai.ChaiPlugin = withContracts();
