import { loadBundled, PROVIDERS } from "../../contract/bundled.ts";
import { bodiesOf } from "../../contract/refs.ts";
import { Register } from "../../engine/register.ts";
import type { Binding, Clause } from "../../model/clause.ts";
import type { Contract } from "../../model/contract.ts";
import { type Command, flagOf, textOf } from "../command.ts";
import { UsageError } from "../errors.ts";
import { EXIT } from "../exit-code.ts";

const checkOf = (binding: Binding): string => {
  if ("schema" in binding)
    return `schema ${binding.schema}${[...(binding.keywords ?? []), ...(binding.required ?? []).map((name) => `required:${name}`)].map((word) => ` ${word}`).join(",")}`;
  if ("rule" in binding) return ["rule", binding.rule, ...[binding.at ?? []].flat()].join(" ");
  if ("invariant" in binding) return `invariant ${binding.invariant.left} ${binding.invariant.relation}`;
  if ("verify" in binding) return `verify ${binding.verify.case}`;
  if ("server" in binding) return `server ${binding.server}`;
  if ("operation" in binding) {
    const { operation, status, media, header, request, parameter, security } = binding;
    return ["document", [operation].flat().join("+"), status, media, header, request, parameter, security]
      .filter(Boolean)
      .join(" ");
  }
  return `not checkable: ${binding["not-checkable"]}`;
};

const clauseLines = (clause: Clause, register: Register): string[] => {
  const { page, section } = register.cite(clause);
  const place = clause.row ?? clause.member;
  return [
    `    ${clause.id}  (${clause.standing})`,
    `      ${clause.says}`,
    `      “${page}”, ${section}${place === undefined ? "" : `: ${place}`}`,
    ...(clause.readings ?? []).map(
      (reading) => `      reading: ${reading.from}${reading.chosen === true ? ` (chosen: ${reading.why})` : ""}`,
    ),
    ...clause.binds.map((binding) => `      checked by ${checkOf(binding)}`),
  ];
};

const listing = (contract: Contract, wanted: string | undefined, clauses: boolean): string[] => {
  const register = new Register(contract);
  const lines = [`${contract.provider}  ${contract.title}`];
  const bodies = bodiesOf(contract);
  for (const operation of contract.operations) {
    if (wanted !== undefined && operation.ref !== wanted) continue;
    const own = register.clauses.filter((clause) => register.operationsOf(clause).includes(operation.id));
    const standings = (["stated", "resolved", "inferred"] as const).map(
      (standing) => `${own.filter((clause) => clause.standing === standing).length} ${standing}`,
    );
    lines.push(`  ${operation.ref}  ${operation.method} ${operation.path}`);
    lines.push(`    ${own.length} clauses: ${standings.join(", ")}`);
    lines.push(
      `    answers ${operation.responses.map(({ status, readingOf }) => (readingOf === null ? status : `(${status})`)).join(" ")}`,
    );
    for (const body of bodies) if (body.operation === operation) lines.push(`    ${body.ref}  ${body.media.name}`);
    if (clauses) for (const clause of own) lines.push(...clauseLines(clause, register));
  }
  return lines;
};

const list: Command = {
  name: "list",
  question: "What is documented, operation by operation, clause by clause?",
  usage: "list [PROVIDER | OPERATION]…",
  options: {
    clauses: { type: "boolean", help: "every clause with its place, readings and what checks it" },
    json: { type: "boolean", help: "as JSON: operations, refs and clauses" },
  },
  examples: ["list", "list mattr.createTenant --clauses"],
  async run(args, terminal) {
    const wanted = args.positionals.length === 0 ? PROVIDERS : args.positionals;
    const contracts = await Promise.all(
      wanted.map(async (name) => {
        const contract = await loadBundled(name.split(".")[0]!);
        const known =
          contract !== undefined && (!name.includes(".") || contract.operations.some(({ ref }) => ref === name));
        if (!known)
          throw new UsageError(`there is no provider or operation "${name}"`, `Providers: ${PROVIDERS.join(", ")}.`);
        return { name, contract };
      }),
    );
    if (flagOf(args, "json")) {
      const data = contracts.map(({ contract }) => ({
        provider: contract.provider,
        operations: contract.operations.map(({ ref, method, path, responses }) => ({
          ref,
          method,
          path,
          statuses: responses.map(({ status }) => status),
        })),
        refs: bodiesOf(contract).map(({ ref }) => ref),
        clauses: contract.clauses.clauses,
      }));
      await terminal.out(`${JSON.stringify(data, null, 2)}\n`);
      return EXIT.pass;
    }
    const detailed = flagOf(args, "clauses") || textOf(args, "clauses") !== undefined;
    for (const { name, contract } of contracts)
      await terminal.out(`${listing(contract, name.includes(".") ? name : undefined, detailed).join("\n")}\n\n`);
    return EXIT.pass;
  },
};

export default list;
