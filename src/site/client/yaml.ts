import * as yaml from "yaml";
import type { Registry } from "./registry.ts";

(globalThis as unknown as { tenantContracts: Registry }).tenantContracts.provide("yaml", yaml);
