import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { oldestPulumiVersion } from "../../sdk/pulumiVersion";
import { describeOnEngine } from "../support/engine";
import { documentedJob } from "../support/jobs";
import { pulumiExecutable, pulumiFolders } from "../../examples/pulumiCommand";
import { PortkeySimulator } from "../../sdk/testing";

const repository = resolve(__dirname, "../..");
const workspace = mkdtempSync(join(tmpdir(), "pulumi-portkey-install-"));
const apiKey = "install-test-key";
const model = String(documentedJob["fine_tuned_model"]);

/** The Node.js that runs this test with the oldest @pulumi/pulumi, and Node.js 22 and 24 with the newest. */
const pairs = [
  { name: `this Node.js with @pulumi/pulumi ${oldestPulumiVersion}`, node: undefined, pulumi: oldestPulumiVersion },
  { name: "Node.js 22 with the newest @pulumi/pulumi", node: "22", pulumi: "latest" },
  { name: "Node.js 24 with the newest @pulumi/pulumi", node: "24", pulumi: "latest" },
];

const programs = {
  "program.cjs": `
    const portkey = require("pulumi-portkey");
    module.exports = new portkey.FineTuningJob("job", { jobId: "${documentedJob.id}" });`,
  "program.mjs": `
    import * as portkey from "pulumi-portkey";
    import { FineTuningJob } from "pulumi-portkey";
    if (portkey.FineTuningJob !== FineTuningJob) throw new Error("two classes");
    export default new FineTuningJob("job", { jobId: "${documentedJob.id}" });`,
};

/** Runs a program as Pulumi's host would, with what a user's project has installed and nothing else. */
const runner = `
  const pulumi = require("@pulumi/pulumi");
  const load = require(require.resolve("require-from-string", { paths: [require.resolve("@pulumi/pulumi")] }));
  pulumi.runtime.setMocks({
    call: ({ inputs }) => inputs,
    newResource: async ({ id, inputs }) => {
      const { props } = await load(inputs.__provider).handler().read(id, inputs);
      return { id, state: props };
    },
  });
  (async () => {
    const job = (await import(process.argv[2])).default;
    job.requireFineTunedModel().apply((model) => console.log(model));
  })();`;

const typedProgram = `
  import * as pulumi from "@pulumi/pulumi";
  import { FineTuningJob, type FineTuningJobArgs } from "pulumi-portkey";
  import { NotFoundError } from "pulumi-portkey/provider";
  const args: FineTuningJobArgs = { jobId: "${documentedJob.id}" };
  const job = new FineTuningJob("job", args);
  export const model: pulumi.Output<string | undefined> = job.fineTunedModel;
  export const epochs: pulumi.Output<number | "auto" | undefined> = job.hyperparameters.apply((found) => found?.nEpochs);
  export const required: pulumi.Output<string> = job.requireFineTunedModel();
  export const notFound = NotFoundError.name;`;

let simulator: PortkeySimulator;
let tarball: string;

beforeAll(async () => {
  simulator = await PortkeySimulator.start({ apiKeys: [apiKey] });
  simulator.script(documentedJob.id, documentedJob);
  await npm(repository, process.env, "pack", "--pack-destination", workspace);
  tarball = join(workspace, String(readdirSync(workspace).find((name) => name.endsWith(".tgz"))));
}, 120_000);

afterAll(async () => {
  await simulator.close();
  rmSync(workspace, { recursive: true, force: true });
});

describe.each(pairs)("the packed tarball, on $name", ({ node, pulumi }) => {
  const project = join(workspace, `project-${node ?? "this"}-${pulumi}`);
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "user", private: true }));
    for (const [file, text] of Object.entries({ ...programs, "run.cjs": runner, "index.ts": typedProgram })) {
      writeFileSync(join(project, file), text);
    }
    writeFileSync(join(project, "Pulumi.yaml"), "name: user\nruntime: nodejs\n");
    const folder = node === undefined ? dirname(process.execPath) : await installNode(node);
    environment = {
      ...process.env,
      PATH: [folder, process.env["PATH"]].join(delimiter),
      PORTKEY_API_KEY: apiKey,
      PORTKEY_BASE_URL: simulator.baseUrl,
    };
    await npm(project, environment, "install", tarball, `@pulumi/pulumi@${pulumi}`, "typescript@5.9", "@types/node@20");
  }, 240_000);

  it("runs on the Node.js it names", async () => {
    expect(await run("node", "--version")).toMatch(node === undefined ? process.version : `v${node}.`);
  });

  it("installs without a script of its own, and so without npm's warning of one", () => {
    const manifest = JSON.parse(readFileSync(join(project, "node_modules/pulumi-portkey/package.json"), "utf8"));
    expect(Object.keys(manifest.scripts).filter((name) => /^((pre|post)?install|prepare)$/.test(name))).toEqual([]);
  });

  it.each(Object.keys(programs))("runs %s", async (program) => {
    expect(await run("node", "run.cjs", `./${program}`)).toBe(model);
  });

  it("type-checks a program, whichever way its modules are resolved", async () => {
    for (const resolution of ["node16", "node10"]) {
      const module = resolution === "node16" ? "node16" : "commonjs";
      const options = ["--module", module, "--moduleResolution", resolution, "--types", "node", "--target", "es2022"];
      expect(await run("node", "node_modules/typescript/bin/tsc", "--noEmit", "--strict", ...options, "index.ts")).toBe(
        "",
      );
    }
  });

  describeOnEngine("with the real engine", () => {
    it("deploys a TypeScript program", async () => {
      const backend = join(project, "backend");
      mkdirSync(backend);
      Object.assign(environment, {
        PATH: [environment["PATH"], pulumiFolders()[0]].join(delimiter),
        PULUMI_BACKEND_URL: pathToFileURL(backend).href,
        PULUMI_CONFIG_PASSPHRASE: "install-test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      });
      await run(pulumiExecutable, "stack", "init", "dev", "--non-interactive");
      await run(pulumiExecutable, "up", "--yes", "--non-interactive", "--stack", "dev");
      expect(await run(pulumiExecutable, "stack", "output", "required", "--stack", "dev")).toBe(model);
    }, 120_000);
  });
  function run(file: string, ...args: string[]): Promise<string> {
    return runIn(project, environment, file, ...args);
  }
});

describe.each(["3.248.0", "3.260.0"])("beside @pulumi/pulumi %s, which package managers only warn of", (pulumi) => {
  it("ends a program in one line that says what to type", async () => {
    const project = join(workspace, `too-old-${pulumi}`);
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "user", private: true }));
    for (const [file, text] of Object.entries({ ...programs, "run.cjs": runner })) {
      writeFileSync(join(project, file), text);
    }
    await npm(project, process.env, "install", "--legacy-peer-deps", tarball, `@pulumi/pulumi@${pulumi}`);
    await expect(runIn(project, process.env, "node", "run.cjs", "./program.cjs")).rejects.toThrow(
      `pulumi-portkey needs @pulumi/pulumi ${oldestPulumiVersion} or newer, and ${pulumi} is installed`,
    );
  }, 120_000);
});

const unitTest = (load: string) => `
  ${load}
  const mocks = {
    newResource: ({ name, id, inputs }) => ({
      id: id ?? name,
      state: { ...inputs, status: "succeeded", fineTunedModel: "ft:mocked" },
    }),
    call: ({ inputs }) => inputs,
  };
  const valueOf = (output) => new Promise((resolve) => output.apply(resolve));
  test("deploys the mocked model at once, and requests nothing", async () => {
    await pulumi.runtime.setMocks(mocks);
    const job = new FineTuningJob("support-bot", { jobId: "ftjob-1", waitFor: "succeeded" });
    if ((await valueOf(job.requireFineTunedModel())) !== "ft:mocked") throw new Error("another model");
    if ((await valueOf(job.fineTunedModelOr("base"))) !== "ft:mocked") throw new Error("another model");
  });`;
const required = `const pulumi = require("@pulumi/pulumi"); const { FineTuningJob } = require("pulumi-portkey");`;
const imported = `import * as pulumi from "@pulumi/pulumi"; import { FineTuningJob } from "pulumi-portkey";`;
const unitTests = {
  "plain.jest.js": unitTest(required),
  "typed.jest.ts": `// @ts-nocheck\n${unitTest(imported)}`,
  "runner.node.cjs": unitTest(`const { test } = require("node:test"); ${required}`),
  "module.node.mjs": unitTest(`import { test } from "node:test"; ${imported}`),
  "program.vitest.ts": unitTest(`import { test } from "vitest"; ${imported}`),
};

describe("users' unit tests with Pulumi's mocks, with a key in the environment", () => {
  const project = join(workspace, "unit-tests");

  beforeAll(async () => {
    mkdirSync(project);
    const jest = { testMatch: ["**/*.jest.*"], transform: { "\\.ts$": ["ts-jest", { diagnostics: false }] } };
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "user", private: true, jest }));
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: { module: "commonjs" } }));
    for (const [file, text] of Object.entries(unitTests)) {
      writeFileSync(join(project, file), text);
    }
    const tools = ["jest@30", "ts-jest@29", "typescript@5.9", "vitest@3"];
    await npm(project, process.env, "install", tarball, `@pulumi/pulumi@^${oldestPulumiVersion}`, ...tools);
  }, 240_000);

  it.each([
    ["jest and ts-jest", ["node_modules/jest/bin/jest.js"]],
    ["vitest", ["node_modules/vitest/vitest.mjs", "run", "--dir", ".", "program.vitest.ts"]],
    ["Node's runner", ["--test", "runner.node.cjs", "module.node.mjs"]],
  ])(
    "pass, and send no request: %s",
    async (_runner, args) => {
      writeFileSync(join(project, "vitest.config.mjs"), 'export default { test: { include: ["*.vitest.ts"] } };');
      const before = simulator.requests.length;
      const environment = { ...process.env, PORTKEY_API_KEY: apiKey, PORTKEY_BASE_URL: simulator.baseUrl };
      await runIn(project, environment, "node", ...args);
      expect(simulator.requests).toHaveLength(before);
    },
    60_000,
  );
});

async function runIn(folder: string, environment: NodeJS.ProcessEnv, file: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, { cwd: folder, env: environment });
  return stdout.trim();
}

async function npm(folder: string, environment: NodeJS.ProcessEnv, ...args: string[]): Promise<void> {
  const options = [...args, "--no-audit", "--no-fund", "--loglevel=error"];
  await promisify(execFile)("npm", options, { cwd: folder, env: environment });
}

/** Installs a version of Node.js, which the registry has as a package. Returns the folder of its executable. */
async function installNode(version: string): Promise<string> {
  const folder = join(workspace, `node-${version}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  await npm(folder, process.env, "install", `node@${version}`);
  return join(folder, "node_modules/node/bin");
}
