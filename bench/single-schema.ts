/** Prints the schema of a CxEngage tenant reply as one document, for peers that read one file. */
import { closedSchema } from "../src/conformance/closed.ts";
import { SchemaSet } from "../src/conformance/schema-set.ts";
import { loadBundled } from "../src/contract/bundled.ts";

const contract = await loadBundled("cxengage");
const { schema } = closedSchema(
  new SchemaSet(contract!.documents),
  "schemas/cxengage/create-tenant-response.schema.json#",
  null,
)!;
process.stdout.write(JSON.stringify(schema));
