import type { RuleWords } from "../report/renderer.ts";

/** The words of every rule by id, whichever command checks it. */
export const ruleWords = async (): Promise<ReadonlyMap<string, RuleWords>> => {
  const [
    { CATALOGUE },
    { VERIFY_RULES },
    { DIFF_RULES },
    { WAIVER_RULES },
    { SECRET_EXPOSED },
    { BODY_UNJUDGED },
    { RECORDING_UNREADABLE },
    { DOCS_CATALOGUE },
  ] = await Promise.all([
    import("../rules/catalogue.ts"),
    import("../verify/rules.ts"),
    import("../diff/rules/catalogue.ts"),
    import("../engine/waivers.ts"),
    import("../redaction/rule.ts"),
    import("../proxy/rule.ts"),
    import("../drift/rules.ts"),
    import("../docs/rules.ts"),
  ]);
  const plain = [
    ...CATALOGUE,
    ...Object.values(VERIFY_RULES),
    ...Object.values(WAIVER_RULES),
    SECRET_EXPOSED,
    BODY_UNJUDGED,
    RECORDING_UNREADABLE,
    ...DOCS_CATALOGUE,
  ];
  return new Map<string, RuleWords>([
    ...plain.map(({ id, summary, why, fix }) => [id, { summary, why, fix }] as const),
    ...DIFF_RULES.map(({ id, summary, hurts, migration }) => [id, { summary, why: hurts, fix: migration }] as const),
  ]);
};
