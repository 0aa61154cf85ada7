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
    const settings = { PORTKEY_API_KEY: "any", PORTKEY_BASE_URL: simulator.baseUrl };
    const workspace = {
      PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "a passphrase for tests",
      PULUMI_HOME: join(folder, "home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...(settingsIn === "envVars" ? settings : {}),
    };
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", deploys], {
      cwd: resolve(__dirname, "../.."),
      env: {
        HOME: folder,
        PATH: [pulumiFolders()[0], process.env["PATH"]].join(":"),
        WORKSPACE: JSON.stringify(workspace),
        ...(settingsIn === "both" ? settings : {}),
        ...more,
      },
    });
    return JSON.parse(stdout);
  }

  it("waits, and shows its progress on the job's row", async () => {
    simulator.script("ftjob-1", { status: "queued", forRequests: 2 }, succeededJob("ftjob-1", model));
    const { outputs, terminal } = await deploy("both");
    expect(outputs["model"]).toMatchObject({ value: model });
    expect(terminal).toMatch(/FineTuningJob job +queued\n/);
    expect(terminal).toMatch(/succeeded after \ds/);
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

  it("is told where to put settings that only the provider's process has", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    const { terminal } = await deploy("envVars");
    expect(terminal).toContain("it finds no Portkey credentials");
    expect(terminal).toContain("in the job's connection, in the stack's config, or in the environment of the process");
  });
});
