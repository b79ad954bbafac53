import type { DiffFinding } from "./finding.ts";

/**
 * The version that follows from what changed, by Semantic Versioning 2.0.0 (sections 6 to 8): a break raises the major
 * version, or the minor one before 1.0.0 (section 4); a compatible change raises the minor version, nothing at all the
 * patch version. What could not be decided counts as a break. Null where the baseline has no such version.
 */
export const nextVersion = (version: string | null, findings: readonly DiffFinding[]): string | null => {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version ?? "");
  if (match === null) return null;
  const [major, minor, patch] = match.slice(1).map(Number) as [number, number, number];
  const breaks = findings.some(
    ({ severity, rule }) => severity === "error" || (severity === "warning" && rule.endsWith("unproven")),
  );
  if (breaks) return major === 0 ? `0.${minor + 1}.0` : `${major + 1}.0.0`;
  return findings.length > 0 ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
};
