import { SchemaSet } from "../conformance/schema-set.ts";
import { bodiesOf, type DocumentedBody } from "../contract/refs.ts";
import { Register } from "../engine/register.ts";
import type { Clause } from "../model/clause.ts";
import { type Contract, type Operation, type ResponseContract, successOf } from "../model/contract.ts";
import { valueAt } from "../model/pointer.ts";
import { checkOf, clauseLine, originOf, readingsOf, standingMark } from "./clause.ts";
import { type Content, type Html, html } from "./html.ts";
import { action, rootOf, type SitePage } from "./layout.ts";
import { clausesIn, type Member, treeOf } from "./schema-tree.ts";
import { snippetsOf } from "./snippets.ts";

/** Everything one page is made from. */
interface Subject {
  readonly contract: Contract;
  readonly operation: Operation;
  readonly register: Register;
  readonly schemas: SchemaSet;
  readonly root: string;
}

/** The path of an operation's page below the site's root. */
export const pathOfOperation = ({ ref }: Operation): string => `operations/${encodeURIComponent(ref)}.html`;

const clausesOf = (clauses: readonly Clause[], { register, root }: Subject): Content =>
  clauses.map((clause) => clauseLine(clause, register, root));

const memberItem = (member: Member, anchor: string, subject: Subject): Html => {
  const id = `${anchor}${member.pointer}`;
  const facts = html`<span class="type">${member.type}</span>${
    member.required === true && html` <span class="mark required">required</span>`
  }${member.required === false && html` <span class="mark">optional</span>`}${member.marks.map(
    (mark) => html` <span class="mark ${mark}">${mark}</span>`,
  )}`;
  const head = html`<code class="member">${member.name === "*" ? "each item" : member.name}</code> ${facts}`;
  const about = html`${member.description !== "" && html`<p>${member.description}</p>`}${
    member.constraints.length > 0 && html`<p class="constraints">${member.constraints.join("; ")}</p>`
  }${clausesOf(member.clauses, subject)}`;
  const link = html`<a class="anchor" href="#${encodeURI(id)}" aria-label="Link to ${member.pointer}">#</a>`;
  if (member.members.length === 0) return html`<li id="${id}"><div class="head">${head} ${link}</div>${about}</li>`;
  return html`<li id="${id}"><details open><summary>${head}</summary>${about}<ul>${member.members.map((one) =>
    memberItem(one, anchor, subject),
  )}</ul></details></li>`;
};

const tree = (body: Member, anchor: string, subject: Subject): Html =>
  html`<div class="tree">${body.description !== "" && html`<p>${body.description}</p>`}<p class="constraints">${[
    body.type,
    ...body.constraints,
  ]
    .filter((part) => part !== "")
    .join("; ")}</p>${clausesOf(body.clauses, subject)}<ul>${body.members.map((member) =>
    memberItem(member, anchor, subject),
  )}</ul></div>`;

const code = (text: string, label: string): Html =>
  html`<div class="code"><pre tabindex="0" role="region" aria-label="${label}"><code>${text}</code></pre></div>`;

const examples = (body: DocumentedBody, subject: Subject): Content =>
  Object.entries(body.media.examples).map(
    ([name, value]) =>
      html`<details class="example"><summary>Example: ${name === "sample" ? "the documented sample, repaired" : name}</summary>${code(
        typeof value === "string" ? value : JSON.stringify(value, null, 2),
        `Example of ${body.ref}`,
      )}<p>${action(`${subject.root}playground.html#as=${encodeURIComponent(body.ref)}&sample=${encodeURIComponent(name)}`, "Open in the playground")}</p></details>`,
  );

const parameters = (subject: Subject): Content => {
  const { operation, contract, register, schemas } = subject;
  if (operation.parameters.length === 0) return null;
  return html`<section aria-labelledby="parameters"><h2 id="parameters">Parameters</h2><ul class="tree">${operation.parameters.map(
    (parameter) => {
      const at = `${contract.source}#${parameter.at}`;
      const body = parameter.schema === null ? null : treeOf(parameter.schema, operation, schemas, register);
      const own = [
        ...new Set([
          ...register.at(at, operation),
          ...register.at(`${at}/required`, operation),
          ...(body?.clauses ?? []),
        ]),
      ];
      return html`<li id="parameter/${parameter.name}"><div class="head"><code class="member">${parameter.name}</code> <span class="type">in ${parameter.in}${
        body !== null && `, ${body.type}`
      }</span> <span class="mark${parameter.required ? " required" : ""}">${parameter.required ? "required" : "optional"}</span></div>${
        body !== null && body.constraints.length > 0 && html`<p class="constraints">${body.constraints.join("; ")}</p>`
      }${clausesOf(own, subject)}</li>`;
    },
  )}</ul></section>`;
};

const clausesOfParameters = ({ operation, contract, register }: Subject): Clause[] =>
  operation.parameters.flatMap(({ at }) => [...register.at(`${contract.source}#${at}`, operation)]);

const descriptionOf = ({ at }: ResponseContract, contract: Contract): string => {
  const document = contract.documents.get(contract.source);
  let found = valueAt(document, at) as { $ref?: string; description?: string } | undefined;
  if (found?.$ref?.startsWith("#") === true) found = valueAt(document, found.$ref.slice(1)) as typeof found;
  return found?.description ?? "";
};

const statusRow = (response: ResponseContract, subject: Subject): Html => {
  const { contract, operation, register } = subject;
  const clauses = register.at(`${contract.source}#${response.at}`, operation);
  const reading = response.readingOf === null ? undefined : register.clause(response.readingOf);
  const body = response.empty
    ? "no body"
    : response.content.length === 0
      ? "nothing is said about a body"
      : response.content.map(({ name }) => name).join(", ");
  return html`<tr id="status/${response.status}"><th scope="row"><code>${response.status}</code>${
    reading !== undefined && html` <span class="mark resolved">reading not chosen</span>`
  }</th><td>${descriptionOf(response, contract)}</td><td>${body}</td><td>${[
    ...new Set([...clauses, ...(reading === undefined ? [] : [reading])]),
  ].map(
    (clause) =>
      html`<div>${standingMark(clause.standing)} <a href="${subject.root}clauses.html#${clause.id}">${originOf(clause, register)}</a></div>`,
  )}</td></tr>`;
};

const statusTable = (subject: Subject): Html =>
  html`<section aria-labelledby="statuses"><h2 id="statuses">Statuses</h2><div class="scroll" tabindex="0" role="region" aria-label="Documented statuses"><table><thead><tr><th scope="col">Status</th><th scope="col">Meaning</th><th scope="col">Body</th><th scope="col">Documented by</th></tr></thead><tbody>${subject.operation.responses.map(
    (response) => statusRow(response, subject),
  )}</tbody></table></div></section>`;

const headersOf = ({ headers }: ResponseContract): Content =>
  headers.length > 0 &&
  html`<p>Headers: ${headers.map(({ name, required }) => html`<code>${name}</code>${required ? " (required) " : " "}`)}</p>`;

/** `request`, `response`, `response/400`. */
const anchorOf = ({ ref }: DocumentedBody): string => ref.slice(ref.indexOf("/") + 1);

const titleOf = ({ direction, status }: DocumentedBody): string =>
  direction === "request" ? "Request body" : `Response${status === null ? "" : ` ${status}`}`;

/** The bodies with their trees; a schema that several statuses share is shown once. */
const bodySections = (bodies: readonly (readonly [DocumentedBody, Member])[], subject: Subject): Content => {
  const shown = new Map<string, string>();
  return bodies.map(([body, member]) => {
    const name = anchorOf(body);
    const response = subject.operation.responses.find(({ status }) => status === String(body.status));
    const key = `${body.direction} ${body.schema}`;
    const known = shown.get(key);
    if (known === undefined) shown.set(key, name);
    return html`<section aria-labelledby="${name}"><h2 id="${name}">${titleOf(body)} <small>${body.media.name}</small></h2>${
      response !== undefined && headersOf(response)
    }${known === undefined ? tree(member, name, subject) : html`<p>The same as <a href="#${known}">${known}</a>.</p>`}${examples(body, subject)}</section>`;
  });
};

const contradictions = (clauses: readonly Clause[], subject: Subject): Content => {
  const contested = clauses.filter(({ readings }) => readings !== undefined);
  if (contested.length === 0) return null;
  return html`<section aria-labelledby="contradictions"><h2 id="contradictions">Where the pages contradict themselves</h2>${contested.map(
    (clause) =>
      html`<article class="contradiction"><h3>${clause.says}</h3><p><a href="${subject.root}clauses.html#${clause.id}">${originOf(clause, subject.register)}</a></p>${readingsOf(clause)}</article>`,
  )}</section>`;
};

const remaining = (clauses: readonly Clause[], subject: Subject): Content =>
  clauses.length > 0 &&
  html`<section aria-labelledby="more"><h2 id="more">What else is documented</h2><ul class="plain">${clauses.map(
    (clause) =>
      html`<li>${clauseLine(clause, subject.register, subject.root)}<p class="constraints">checked by ${clause.binds.map(checkOf).join("; ")}</p></li>`,
  )}</ul></section>`;

const snippets = ({ operation, contract }: Subject): Html =>
  html`<section aria-labelledby="calls"><h2 id="calls">Call it</h2>${snippetsOf(operation, contract).map(
    ({ name, text }) => html`<h3>${name}</h3>${code(text, `${name} snippet`)}`,
  )}</section>`;

const summary = (clauses: readonly Clause[], { operation }: Subject): Html => {
  const counts = (["stated", "resolved", "inferred"] as const).map(
    (standing) => html`${standingMark(standing)} ${clauses.filter((clause) => clause.standing === standing).length} `,
  );
  const credentials = operation.security.map((schemes) => schemes.map(({ name }) => name).join(" with ")).join(", or ");
  return html`<p class="endpoint"><span class="method">${operation.method}</span> <code>${operation.path}</code></p>
<p>${clauses.length} clauses: ${counts}</p>
<p>Credentials: ${credentials === "" ? "none documented" : credentials}. Documented success: ${successOf(operation)?.status ?? "none"}.</p>`;
};

const contents = (sections: readonly (readonly [id: string, title: string] | null)[]): Html =>
  html`<nav class="contents" aria-label="On this page"><ul>${sections.map(
    (section) => section !== null && html`<li><a href="#${section[0]}">${section[1]}</a></li>`,
  )}</ul></nav>`;

/** The page of one operation: all that is documented about it, and where. */
export const operationPage = (contract: Contract, operation: Operation): SitePage => {
  const path = pathOfOperation(operation);
  const register = new Register(contract);
  const subject: Subject = {
    contract,
    operation,
    register,
    schemas: new SchemaSet(contract.documents),
    root: rootOf(path),
  };
  const clauses = register.clauses.filter((clause) => register.operationsOf(clause).includes(operation.id));
  const bodies = bodiesOf(contract)
    .filter((body) => body.operation === operation)
    .map((body) => [body, treeOf(body.schema, operation, subject.schemas, register)] as const);
  const seen = new Set([
    ...bodies.flatMap(([, member]) => clausesIn(member)),
    ...clausesOfParameters(subject),
    ...operation.responses.flatMap(({ at }) => [...register.at(`${contract.source}#${at}`, operation)]),
  ]);
  const rest = clauses.filter((clause) => !seen.has(clause));
  const sections = [
    operation.parameters.length > 0 ? (["parameters", "Parameters"] as const) : null,
    ["statuses", "Statuses"] as const,
    ...bodies.map(([body]) => [anchorOf(body), titleOf(body)] as const),
    clauses.some(({ readings }) => readings !== undefined) ? (["contradictions", "Contradictions"] as const) : null,
    rest.length > 0 ? (["more", "More"] as const) : null,
    ["calls", "Call it"] as const,
  ];
  return {
    path,
    title: operation.ref,
    about: `${operation.ref}: ${operation.method} ${operation.path} as the vendor's pages document it, clause by clause.`,
    content: html`<h1>${operation.ref}</h1><p class="lead">${operation.summary}, ${contract.title}</p>${summary(clauses, subject)}${contents(sections)}
${parameters(subject)}${statusTable(subject)}${bodySections(bodies, subject)}${contradictions(clauses, subject)}${remaining(rest, subject)}${snippets(subject)}`,
  };
};
