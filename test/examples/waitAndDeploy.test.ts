import { failedJob, PortkeySimulator, runningJob, runProgram, succeededJob, unknownValue } from "../../sdk/testing";
import { describeOnEngine, type EngineProject, resourceIn } from "../support/engine";
import { engineProjectOf } from "../support/examples";

const config = { supportBotJobId: "ftjob-bot", classifierJobId: "ftjob-classifier" };
const baseModel = "accounts/fireworks/models/qwen3-8b";
let portkey: PortkeySimulator;

beforeEach(async () => {
  jest.resetModules();
  portkey = await PortkeySimulator.start();
});
afterEach(() => portkey.close());

describe("examples/wait-and-deploy", () => {
  const made: string[] = [];

  beforeEach(() => {
    made.length = 0;
    portkey.script("ftjob-classifier", runningJob("ftjob-classifier"));
  });

  function run(preview: boolean) {
    return runProgram(() => import("../../examples/wait-and-deploy/index.js"), {
      portkey,
      preview,
      project: "portkey-wait-and-deploy",
      config: Object.fromEntries(Object.entries(config).map(([key, id]) => [`portkey-wait-and-deploy:${key}`, id])),
      outputsOf: ({ name, inputs }) => {
        made.push(name);
        return { ...inputs, output: inputs["input"] };
      },
    });
  }

  it("waits for the one model, and has the base model in place of the other", async () => {
    const waiting = { ...runningJob("ftjob-bot"), forSeconds: 7_200 };
    portkey.script("ftjob-bot", waiting, succeededJob("ftjob-bot", "ft:bot"));
    expect((await run(false)).outputs).toEqual({
      supportBotModel: "ft:bot",
      classifierStatus: "running",
      serviceEnvironment: { SUPPORT_BOT_MODEL: "ft:bot", CLASSIFIER_MODEL: baseModel },
    });
  });

  it("does not know the model in a preview while the job runs", async () => {
    portkey.script("ftjob-bot", runningJob("ftjob-bot"));
    expect((await run(true)).outputs).toMatchObject({ supportBotModel: unknownValue, classifierStatus: "running" });
  });

  it("deploys nothing when the job fails", async () => {
    portkey.script("ftjob-bot", failedJob("ftjob-bot"));
    await expect(run(false)).rejects.toMatchObject({ name: "JobFailedError" });
    expect(made).toEqual([]);
  });
});

describe("examples/wait-and-deploy/consumer", () => {
  it("has the name that the other stack has deployed", async () => {
    const { outputs } = await runProgram(() => import("../../examples/wait-and-deploy/consumer/index.js"), {
      portkey,
      project: "portkey-model-consumer",
      config: { "portkey-model-consumer:producer": "acme/portkey-wait-and-deploy/dev" },
      outputsOf: ({ id }) => ({ outputs: { supportBotModel: `model of ${id}` } }),
    });
    expect(outputs).toEqual({ model: "model of acme/portkey-wait-and-deploy/dev" });
    expect(portkey.requests).toEqual([]);
  });
});

describeOnEngine("examples/wait-and-deploy and its consumer, on the engine", () => {
  let producer: EngineProject;
  let consumer: EngineProject;

  beforeAll(() => {
    producer = engineProjectOf("wait-and-deploy");
    consumer = engineProjectOf("wait-and-deploy/consumer");
  });
  afterAll(() => {
    producer.dispose();
    consumer.dispose();
  });

  it("are two stacks of one backend, the second of which has the model of the first", async () => {
    portkey.script("ftjob-bot", runningJob("ftjob-bot")).script("ftjob-classifier", runningJob("ftjob-classifier"));
    const environment = { PORTKEY_API_KEY: "key-of-the-example", PORTKEY_BASE_URL: portkey.baseUrl };
    const producing = await producer.stack("dev", environment, asConfigMap(config));

    const preview = await producing.preview();
    expect(preview.terminal).toContain("the update will wait up to 6h for it");
    expect(resourceIn(preview, "service-environment")).toMatchObject({ op: "create" });

    portkey.script("ftjob-bot", succeededJob("ftjob-bot", "ft:bot"));
    const up = await producing.up();
    expect(up.outputs["serviceEnvironment"]?.value).toEqual({
      SUPPORT_BOT_MODEL: "ft:bot",
      CLASSIFIER_MODEL: baseModel,
    });

    const consuming = await consumer.stack(
      "dev",
      { PULUMI_BACKEND_URL: producer.backendUrl },
      asConfigMap({ producer: "organization/portkey-wait-and-deploy/dev" }),
    );
    expect((await consuming.up()).outputs["model"]?.value).toBe("ft:bot");

    expect((await consuming.destroy()).succeeded).toBe(true);
    expect(await producing.destroy()).toMatchObject({ succeeded: true, changes: { delete: 2 } });
    expect(producing.state().resources).toEqual([]);
  });
});

function asConfigMap(values: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value }]));
}
