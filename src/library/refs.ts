import type { bodies as CitrixBodies } from "../generated/types/citrix.ts";
import type { bodies as CxengageBodies } from "../generated/types/cxengage.ts";
import type { bodies as MattrBodies } from "../generated/types/mattr.ts";

/** The type of each bundled documented body by its ref: `Bodies["mattr.createTenant/request"]`. */
export type Bodies = CitrixBodies & CxengageBodies & MattrBodies;

/** The ref of a bundled documented body; any other text names a body of a contract of the user's own. */
export type BodyRef = keyof Bodies | (string & {});

/** The name of an operation of a bundled contract: `mattr.createTenant`. */
export type BundledOperationRef = keyof Bodies extends infer Ref
  ? Ref extends `${infer Operation}/${string}`
    ? Operation
    : never
  : never;

/** The name of an operation; one of a bundled contract, or any other text for a contract of the user's own. */
export type OperationRef = BundledOperationRef | (string & {});
