import type { Contract } from "../model/contract.ts";
import type { Verification } from "../report/matrix.ts";
import type { RuleWords } from "../report/renderer.ts";
import { conformancePage } from "./conformance-page.ts";
import { documentOf } from "./layout.ts";
import { clausesPage, indexPage, rulesPage } from "./list-pages.ts";
import { operationPage } from "./operation-page.ts";
import { playgroundPage, reportPage } from "./tool-pages.ts";

/** What the site is about. */
export interface SiteContent {
  readonly contracts: readonly Contract[];
  /** The documented bodies as the playground finds them: ref, key of the gate, schema, direction, status and media type. */
  readonly bodies: readonly object[];
  /** The words of every rule by id, whichever command checks it. */
  readonly rules: ReadonlyMap<string, RuleWords>;
  /** How the embedded providers fared. */
  readonly verifications: readonly Verification[];
}

/** Every page of the site: its text by its path below the site's root. The same content makes the same bytes. */
export const pagesOf = ({ contracts, bodies, rules, verifications }: SiteContent): ReadonlyMap<string, string> => {
  const pages = [
    indexPage(contracts),
    ...contracts.flatMap((contract) => contract.operations.map((operation) => operationPage(contract, operation))),
    playgroundPage(contracts, bodies),
    clausesPage(contracts),
    rulesPage(rules),
    conformancePage(verifications),
    reportPage(),
  ];
  return new Map(pages.map((page) => [page.path, documentOf(page)]));
};
