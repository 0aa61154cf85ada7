import * as pulumi from "@pulumi/pulumi";
import { FineTuningJob, type FineTuningJobArgs } from "../../../sdk";
import { runProgram } from "../../support/program";
import { PortkeySimulator } from "../../../sdk/testing";

const model = "ft:m:acme:support-bot";
let simulator: PortkeySimulator;

beforeEach(async () => {
  simulator = await PortkeySimulator.start();
  simulator.script("ftjob-1", { status: "running" });
  Object.assign(process.env, { PORTKEY_API_KEY: "a real key", PORTKEY_BASE_URL: simulator.baseUrl });
});

afterEach(async () => {
  delete process.env["PORTKEY_API_KEY"];
  delete process.env["PORTKEY_BASE_URL"];
  await simulator.close();
});

describe.each([
  ["an up", false],
  ["a preview", true],
])("a unit test with Pulumi's mocks, as %s", (_operation, preview) => {
  it.each<[string, Partial<FineTuningJobArgs>]>([
    ["read", {}],
    ["waited for", { waitFor: "succeeded", timeout: "2d" }],
  ])("has what the mock answers for outputs, of a job that is %s, and requests nothing", async (_how, args) => {
    await mock({ status: "succeeded", fineTunedModel: model }, preview);
    await expect(runProgram(() => answersOf(args))).resolves.toEqual({
      status: "succeeded",
      model: "undefined",
      required: model,
      orFallback: model,
    });
    expect(simulator.requests).toEqual([]);
  });

  it("has undefined for what the mock leaves out, and for null", async () => {
    await mock({ fineTunedModel: null }, preview);
    const outputs = await runProgram(() => {
      const job = new FineTuningJob("support-bot", { jobId: "ftjob-1", waitFor: "succeeded" });
      return { status: job.status.apply(String), orFallback: job.fineTunedModelOr("base") };
    });
    expect(outputs).toEqual({ status: "undefined", orFallback: "base" });
    expect(simulator.requests).toEqual([]);
  });

  it("fails for a model that is required and that the mock does not give", async () => {
    await mock({ status: "running" }, preview);
    await expect(
      runProgram(() => ({ model: new FineTuningJob("job", { jobId: "ftjob-1" }).requireFineTunedModel() })),
    ).rejects.toThrow(
      'Fine-tuning job "ftjob-1" has no fine-tuned model: your mocks returned none. ' +
        'Return { status: "succeeded", fineTunedModel: "…" } as the state from newResource. To test a job that is not finished, use runProgram',
    );
  });

  it("keeps what the mock answers as a secret one", async () => {
    await mock({ status: "succeeded", fineTunedModel: pulumi.secret(model) }, preview);
    const job = new FineTuningJob("support-bot", { jobId: "ftjob-1" });
    await expect(pulumi.isSecret(job.fineTunedModel)).resolves.toBe(true);
    await expect(pulumi.isSecret(job.status)).resolves.toBe(false);
  });
});

/** Sets mocks as the README shows them: the arguments come back, with what the API would add. */
async function mock(answer: Record<string, unknown>, preview: boolean): Promise<void> {
  await pulumi.runtime.setMocks(
    {
      call: ({ inputs }) => inputs,
      newResource: ({ name, id }) => ({ id: id ?? name, state: { ...answer } }),
    },
    "project",
    "stack",
    preview,
  );
}

function answersOf(args: Partial<FineTuningJobArgs>): Record<string, unknown> {
  const job = new FineTuningJob("support-bot", { jobId: "ftjob-1", ...args });
  return {
    status: job.status,
    model: job.model.apply(String),
    required: job.requireFineTunedModel(),
    orFallback: job.fineTunedModelOr("base"),
  };
}
