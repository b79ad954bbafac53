import type { Finding, Report } from "../../src/model/finding.ts";

const finding = (own: Partial<Finding>): Finding => ({
  fingerprint: "9f2c1a7be0d4",
  rule: "response-status-undocumented",
  severity: "error",
  operation: "mattr.createTenant",
  direction: "response",
  status: 409,
  message: 'the status 409 is not documented; there are "201" and "400"',
  instance: { source: "captures/traffic.ndjson", line: 14, column: 1, pointer: "/response/status" },
  schema: { source: "specs/mattr.openapi.yaml", pointer: "/paths/~1v1~1tenants/post/responses" },
  clauses: [
    {
      id: "mattr-create-tenant-statuses",
      page: "Create tenant",
      section: "Response Body",
      says: "A tenant is created with 201.",
      standing: "stated",
    },
  ],
  fix: "Document the status, or answer with one that is documented.",
  count: 1,
  waived: null,
  ...own,
});

/** A report with everything that formats must cope with: each severity, groups, waivers, hostile texts, no place at all. */
export const SAMPLE: Report = {
  tool: { name: "tenant-contracts", version: "1.2.3" },
  command: "drift",
  verdict: "fail",
  summary: { checked: 120, error: 1, warning: 3, info: 1, waived: 1 },
  findings: [
    finding({}),
    finding({
      fingerprint: "000000000001",
      rule: "member-undocumented",
      severity: "warning",
      status: 201,
      message: 'the member "<b>&\u0001\n::error::@team #1 |`x`" (string) is not documented',
      instance: { source: "a b/ü,:%.json", line: 3, column: 7, pointer: "/items/0/<b>" },
      schema: null,
      clauses: [],
      count: 3,
    }),
    finding({
      fingerprint: "000000000002",
      rule: "response-header-undocumented",
      severity: "info",
      message: "the header x-new is not documented",
      schema: null,
      clauses: [],
    }),
    finding({
      fingerprint: "000000000003",
      rule: "member-missing",
      status: 201,
      message: 'the required member "id" is missing',
      waived: { reason: "announced for May", owner: "team-a", until: "2027-05-31" },
    }),
    finding({
      fingerprint: "000000000004",
      rule: "nothing-known",
      severity: "warning",
      operation: null,
      direction: null,
      status: null,
      message: "said of the whole",
      instance: { source: "-", line: null, column: null, pointer: "" },
      schema: null,
      clauses: [],
    }),
  ],
};
