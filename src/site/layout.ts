import { type Content, type Html, html } from "./html.ts";

/** One page of the site. */
export interface SitePage {
  /** Below the site's root: `operations/mattr.createTenant.html`. */
  readonly path: string;
  readonly title: string;
  /** One sentence for search engines and link previews. */
  readonly about: string;
  readonly content: Html;
  /** Scripts of its own, below `assets/`. */
  readonly scripts?: readonly string[];
}

/**
 * Nothing but the site's own files, no form that is sent, no connection. There is no `frame-ancestors`, which a `meta`
 * element cannot say.
 */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

const PLACES: readonly (readonly [path: string, title: string])[] = [
  ["index.html", "Operations"],
  ["playground.html", "Playground"],
  ["clauses.html", "Clauses"],
  ["rules.html", "Rules"],
  ["conformance.html", "Conformance"],
  ["report.html", "Report viewer"],
];

/** The way from a page to the site's root: `../` or nothing. */
export const rootOf = (path: string): string => "../".repeat(path.split("/").length - 1);

/** A link that is a button for the eye. */
export const action = (href: string, text: Content): Html => html`<a class="button" href="${href}">${text}</a>`;

/** A whole document: head, navigation, content. */
export const documentOf = ({ path, title, about, content, scripts = [] }: SitePage): string => {
  const root = rootOf(path);
  const links = PLACES.map(
    ([place, text]) =>
      html`<li><a href="${root}${place}"${place === path ? html` aria-current="page"` : ""}>${text}</a></li>`,
  );
  return `${
    html`<!doctype html>
<html lang="en" data-root="${root}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${about}">
<title>${title} · tenant-contracts</title>
<link rel="icon" href="${root}assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${root}assets/site.css">
<script src="${root}assets/site.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="name" href="${root}index.html">tenant-contracts</a>
<nav aria-label="Site"><ul>${links}</ul></nav>
<button type="button" id="theme" class="quiet" hidden></button>
</header>
<main id="main" tabindex="-1">
${content}
</main>
<footer>Statements are in our own words; each names the vendor's page it comes from. Nothing you enter leaves this page.</footer>
${scripts.map((script) => html`<script src="${root}assets/${script}" defer></script>\n`)}</body>
</html>
`.text
  }`;
};
