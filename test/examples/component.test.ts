import { PortkeySimulator, runningJob, runProgram, succeededJob, unknownValue } from "../../sdk/testing";

const jobs = JSON.stringify({ "support-bot": "ftjob-bot", classifier: "ftjob-classifier" });
let portkey: PortkeySimulator;

beforeEach(async () => {
  jest.resetModules();
  portkey = await PortkeySimulator.start();
  portkey.script("ftjob-classifier", succeededJob("ftjob-classifier", "ft:classifier"));
});
afterEach(() => portkey.close());

describe("examples/component", () => {
  function run(preview: boolean) {
    return runProgram(() => import("../../examples/component/index.js"), {
      portkey,
      preview,
      project: "portkey-component",
      config: { "portkey-component:jobs": jobs },
      outputsOf: ({ inputs }) => ({ ...inputs, output: inputs["input"] }),
    });
  }

  it("has a service with its model for each job, and waits for those that run", async () => {
    const waiting = { ...runningJob("ftjob-bot"), forSeconds: 7_200 };
    portkey.script("ftjob-bot", waiting, succeededJob("ftjob-bot", "ft:bot"));
    const { outputs, resources } = await run(false);
    expect(outputs).toEqual({ models: { "support-bot": "ft:bot", classifier: "ft:classifier" } });
    const services = resources.filter(({ type }) => type === "pulumi:index:Stash");
    expect(services.map(({ name, inputs }) => [name, inputs["input"]])).toEqual([
      ["classifier", { MODEL: "ft:classifier" }],
      ["support-bot", { MODEL: "ft:bot" }],
    ]);
  });

  it("does not know the model in a preview while its job runs, but knows the other", async () => {
    portkey.script("ftjob-bot", runningJob("ftjob-bot"));
    expect((await run(true)).outputs).toEqual({
      models: { "support-bot": unknownValue, classifier: "ft:classifier" },
    });
  });
});
