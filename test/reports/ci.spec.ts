import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { folderWith } from "../cli/cli.ts";
import { PROGRAM } from "../cli/program.ts";

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const COMMAND = `${process.execPath} ${PROGRAM}`;

const action = parse(readFileSync("action.yml", "utf8")) as {
  inputs: Record<string, unknown>;
  outputs: Record<string, { value: string }>;
  runs: { steps: Step[] };
};

/** Runs the action's own step as a runner would, with the inputs in its environment. */
const runAction = (command: string, args: string, files: Record<string, string>) => {
  const folder = folderWith({ ...files, output: "", summary: "" });
  const { status, stdout } = spawnSync("bash", ["-e", "-c", action.runs.steps[0]!.run!], {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...process.env,
      TC_PROGRAM: COMMAND,
      TC_COMMAND: command,
      TC_ARGS: args,
      TC_VERSION: "latest",
      TENANT_CONTRACTS_AUTH: "",
      GITHUB_OUTPUT: join(folder, "output"),
      GITHUB_STEP_SUMMARY: join(folder, "summary"),
      RUNNER_TEMP: folder,
      NO_COLOR: "1",
    },
  });
  const outputs = Object.fromEntries(
    readFileSync(join(folder, "output"), "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split("=") as [string, string]),
  );
  return { status, stdout, outputs, summary: readFileSync(join(folder, "summary"), "utf8") };
};

/** The code blocks of a page, by their language. */
const blocks = (page: string, language: string): string[] =>
  [...readFileSync(page, "utf8").matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, code]) => code!,
  );

/** A retrieval of environments as a recording has it, answered with a status that is documented or not. */
const exchange = (status: number): string =>
  JSON.stringify({
    request: {
      method: "GET",
      url: "https://manage.mattr.global/v1/environments",
      headers: { authorization: "Bearer [redacted]" },
      body: null,
    },
    response: { status, headers: { "content-type": "application/json" }, body: '{"data":[]}' },
  });

describe("continuous integration", () => {
  it("the action annotates, sets outputs, writes the summary and ends with the command's code", () => {
    const { status, stdout, outputs, summary } = runAction(
      "validate",
      "my file.json\n--as\nmattr.createTenant/request\n",
      { "my file.json": '{"subdomain":"x"}' },
    );
    expect(status).to.equal(1);
    expect(stdout).to.match(/^::error file=my file\.json,line=1,col=1,title=member-missing::/);
    expect(outputs).to.deep.include({ "exit-code": "1", verdict: "fail", errors: "1", warnings: "0" });
    expect(existsSync(outputs["sarif-file"]!)).to.equal(true);
    expect(summary).to.match(/^### tenant-contracts validate: fail\n/);
  });

  it("the action passes where the command does, and tells a wrong command line apart from findings", () => {
    const passed = runAction("validate", "a.json\n--as\nmattr.createTenant/request", {
      "a.json": '{"subdomain":"x","environmentId":"84ca6f53-5405-4413-a6ad-848b781807e7"}',
    });
    expect([passed.status, passed.outputs.verdict]).to.deep.equal([0, "pass"]);
    const wrong = runAction("validate", "--no-such-option", {});
    expect([wrong.status, wrong.outputs]).to.deep.equal([2, { "exit-code": "2" }]);
  });

  it("the action's outputs are all set by its step, and inputs reach the shell by environment only", () => {
    const { run, env } = action.runs.steps[0]!;
    for (const { value } of Object.values(action.outputs))
      expect(run).to.include(`${/outputs\.([\w-]+)/.exec(value)![1]}=`);
    expect(run).to.not.include("${{");
    expect(Object.keys(env!)).to.deep.equal(["TC_COMMAND", "TC_ARGS", "TC_VERSION", "TENANT_CONTRACTS_AUTH"]);
  });

  it("the shell example tells findings from what could not be decided", () => {
    const script = blocks("docs/ci.md", "sh")[0]!;
    const run = (payload: string) => {
      const cwd = folderWith({ "payloads/a.json": payload });
      writeFileSync(join(cwd, "example.sh"), `tenant-contracts() { ${COMMAND} "$@"; }\n${script}`);
      const { status, stdout } = spawnSync("bash", ["example.sh"], {
        cwd,
        encoding: "utf8",
        env: { ...process.env, NO_COLOR: "1" },
      });
      return { status, last: stdout.trimEnd().split("\n").at(-1), junit: existsSync(join(cwd, "report.xml")) };
    };
    expect(run('{"subdomain":"x"}')).to.deep.equal({ status: 1, last: "findings: see report.xml", junit: true });
    expect(run('{"subdomain":"x","environmentId":"84ca6f53-5405-4413-a6ad-848b781807e7"}')).to.deep.equal({
      status: 0,
      last: "kept",
      junit: true,
    });
  });

  it("the workflow's example runs the action as it is written there", async () => {
    const { steps } = parse(blocks("docs/ci.md", "yaml")[0]!) as { steps: { with?: Record<string, string> }[] };
    const { command, args } = steps[1]!.with!;
    const run = (traffic: string) => runAction(command!, args!, { "captures/traffic.ndjson": traffic });
    const kept = run(exchange(200));
    expect([kept.status, kept.outputs.verdict]).to.deep.equal([0, "pass"]);
    const broken = run(`${exchange(200)}\n${exchange(202)}`);
    expect([broken.status, broken.outputs.verdict, broken.outputs.errors]).to.deep.equal([1, "fail", "1"]);
    const sarif = JSON.parse(readFileSync(broken.outputs["sarif-file"]!, "utf8")) as { runs: { results: unknown[] }[] };
    expect(sarif.runs[0]!.results).to.have.length(1);
    expect(broken.summary).to.match(/^### tenant-contracts drift: fail\n/);
  });

  it("the GitLab job stops at a secret, writes its report and ends with the command's code", () => {
    const { contracts } = parse(blocks("docs/ci.md", "yaml")[1]!) as { contracts: { script: string[] } };
    const run = (traffic: string) => {
      const cwd = folderWith({ "captures/traffic.ndjson": traffic });
      const npx = `npx() { shift 2; ${COMMAND} "$@"; }`;
      const { status } = spawnSync("bash", ["-e", "-c", [npx, ...contracts.script].join("\n")], {
        cwd,
        encoding: "utf8",
        env: { ...process.env, NO_COLOR: "1" },
      });
      return { status, junit: existsSync(join(cwd, "report.xml")) };
    };
    expect(run(exchange(200))).to.deep.equal({ status: 0, junit: true });
    expect(run(exchange(202))).to.deep.equal({ status: 1, junit: true });
    expect(run(exchange(200).replace("[redacted]", "abcdefghijklmnop1"))).to.deep.equal({ status: 1, junit: false });
  });

  it("the YAML examples are what they say: a workflow, a GitLab job, waivers and a configuration", async () => {
    const [workflow, gitlab, waivers, config] = blocks("docs/ci.md", "yaml") as [string, string, string, string];
    const { steps } = parse(workflow) as { steps: { with?: Record<string, unknown> }[] };
    for (const name of Object.keys(steps[1]!.with!)) expect(Object.keys(action.inputs)).to.include(name);
    const { contracts } = parse(gitlab) as {
      contracts: { script: string[]; artifacts: { reports: { junit: string } } };
    };
    expect(contracts.script.at(-1)).to.include(`junit:${contracts.artifacts.reports.junit}`);
    const cwd = folderWith({
      "contracts/waivers.yaml": waivers,
      "tenant-contracts.yaml": config,
      "a.json": '{"subdomain":"x","environmentId":"84ca6f53-5405-4413-a6ad-848b781807e7"}',
    });
    const { status, stdout } = spawnSync(
      process.execPath,
      [PROGRAM, "validate", "a.json", "--as", "mattr.createTenant/request"],
      { cwd, encoding: "utf8", env: { ...process.env, SOURCE_DATE_EPOCH: "1800000000", NO_COLOR: "1" } },
    );
    expect([status, stdout]).to.deep.equal([0, "pass: nothing found; 1 checked\n"]);
    expect(existsSync(join(cwd, "report.xml"))).to.equal(true);
  });
});
