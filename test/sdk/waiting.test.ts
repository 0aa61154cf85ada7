import { ModelUnavailableError } from "../../provider";
import * as portkey from "../../sdk";
import { answer, hang, PortkeySimulator, runProgram, succeededJob, type RunOptions } from "../../sdk/testing";

const model = "ft:gpt-4.1-2025-04-14:acme:support-bot:1";
const base = "gpt-4.1-2025-04-14";
let simulator: PortkeySimulator;

beforeEach(async () => {
  simulator = await PortkeySimulator.start();
  simulator.script("ftjob-1", { ...succeededJob("ftjob-1", model), model: base });
});

afterEach(() => simulator.close());

/** Runs a program whose jobs have these arguments. */
function run(jobs: Readonly<Record<string, Partial<portkey.FineTuningJobArgs>>>, options: RunOptions = {}) {
  const program = () =>
    Object.fromEntries(
      Object.entries(jobs).map(([name, args]) => [
        name,
        new portkey.FineTuningJob(name, { jobId: "ftjob-1", ...args }).fineTunedModel,
      ]),
    );
  return runProgram(program, { portkey: simulator, ...options });
}

/** Returns the day that is so many days from now. */
function inDays(days: number): string {
  return new Date(simulator.simulatedClock.now() + days * 86_400_000).toISOString().slice(0, 10);
}

describe("the model of a job that has succeeded", () => {
  it.each([{ preview: true }, { preview: false }])(
    "is warned of where its base ends within 90 days: %j",
    async (options) => {
      simulator.model(model).model(base, { shutdownDate: inDays(90) });
      const { outputs, warnings, log } = await run({ job: {} }, options);
      expect(warnings).toEqual([
        `job: Fine-tuning job "ftjob-1": its model "${model}" will be shut down on ${inDays(90)} (in 90 days), together with its base model "${base}". ` +
          "Start a new job on a base model that is still supported, and use its id.",
      ]);
      expect(log).toEqual(warnings);
      expect(outputs).toEqual({ job: model });
    },
  );

  it("causes a warning as far ahead as the job says", async () => {
    simulator.model(model, { shutdownDate: inDays(60) });
    const { warnings } = await run({ near: { checkModelWithin: "30d" }, far: { checkModelWithin: "61d" } });
    expect(warnings).toEqual([expect.stringContaining("far: ")]);
  });

  it("is requested once, even if several jobs have it", async () => {
    simulator.model(model, { gone: true });
    const { warnings } = await run({ one: {}, two: {}, three: {} });
    expect(warnings).toHaveLength(3);
    expect([simulator.count(model), simulator.count(base)]).toEqual([1, 1]);
    // Another run asks anew.
    await run({ one: {} });
    expect(simulator.count(model)).toBe(2);
  });

  it.each<[string, Partial<portkey.FineTuningJobArgs>, Readonly<Record<string, string>>]>([
    ["by the job", { checkModel: "off" }, {}],
    ["by the environment", {}, { PORTKEY_CHECK_MODEL: "off" }],
    ["if checks are turned off", { checkModel: "require" }, { PORTKEY_SKIP_WAIT: "true" }],
  ])("is not looked at where that is said %s", async (_where, args, environment) => {
    simulator.model(model, { gone: true });
    await expect(run({ job: args }, { environment })).resolves.toMatchObject({ warnings: [] });
    expect(simulator.requests).toHaveLength(1);
  });

  it("is not checked before the job has succeeded", async () => {
    simulator.script("ftjob-1", { status: "running" });
    await run({ job: {} });
    expect(simulator.requests).toHaveLength(1);
  });

  it.each([
    ["nonsense", answer(200, "<html>")],
    ["a server that is broken", answer(500)],
    ["no answer", hang],
  ])("is not warned of because of %s, and nothing fails or waits", async (_what, fault) => {
    simulator.fail(fault, Number.POSITIVE_INFINITY, model).model(base);
    const config = { "portkey:requestTimeout": "0.2", "portkey:maxRetries": "0" };
    await expect(run({ job: {} }, { config })).resolves.toMatchObject({ outputs: { job: model }, warnings: [] });
  });

  it("fails before anything uses it if it is required and does not exist", async () => {
    simulator.model(model, { gone: true });
    await expect(run({ job: { checkModel: "require" } }, { preview: true })).rejects.toThrow(ModelUnavailableError);
    await expect(run({ job: {} }, { config: { "portkey:checkModel": "require" } })).rejects.toThrow(
      "is not available: it was",
    );
  });
});
