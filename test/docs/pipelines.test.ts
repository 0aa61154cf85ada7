import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import ts from "typescript";
import { pulumiFolders } from "../../examples/pulumiCommand";
import { failedJob, PortkeySimulator, succeededJob } from "../../sdk/testing";
import { describeOnEngine } from "../support/engine";
import { readPages } from "../support/pages";
import { bash, runGitLab, runWorkflow, type PipelineRun, type Runner } from "../support/pipelines";

const repository = resolve(__dirname, "../..");
const page = readPages().find(({ path }) => path === "docs/how-to-guides/deploy-when-trained.md");
/** The guide's program; translated once, or each of many ups would load a compiler. */
const program = ts.transpile(page?.blocks.find(({ language }) => language === "ts")?.text ?? "", {
  module: ts.ModuleKind.CommonJS,
});

/** Finds a file of the guide by the comment in its first line. */
function file(path: string): string {
  const block = page?.blocks.find(({ text }) => text.startsWith(`# ${path}\n`));
  if (block === undefined) {
    throw new Error(`The guide has no file ${path}.`);
  }
  return block.text;
}

const gitlab = (name: string, variables: Readonly<Record<string, string>>): Promise<PipelineRun> =>
  runGitLab(file(".gitlab-ci.yml"), file(name), runner, {
    CI_DEFAULT_BRANCH: "main",
    CI_SERVER_HOST: "gitlab.example",
    CI_PROJECT_PATH: "acme/support-bot",
    PUSH_TOKEN: "token",
    ...variables,
  });
const github = (name: string, jobId?: string): Promise<PipelineRun> =>
  runWorkflow(file(`.github/workflows/${name}`), runner, jobId === undefined ? {} : { "inputs.jobId": jobId });

let folder: string;
let runner: Runner;
let portkey: PortkeySimulator;

/** A repository with the guide's program, and a machine with what its steps use. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "portkey-pipelines-"));
  for (const name of ["backend", "home", "bin", "first"]) {
    mkdirSync(join(folder, name));
  }
  const remote = join(folder, "remote.git");
  command("npm", `ln -sfn "${join(repository, "node_modules")}" node_modules`);
  command(
    "npx",
    `[ -e "${folder}/too-long" ] && { rm "${folder}/too-long"; exit 75; }; shift; exec node "${repository}/dist/provider/command/bin.js" "$@"`,
  );
  command("gh", `echo "$@" >> "${folder}/gh.log"`);
  runner = {
    remote,
    environment: {
      PATH: [join(folder, "bin"), pulumiFolders()[0] ?? "", process.env["PATH"] ?? ""].join(delimiter),
      HOME: join(folder, "home"),
      CI: "true",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: `url.${remote}.insteadOf`,
      GIT_CONFIG_VALUE_0: "https://oauth2:token@gitlab.example/acme/support-bot.git",
      PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "x",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PORTKEY_API_KEY: "key",
    },
  };
  write("index.js", program);
  write("package.json", JSON.stringify({ main: "index.js" }));
  write("Pulumi.yaml", "name: support-bot\nruntime: { name: nodejs, options: { typescript: false } }\n");
  write(".gitignore", "node_modules\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function command(name: string, script: string): void {
  const path = join(folder, "bin", name);
  writeFileSync(path, `#!/bin/bash\n${script}\n`);
  chmodSync(path, 0o755);
}

function write(path: string, text: string): void {
  writeFileSync(join(folder, "first", path), text);
}

async function shell(script: string): Promise<string> {
  const { code, printed } = await bash(`set -e\n${script}`, join(folder, "first"), runner.environment);
  expect({ code, printed }).toEqual({ code: 0, printed });
  return printed.trim();
}

/** The model that is deployed. */
function deployed(): Promise<string> {
  return shell("pulumi stack output supportBotModel --stack prod");
}

/** Which workflows were started by `gh`, since this was asked last. */
function startedAgain(): string {
  const path = join(folder, "gh.log");
  const started = readFileSync(path, { encoding: "utf8", flag: "a+" });
  writeFileSync(path, "");
  return started;
}

/** Fails with what a pipeline that should succeed has printed. */
async function succeed(running: Promise<PipelineRun>): Promise<PipelineRun> {
  const run = await running;
  if (!run.succeeded) {
    throw new Error(`${run.jobs.join(", ")}\n${run.log}`);
  }
  return run;
}

/** Somebody pushes a change of something else, and the ordinary pipeline deploys what is committed. */
async function pushAndDeploy(deploy: () => Promise<PipelineRun>): Promise<void> {
  await shell(
    "git pull --quiet --rebase && date +%N >> notes.md && git add notes.md && git commit --quiet -m Notes && git push --quiet",
  );
  expect((await succeed(deploy())).jobs).toEqual(["deploy"]);
}

const services = [
  {
    service: "GitHub Actions",
    goesOn: { jobs: ["wait"], again: "workflow run wait-then-deploy.yaml --field jobId=ftjob-long\n" },
    deploy: () => github("deploy.yaml"),
    ways: {
      "wait before the up": (jobId: string) => github("wait-then-deploy.yaml", jobId),
      "wait in the up": (jobId: string) => github("deploy-and-wait.yaml", jobId),
      "do not wait": () => github("deploy-newest.yaml"),
    },
  },
  {
    service: "GitLab CI/CD",
    goesOn: { jobs: ["wait", "wait", "deploy-when-trained"], again: "" },
    deploy: () => gitlab(".gitlab/wait-then-deploy.yaml", { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main" }),
    ways: {
      "wait before the up": (jobId: string) => gitlab(".gitlab/wait-then-deploy.yaml", { JOB_ID: jobId }),
      "wait in the up": (jobId: string) => gitlab(".gitlab/deploy-and-wait.yaml", { JOB_ID: jobId }),
      "do not wait": () => gitlab(".gitlab/deploy-newest.yaml", { NEWEST: "true" }),
    },
  },
];

describeOnEngine("the guide of pipelines, typed as it stands,", () => {
  const modelOf = (id: string): string => `ft:m:acme:support-bot:${id}`;

  describe.each(services)("$service", ({ deploy, ways, goesOn }) => {
    beforeAll(async () => {
      portkey = await PortkeySimulator.start();
      runner = { ...runner, environment: { ...runner.environment, PORTKEY_BASE_URL: portkey.baseUrl } };
      await shell(`
        rm -rf .git ../remote.git ../backend Pulumi.prod.yaml && mkdir ../backend
        git init --quiet --bare --initial-branch main ../remote.git
        git -C ../remote.git config receive.advertisePushOptions true
        git init --quiet --initial-branch main && git config user.name me && git config user.email me@acme.example
        pulumi stack init prod && pulumi config set supportBotJobId ftjob-0 --stack prod
        git add . && git commit --quiet -m First
        git remote add origin ../remote.git && git push --quiet -u origin main`);
    });
    afterAll(() => portkey.close());

    it.each(Object.entries(ways))(
      "%s: an ordinary deployment keeps the model, and the next job replaces it",
      async (way, run) => {
        const [first, second] = [`${way.replaceAll(" ", "-")}-1`, `${way.replaceAll(" ", "-")}-2`];
        portkey.script(first, succeededJob(first, modelOf(first)));
        await succeed(run(first));
        await pushAndDeploy(deploy);
        expect(await deployed()).toBe(modelOf(first));
        portkey.script(second, succeededJob(second, modelOf(second)));
        await succeed(run(second));
        expect(await deployed()).toBe(modelOf(second));
      },
      300_000,
    );

    it("commits nothing of a job that has failed, and deploys nothing", async () => {
      portkey.script("ftjob-lost", failedJob("ftjob-lost"));
      expect(await ways["wait before the up"]("ftjob-lost")).toMatchObject({ succeeded: false, jobs: ["wait"] });
      expect(await ways["wait in the up"]("ftjob-lost")).toMatchObject({ succeeded: false });
      expect(await shell("git fetch --quiet && git log --format=%s origin/main")).not.toContain("ftjob-lost");
    }, 120_000);

    it("waits on when the time of one job was up", async () => {
      portkey.script("ftjob-long", succeededJob("ftjob-long", modelOf("long")));
      writeFileSync(join(folder, "too-long"), "");
      const { jobs } = await succeed(ways["wait before the up"]("ftjob-long"));
      expect({ jobs, again: startedAgain() }).toEqual(goesOn);
    }, 120_000);
  });
});
