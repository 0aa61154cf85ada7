import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PortkeySimulator, runningJob, succeededJob } from "../../sdk/testing";
import { describeOnEngine, type EngineProject, resourceIn } from "../support/engine";
import { engineProjectOf, readExample } from "../support/examples";

/** Runs the program in a process of its own, since jest has no ES modules without a flag of Node's. */
const runner = `
  import { PortkeySimulator, runProgram, runningJob, succeededJob } from "pulumi-portkey/testing";
  const portkey = await PortkeySimulator.start();
  portkey.script("ftjob-1", { ...runningJob("ftjob-1"), forSeconds: 7_200 }, succeededJob("ftjob-1", "ft:bot"));
  const { outputs } = await runProgram(() => import("./index.js"), {
    portkey,
    project: "portkey-es-module",
    config: { "portkey-es-module:jobId": "ftjob-1" },
    outputsOf: ({ inputs }) => ({ ...inputs, output: inputs.input }),
  });
  console.log(JSON.stringify(outputs));
  await portkey.close();`;

it("examples/es-module waits for the job, and hands its model to the service", async () => {
  const args = ["--input-type=module", "--eval", runner];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: readExample("es-module").folder });
  expect(JSON.parse(stdout)).toEqual({ model: "ft:bot", serviceEnvironment: { SUPPORT_BOT_MODEL: "ft:bot" } });
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
    expect(preview.terminal).toContain("the update will wait up to 6h for it");
    expect(resourceIn(preview, "service-environment")).toMatchObject({ op: "create" });

    portkey.script("ftjob-1", succeededJob("ftjob-1", "ft:bot"));
    expect((await stack.up()).outputs["serviceEnvironment"]?.value).toEqual({ SUPPORT_BOT_MODEL: "ft:bot" });

    expect(await stack.destroy()).toMatchObject({ succeeded: true });
    expect(stack.state().resources).toEqual([]);
  });
});
