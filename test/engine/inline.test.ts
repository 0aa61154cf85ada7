import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describeOnEngine } from "../support/engine";
import { runningJob, succeededJob } from "../support/jobs";
import { pulumiFolders } from "../../examples/pulumiCommand";
import { PortkeySimulator } from "../../sdk/testing";

jest.setTimeout(120_000);

const model = "ft:gpt-4o-mini-2024-07-18:acme:support-bot:inline";

/** A process that deploys an inline program of Pulumi's Automation API, and prints how that ended. */
const deploys = `
  const pulumi = require("@pulumi/pulumi");
  const { LocalWorkspace } = require("@pulumi/pulumi/automation");
  const portkey = require("pulumi-portkey");
  const program = async () => {
    if (process.env.ASKS) {
      // Nothing is exported, and nothing else holds the program.
      portkey.getFineTuningJobOutput({ jobId: "ftjob-1" }).apply(({ status }) => new pulumi.Stash("later", { input: status }));
      return {};
    }
    const job = new portkey.FineTuningJob("job", { jobId: "ftjob-1", waitFor: "succeeded", pollInterval: 1 });
    if (process.env.FAILS) {
      await new Promise((done) => setTimeout(done, 1500));
      throw new pulumi.RunError("boom");
    }
    return { model: job.requireFineTunedModel() };
  };
  (async () => {
    const envVars = JSON.parse(process.env.WORKSPACE);
    const stack = await LocalWorkspace.createStack({ stackName: "dev", projectName: "inline", program }, { envVars });
    let terminal = "";
    const onOutput = (text) => (terminal += text);
    const outputs = await stack.up({ onOutput, onError: onOutput }).then(({ outputs }) => outputs, () => ({}));
    console.log(JSON.stringify({ terminal, outputs }));
  })();`;

/** A process that deploys two such programs at a time, which wait for the same job. It prints the lines on each one's row. */
const deploysTwo = `
  // Somebody watches, so that each line shows.
  const fs = require("node:fs");
  const { openSync } = fs;
  fs.openSync = (path, ...more) => openSync(path === "/dev/tty" ? "/dev/null" : path, ...more);
  const { LocalWorkspace } = require("@pulumi/pulumi/automation");
  const portkey = require("pulumi-portkey");
  const program = (name) => async () => {
    new portkey.FineTuningJob(name, { jobId: "ftjob-1", waitFor: "succeeded", pollInterval: 1 });
  };
  async function deploy(name) {
    const envVars = JSON.parse(process.env.WORKSPACE);
    const options = { stackName: name, projectName: name, program: program(name) };
    const stack = await LocalWorkspace.createStack(options, { envVars });
    const rows = [];
    const onEvent = ({ diagnosticEvent }) => diagnosticEvent && diagnosticEvent.urn && rows.push(diagnosticEvent);
    await stack.up({ onEvent });
    return rows.map(({ urn, message }) => urn.split("::").at(-1) + ": " + message);
  }
  Promise.all(["one", "other"].map(deploy)).then((rows) => console.log(JSON.stringify(rows)));`;

describeOnEngine("an inline program of the Automation API", () => {
  let simulator: PortkeySimulator;
  let folder: string;

  beforeEach(async () => {
    simulator = await PortkeySimulator.start();
    folder = mkdtempSync(join(tmpdir(), "portkey-inline-"));
    mkdirSync(join(folder, "backend"));
  });
  afterEach(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Deployment {
    readonly terminal: string;
    readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
  }

  /** Deploys with settings in the environment of both processes, or, by envVars, in that of the provider alone. */
  async function deploy(settingsIn: "both" | "envVars", more: Record<string, string> = {}): Promise<Deployment> {
    return JSON.parse(await run(deploys, settingsIn, more));
  }

  async function run(script: string, settingsIn: "both" | "envVars", more: Record<string, string> = {}) {
    const settings = { PORTKEY_API_KEY: "any", PORTKEY_BASE_URL: simulator.baseUrl };
    const workspace = {
      PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "a passphrase for tests",
      PULUMI_HOME: join(folder, "home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...(settingsIn === "envVars" ? settings : {}),
    };
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], {
      cwd: resolve(__dirname, "../.."),
      env: {
        HOME: folder,
        PATH: [pulumiFolders()[0], process.env["PATH"]].join(":"),
        WORKSPACE: JSON.stringify(workspace),
        ...(settingsIn === "both" ? settings : {}),
        ...more,
      },
    });
    return stdout;
  }

  it("waits, and shows its progress on the job's row", async () => {
    simulator.script("ftjob-1", { status: "queued", forRequests: 2 }, succeededJob("ftjob-1", model));
    const { outputs, terminal } = await deploy("both");
    expect(outputs["model"]).toMatchObject({ value: model });
    expect(terminal).toMatch(/FineTuningJob job +queued\n/);
    expect(terminal).toMatch(/succeeded after \ds/);
  });

  it("shows on its own row alone what it waits for, where two of them wait for the same job", async () => {
    simulator.script("ftjob-1", { status: "running", forRequests: 6 }, succeededJob("ftjob-1", model));
    let step = 0;
    const training = setInterval(() => simulator.event("ftjob-1", `Step ${(step += 1)}`), 300);
    const rows: string[][] = JSON.parse(await run(deploysTwo, "both").finally(() => clearInterval(training)));
    expect(rows.map((lines) => [...new Set(lines.map((line) => line.split(":")[0]))])).toEqual([["one"], ["other"]]);
    expect(rows.flat().join()).toContain("Step");
  });

  it("ends within seconds when it fails while a job waits, with its own message", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    const start = Date.now();
    const { terminal } = await deploy("both", { FAILS: "yes" });
    expect(Date.now() - start).toBeLessThan(20_000);
    expect(terminal).toContain("error: boom");
    expect(terminal).not.toContain("still running");
    expect(terminal).not.toContain("error serializing");
  });

  it("goes on while a function is asked, though nothing else holds it", async () => {
    simulator.script("ftjob-1", succeededJob("ftjob-1", model));
    simulator.latencyMs = 2_000;
    const { terminal } = await deploy("both", { ASKS: "yes" });
    expect(terminal).toMatch(/pulumi:index:Stash later .*created/);
  });

  it("is told where to put settings that only the provider's process has, and nothing is sent", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    const { terminal } = await deploy("envVars");
    expect(terminal).toContain("apiKey (the program: none; the provider: PORTKEY_API_KEY)");
    expect(terminal).toContain(
      "The envVars of the Automation API reach the provider alone. Put the settings into the stack's",
    );
    expect(simulator.count()).toBe(0);
  });
});
