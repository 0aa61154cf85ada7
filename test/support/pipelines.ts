import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** Where a pipeline runs: each job in a new clone of one repository's branch `main`, beside that, and in a home of its own. */
export interface Runner {
  readonly remote: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What became of a pipeline. */
export interface PipelineRun {
  readonly succeeded: boolean;
  /** The jobs that ran, in their order, once for each try. */
  readonly jobs: readonly string[];
  readonly log: string;
}

const texts = z.record(z.string(), z.string());
const stepSchema = z.strictObject({
  id: z.string().optional(),
  uses: z.enum(["actions/checkout@v7", "actions/setup-node@v7", "pulumi/actions@v7"]).optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  run: z.string().optional(),
  env: texts.default({}),
});
const workflowSchema = z.object({
  env: texts.default({}),
  jobs: z.record(
    z.string(),
    z.object({
      needs: z.string().optional(),
      if: z.string().optional(),
      env: texts.default({}),
      outputs: texts.default({}),
      steps: z.array(stepSchema),
    }),
  ),
});

/** Runs a workflow of GitHub Actions: its steps that are commands, as they stand. What `uses` names is there already. */
export async function runWorkflow(
  text: string,
  runner: Runner,
  given: Readonly<Record<string, string>>,
): Promise<PipelineRun> {
  const values: Record<string, string> = { "github.token": "a-token", ...given };
  const ran: string[] = [];
  let log = "";
  const workflow = workflowSchema.parse(parse(text));
  for (const [name, job] of Object.entries(workflow.jobs)) {
    if (job.if !== undefined && !holds(job.if, values)) {
      continue;
    }
    ran.push(name);
    const folder = await clone(runner);
    for (const { id, run, env } of job.steps.filter((step) => step.run !== undefined)) {
      const outputs = join(folder, "..", "outputs");
      writeFileSync(outputs, "");
      const environment = {
        ...environmentIn(folder, runner),
        ...filled({ ...workflow.env, ...job.env, ...env }, values),
        GITHUB_OUTPUT: outputs,
      };
      const { code, printed } = await bash(`set -e\n${run}`, folder, environment);
      log += printed;
      for (const [, key = "", value = ""] of readFileSync(outputs, "utf8").matchAll(/^([\w-]+)=(.*)$/gm)) {
        values[`steps.${id}.outputs.${key}`] = value;
      }
      if (code !== 0) {
        return { succeeded: false, jobs: ran, log };
      }
    }
    for (const [key, value] of Object.entries(filled(job.outputs, values))) {
      values[`needs.${name}.outputs.${key}`] = value;
    }
  }
  return { succeeded: true, jobs: ran, log };
}

/** Fills `${{ … }}`; secrets and variables stand in the runner's own environment. */
function filled(some: Readonly<Record<string, string>>, values: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(some)
      .filter(([, value]) => !/^\$\{\{ (secrets|vars)\./.test(value))
      .map(([key, value]) => [key, value.replaceAll(/\$\{\{ ([\w.-]+) \}\}/g, (_all, path) => values[path] ?? "")]),
  );
}

function holds(condition: string, values: Readonly<Record<string, string>>): boolean {
  const [, path = "", wanted] = /^([\w.-]+) != '([^']*)'$/.exec(condition) ?? [];
  if (wanted === undefined) {
    throw new Error(`The condition ${condition} is none that is understood here.`);
  }
  return (values[path] ?? "") !== wanted;
}

const gitlabJobSchema = z.strictObject({
  rules: z.array(z.strictObject({ if: z.string() })),
  needs: z.array(z.string()).optional(),
  resource_group: z.string().optional(),
  timeout: z.string().optional(),
  retry: z.strictObject({ max: z.number(), exit_codes: z.array(z.number()) }).optional(),
  script: z.array(z.string()),
});
const gitlabSchema = z
  .object({
    include: z.string().optional(),
    default: z.object({ image: z.string(), before_script: z.array(z.string()) }),
  })
  .catchall(gitlabJobSchema);

/** Runs a pipeline of GitLab CI/CD, whose file may include another. */
export async function runGitLab(
  text: string,
  included: string | undefined,
  runner: Runner,
  variables: Readonly<Record<string, string>>,
): Promise<PipelineRun> {
  const { include: _include, default: all, ...own } = gitlabSchema.parse(parse(text));
  const jobs = { ...own, ...z.record(z.string(), gitlabJobSchema).parse(parse(included ?? "{}")) };
  const ran: string[] = [];
  let log = "";
  for (const [name, { rules, retry, script }] of Object.entries(jobs)) {
    if (!rules.some((rule) => fits(rule.if, variables))) {
      continue;
    }
    let code: number | null = null;
    for (
      let tries = 0;
      tries === 0 || (tries <= (retry?.max ?? 0) && retry?.exit_codes.includes(code ?? 0));
      tries += 1
    ) {
      ran.push(name);
      const lines = ["set -eo pipefail", "git checkout --quiet --detach", ...all.before_script, ...script];
      const folder = await clone(runner);
      const done = await bash(lines.join("\n"), folder, { ...environmentIn(folder, runner), ...variables });
      code = done.code;
      log += done.printed;
    }
    if (code !== 0) {
      return { succeeded: false, jobs: ran, log };
    }
  }
  return { succeeded: true, jobs: ran, log };
}

/** Tells whether a rule fits: variables that are there, or equal to a text or another variable, all of them. */
function fits(rule: string, variables: Readonly<Record<string, string>>): boolean {
  return rule.split(" && ").every((part) => {
    const [left = "", right] = part
      .split(" == ")
      .map((side) => (side.startsWith("$") ? variables[side.slice(1)] : side.slice(1, -1)));
    return part.includes(" == ") ? left === right : left !== "";
  });
}

/** Clones the repository as a runner finds it; `node_modules` is what `npm ci` makes. */
async function clone({ remote, environment }: Runner): Promise<string> {
  const folder = join(mkdtempSync(join(remote, "../runner-")), "checkout");
  const { code, printed } = await bash(`git clone --quiet "${remote}" "${folder}"`, dirname(remote), environment);
  if (code !== 0 || !existsSync(folder)) {
    throw new Error(printed);
  }
  return folder;
}

/** The environment of a job whose clone is in a folder. */
function environmentIn(folder: string, { environment }: Runner): Readonly<Record<string, string>> {
  return { ...environment, HOME: dirname(folder) };
}

/** Runs a script; returns its exit code and all that it printed. */
export function bash(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly printed: string }> {
  return new Promise((done) => {
    const child = spawn("bash", ["-c", script], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    child.stdout.on("data", (data) => (printed += String(data)));
    child.stderr.on("data", (data) => (printed += String(data)));
    child.on("close", (code) => done({ code, printed }));
  });
}
