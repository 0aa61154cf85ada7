import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { failedJob, PortkeySimulator, runningJob, succeededJob, unknownValue, type WireJob } from "../../sdk/testing";
import { describeOnEngine, type EngineProject, resourceIn } from "../support/engine";
import { engineProjectOf, readExample } from "../support/examples";

/** Runs the program in a process of its own, since jest has no ES modules without a flag of Node's. */
const runner = `
  import { PortkeySimulator, runProgram } from "pulumi-portkey/testing";
  const { states, preview } = JSON.parse(process.argv[1]);
  const portkey = await PortkeySimulator.start();
  portkey.script("ftjob-1", ...states);
  const made = [];
  const outcome = await runProgram(() => import("./index.js"), {
    portkey,
    preview,
    project: "portkey-es-module",
    config: { "portkey-es-module:jobId": "ftjob-1" },
    outputsOf: ({ name, inputs }) => {
      made.push(name);
      return { ...inputs, output: inputs.input };
    },
  }).then(({ outputs }) => ({ outputs }), (error) => ({ error: error.name }));
  console.log(JSON.stringify({ ...outcome, made }));
  await portkey.close();`;

describe("examples/es-module", () => {
  async function run(states: ReadonlyArray<WireJob & { forSeconds?: number }>, preview = false): Promise<unknown> {
    const args = ["--input-type=module", "--eval", runner, JSON.stringify({ states, preview })];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: readExample("es-module").folder });
    return JSON.parse(stdout);
  }

  it("waits for the job, and hands its model to the service", async () => {
    const waiting = { ...runningJob("ftjob-1"), forSeconds: 7_200 };
    expect(await run([waiting, succeededJob("ftjob-1", "ft:bot")])).toEqual({
      outputs: { model: "ft:bot", serviceEnvironment: { SUPPORT_BOT_MODEL: "ft:bot" } },
      made: ["service-environment"],
    });
  });

  it("does not know the model in a preview while the job runs", async () => {
    expect(await run([runningJob("ftjob-1")], true)).toMatchObject({ outputs: { model: unknownValue } });
  });

  it("deploys nothing when the job fails", async () => {
    expect(await run([failedJob("ftjob-1")])).toEqual({ error: "JobFailedError", made: [] });
  });
});

describeOnEngine("examples/es-module, on the engine", () => {
  let portkey: PortkeySimulator;
  let project: EngineProject;

  beforeAll(async () => {
    portkey = await PortkeySimulator.start();
    project = engineProjectOf("es-module");
  });
  afterAll(async () => {
    project.dispose();
    await portkey.close();
  });

  it("previews, deploys and destroys", async () => {
    portkey.script("ftjob-1", runningJob("ftjob-1"));
    const environment = { PORTKEY_API_KEY: "key-of-the-example", PORTKEY_BASE_URL: portkey.baseUrl };
    const stack = await project.stack("dev", environment, { jobId: { value: "ftjob-1" } });

    const preview = await stack.preview();
    expect(preview.terminal).toContain("the up will wait up to 6h for it");
    expect(resourceIn(preview, "service-environment")).toMatchObject({ op: "create" });

    portkey.script("ftjob-1", succeededJob("ftjob-1", "ft:bot"));
    expect((await stack.up()).outputs["serviceEnvironment"]?.value).toEqual({ SUPPORT_BOT_MODEL: "ft:bot" });

    expect(await stack.destroy()).toMatchObject({ succeeded: true });
    expect(stack.state().resources).toEqual([]);
  }, 120_000);
});
