import type { OperationElement, ServerElement } from "./openapi-elements.ts";
import { openapiFile, type ProviderFiles } from "./provider-files.ts";

/** A fault of one binding: what is wrong and what to do. */
export type Fault = readonly [message: string, remedy: string];

/** The world that bindings point into. `rules` is null where they are not to be checked. */
export interface World {
  readonly files: ProviderFiles;
  readonly servers: readonly ServerElement[];
  readonly operations: ReadonlyMap<string, OperationElement>;
  readonly rules: ReadonlySet<string> | null;
}

/** Takes the key of something that a binding binds. */
export type Bind = (key: string) => void;

/** Names as a remedy lists them. */
export const listed = (names: Iterable<string>): string => [...names].map((name) => `\`${name}\``).join(", ") || "none";

/** The fault of naming an operation that does not exist, if it is one. */
export function* knownOperation(id: string, world: World): Generator<Fault> {
  if (!world.operations.has(id)) {
    const file = openapiFile(world.files.provider);
    yield [
      `It names the operation "${id}", which ${file} does not have.`,
      `Operations: ${listed(world.operations.keys())}.`,
    ];
  }
}
