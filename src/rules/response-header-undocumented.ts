import { below } from "../model/pointer.ts";
import { defineRule } from "./rule.ts";

/** Fields that HTTP itself, proxies and browsers give a meaning, from the IANA registry and common infrastructure. */
const STANDARD = new Set(
  `accept-ch accept-patch accept-ranges access-control-allow-credentials access-control-allow-headers
  access-control-allow-methods access-control-allow-origin access-control-expose-headers access-control-max-age age allow
  alt-svc cache-control cdn-cache-control clear-site-data connection content-disposition content-encoding content-language
  content-length content-location content-range content-security-policy content-security-policy-report-only content-type
  cross-origin-embedder-policy cross-origin-opener-policy cross-origin-resource-policy date etag expect-ct expires
  keep-alive last-modified link location nel origin-agent-cluster permissions-policy pragma priority proxy-authenticate
  referrer-policy report-to reporting-endpoints retry-after server server-timing set-cookie strict-transport-security
  te timing-allow-origin trailer transfer-encoding upgrade vary via warning www-authenticate x-content-type-options
  x-dns-prefetch-control x-download-options x-frame-options x-permitted-cross-domain-policies x-powered-by
  x-xss-protection`.split(/\s+/),
);

export const responseHeaderUndocumented = defineRule({
  id: "response-header-undocumented",
  on: "response",
  severity: "info",
  summary: "A response carries a header that neither HTTP nor the documentation mentions.",
  why: "It may go away without notice, or tell more than was meant.",
  fix: "Do not rely on it, or have it documented.",
  examples: {
    violates: [
      {
        response: { headers: { "content-type": "application/json", etag: '"1"', "x-shard": "7" } },
        finds: ["/response/headers/x-shard"],
      },
    ],
    passes: [{ response: { headers: { "content-type": "application/json", etag: '"1"', date: "now" } } }],
  },
  *check({ operation, responseHeaders, exchange }) {
    if (operation === null) return;
    const documented = new Set(responseHeaders.map(({ parameter }) => parameter.name));
    for (const name of Object.keys(exchange.response.headers).sort())
      if (!STANDARD.has(name) && !documented.has(name))
        yield { at: below("/response/headers", name), message: `the header "${name}" is not documented` };
  },
});
