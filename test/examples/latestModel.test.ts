import { PortkeySimulator, runProgram, succeededJob } from "../../sdk/testing";

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
