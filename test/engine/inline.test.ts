import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describeOnEngine } from "../support/engine";
import { runningJob, succeededJob } from "../support/jobs";
import { pulumiFolders } from "../../examples/pulumiCommand";
import { PortkeySimulator } from "../../sdk/testing";

const model = "accounts/acme/models/support-bot-inline";

/** A process that deploys an inline program of Pulumi's Automation API, and prints how that ended. */
const deploys = (program: string): string => `
  const pulumi = require("@pulumi/pulumi");
  const { LocalWorkspace } = require("@pulumi/pulumi/automation");
  const portkey = require("pulumi-portkey");
  const waiting = { jobId: "ftjob-1", waitFor: "succeeded", pollInterval: 1 };
  const program = async () => { ${program} };
  (async () => {
    const envVars = JSON.parse(process.env.WORKSPACE);
    const stack = await LocalWorkspace.createStack({ stackName: "dev", projectName: "inline", program }, { envVars });
    let terminal = "";
    const onOutput = (text) => (terminal += text);
    await stack.up({ onOutput, onError: onOutput }).catch(() => undefined);
    console.log(JSON.stringify(terminal));
  })();`;

/** A process that deploys two such programs at a time, which wait for the same job. It prints the model and the lines that each job shows. */
const deploysTwo = `
  // Somebody watches, so that each line shows.
  const fs = require("node:fs");
  const { openSync } = fs;
  fs.openSync = (path, ...more) => openSync(path === "/dev/tty" ? "/dev/null" : path, ...more);
  const { LocalWorkspace } = require("@pulumi/pulumi/automation");
  const portkey = require("pulumi-portkey");
  const program = (name) => async () => {
    const job = new portkey.FineTuningJob(name, { jobId: "ftjob-1", waitFor: "succeeded", pollInterval: 1 });
    return { model: job.requireFineTunedModel() };
  };
  async function deploy(name) {
    const envVars = JSON.parse(process.env.WORKSPACE);
    const options = { stackName: name, projectName: name, program: program(name) };
    const stack = await LocalWorkspace.createStack(options, { envVars });
    const shown = [];
    const onEvent = ({ diagnosticEvent }) => diagnosticEvent && diagnosticEvent.urn && shown.push(diagnosticEvent);
    const { outputs } = await stack.up({ onEvent });
    return { model: outputs.model.value, lines: shown.map(({ urn, message }) => urn.split("::").at(-1) + ": " + message) };
  }
  Promise.all(["one", "other"].map(deploy)).then((ups) => console.log(JSON.stringify(ups)));`;

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

  /** Runs a script with settings in the environment of both processes, or, by envVars, in that of the provider alone. Returns what it printed. */
  async function run(script: string, settingsIn: "both" | "envVars" = "both"): Promise<unknown> {
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
      },
    });
    return JSON.parse(stdout);
  }

  it("waits, and shows its progress on its own status line, when two of them wait for the same job", async () => {
    simulator.script("ftjob-1", { status: "running", forRequests: 6 }, succeededJob("ftjob-1", model));
    let step = 0;
    const training = setInterval(() => simulator.event("ftjob-1", `Step ${(step += 1)}`), 300);
    const ups = await run(deploysTwo).finally(() => clearInterval(training));
    expect(ups).toEqual([
      { model, lines: expect.arrayContaining([expect.stringMatching(/^one: succeeded after \ds/)]) },
      { model, lines: expect.arrayContaining([expect.stringMatching(/^other: succeeded after \ds/)]) },
    ]);
    expect(JSON.stringify(ups)).not.toMatch(/"one: [^\]]*"other: /);
    expect(JSON.stringify(ups)).toContain("Step");
  });

  it("continues during a function's request, even if nothing else keeps it open", async () => {
    simulator.script("ftjob-1", succeededJob("ftjob-1", model));
    simulator.latencyMs = 1_000;
    const asks = `portkey.getFineTuningJobOutput({ jobId: "ftjob-1" }).apply(({ status }) => new pulumi.Stash("later", { input: status }));`;
    expect(await run(deploys(asks))).toMatch(/pulumi:index:Stash later .*created/);
  });

  it("is told where to put settings that only the provider's process has, and nothing is sent", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    const terminal = await run(deploys(`new portkey.FineTuningJob("job", waiting);`), "envVars");
    expect(terminal).toContain("apiKey (program: not set; provider process: PORTKEY_API_KEY)");
    expect(terminal).toContain(
      "Only the provider process sees the envVars of the Automation API. Put these settings in the stack",
    );
    expect(simulator.count()).toBe(0);
  });
});
