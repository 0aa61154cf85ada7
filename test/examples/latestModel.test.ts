import { PortkeySimulator, runProgram, succeededJob } from "../../sdk/testing";
import { describeOnEngine, type EngineProject } from "../support/engine";
import { engineProjectOf } from "../support/examples";

const suffix = "support-bot";
let portkey: PortkeySimulator;

beforeEach(async () => {
  jest.resetModules();
  portkey = await PortkeySimulator.start();
});

afterEach(() => portkey.close());

function latestModel(config: Readonly<Record<string, string>> = {}) {
  return runProgram(() => import("../../examples/latest-model/index.js"), {
    portkey,
    project: "portkey-latest-model",
    config: { "portkey-latest-model:suffix": suffix, ...config },
  });
}

describe("examples/latest-model", () => {
  it("serves the base model until the first of the family has succeeded", async () => {
    portkey.script("ftjob-1", { status: "running", user_provided_suffix: suffix });
    expect((await latestModel()).outputs).toEqual({ model: "gpt-4o-mini-2024-07-18" });
  });

  it("serves the newest that has succeeded, and in the pipeline waits for the newest job", async () => {
    portkey
      .script("ftjob-1", { ...succeededJob("ftjob-1", "ft:m:acme:support-bot:1"), created_at: 1 })
      .script("ftjob-2", { ...succeededJob("ftjob-2", "ft:m:acme:support-bot:2"), created_at: 2 })
      .script(
        "ftjob-3",
        { status: "running", user_provided_suffix: suffix, created_at: 3, forSeconds: 3_600 },
        { ...succeededJob("ftjob-3", "ft:m:acme:support-bot:3"), created_at: 3 },
      );
    expect((await latestModel()).outputs).toEqual({ model: "ft:m:acme:support-bot:2" });
    jest.resetModules();
    const { outputs } = await latestModel({ "portkey-latest-model:wait": "true" });
    expect(outputs).toEqual({ model: "ft:m:acme:support-bot:3" });
  });
});

describeOnEngine("examples/latest-model, on the engine", () => {
  let project: EngineProject;

  beforeAll(() => {
    project = engineProjectOf("latest-model");
  });
  afterAll(() => project.dispose());

  it("goes from the base model to the first of the family when that has succeeded", async () => {
    const environment = { PORTKEY_API_KEY: "key-of-the-example", PORTKEY_BASE_URL: portkey.baseUrl };
    const stack = await project.stack("dev", environment, { suffix: { value: suffix } });
    expect((await stack.up()).outputs["model"]?.value).toBe("gpt-4o-mini-2024-07-18");

    portkey.script("ftjob-1", succeededJob("ftjob-1", "ft:m:acme:support-bot:1"));
    expect((await stack.up()).outputs["model"]?.value).toBe("ft:m:acme:support-bot:1");

    expect(await stack.destroy()).toMatchObject({ succeeded: true });
  });
});
