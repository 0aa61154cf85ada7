import { PortkeySimulator, runProgram, succeededJob } from "../../sdk/testing";

const suffix = "support-bot";
const family = { user_provided_suffix: suffix };
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
    portkey.script("ftjob-1", { status: "running", ...family });
    expect((await latestModel()).outputs).toEqual({ model: "amazon.nova-lite-v1:0" });
  });

  it("serves the newest that has succeeded, and in the pipeline waits for the newest job", async () => {
    portkey
      .script("ftjob-1", { ...succeededJob("ftjob-1", "accounts/acme/models/support-bot-1"), ...family, created_at: 1 })
      .script("ftjob-2", { ...succeededJob("ftjob-2", "accounts/acme/models/support-bot-2"), ...family, created_at: 2 })
      .script(
        "ftjob-3",
        { status: "running", ...family, created_at: 3, forSeconds: 3_600 },
        { ...succeededJob("ftjob-3", "accounts/acme/models/support-bot-3"), ...family, created_at: 3 },
      );
    expect((await latestModel()).outputs).toEqual({ model: "accounts/acme/models/support-bot-2" });
    jest.resetModules();
    const { outputs } = await latestModel({ "portkey-latest-model:wait": "true" });
    expect(outputs).toEqual({ model: "accounts/acme/models/support-bot-3" });
  });
});
