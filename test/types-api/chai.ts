// Compiled, never run: what users may type, and what is refused.
import * as chai from "chai";
import chaiResponseValidator, { contracts, withContracts } from "../../src/chai/index.ts";
import { loadContract } from "../../src/index.ts";
import { guard, mockProvider } from "../../src/nock/index.ts";

export const assertions = async (response: Response): Promise<void> => {
  chai.use(contracts);
  chai.use(withContracts(await loadContract("./own.yaml")));
  chai.use(chaiResponseValidator("/own.yaml", { strict: true }));
  chai.use(chaiResponseValidator({ openapi: "3.1.0" }));
  await chai.expect(response).to.conformTo("mattr.createTenant");
  await chai.expect(response).to.not.conformTo("own.list", { failOn: "warning" });
  chai.expect({}).to.satisfySchemaInApiSpec("Tenant");
  const satisfied: Chai.Assertion = chai.expect({}).to.satisfyApiSpec;
  void satisfied;
  // @ts-expect-error there is no such severity
  await chai.expect(response).to.conformTo("own.list", { failOn: "fatal" });
  // @ts-expect-error a schema's name is a text
  chai.expect({}).to.satisfySchemaInApiSpec(1);
};

export const interceptors = async (): Promise<void> => {
  const mocked = await mockProvider("mattr", {
    answers: { createTenant: 503, retrieveTenants: { example: "sample" } },
  });
  mocked.put("tenants", { id: "a" });
  const watching = guard(await loadContract("mattr"), { failOn: "info" });
  watching.check();
  // @ts-expect-error a status is a number
  await mockProvider("mattr", { answers: { createTenant: "503" } });
};
