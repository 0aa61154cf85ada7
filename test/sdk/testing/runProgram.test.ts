import * as pulumi from "@pulumi/pulumi";
import { FineTuningJob } from "../../../sdk";
import { NotFoundError } from "../../../provider";
import { answer, hang, PortkeySimulator, runProgram, succeededJob, unknownValue } from "../../../sdk/testing";

const model = "ft:m:acme:support-bot:1";
let portkey: PortkeySimulator;

beforeEach(async () => {
  portkey = await PortkeySimulator.start();
});

afterEach(() => portkey.close());

/** A stack that waits for one job, and falls back for another. */
function stack() {
  const supportBot = new FineTuningJob("support-bot", { jobId: "ftjob-bot", waitFor: "succeeded" });
  const classifier = new FineTuningJob("classifier", { jobId: "ftjob-classifier" });
  const environment = new pulumi.Stash("environment", {
    input: { SUPPORT_BOT: supportBot.requireFineTunedModel(), CLASSIFIER: classifier.fineTunedModelOr("base") },
  });
  return { model: supportBot.requireFineTunedModel(), classifier: classifier.status, urn: environment.urn };
}

const readsOne = () => ({ model: new FineTuningJob("job", { jobId: "ftjob-1" }).fineTunedModel });

const readsNone = (): void => void new FineTuningJob("job", { jobId: "ftjob-none" });
const readsHastily = () => ({
  model: new FineTuningJob("job", { jobId: "ftjob-1", connection: { requestTimeout: 0.1 } }).fineTunedModel,
});
const failsInCallback = (): void => {
  new FineTuningJob("job", { jobId: "ftjob-1" }).status.apply(() => {
    throw new Error("of the program's own");
  });
};

describe("a run of a program", () => {
  it("waits for hours that take no time, falls back, and returns outputs, resources and the jobs' lines", async () => {
    portkey.script("ftjob-bot", { status: "running", forSeconds: 2 * 3_600 }, succeededJob("ftjob-bot", model));
    portkey.script("ftjob-classifier", { status: "queued" });
    const begun = Date.now();

    const { outputs, resources, log } = await runProgram(stack, { portkey });

    expect(outputs).toMatchObject({ model, classifier: "queued" });
    expect(resources.map(({ name }) => name).toSorted()).toEqual(["classifier", "environment", "support-bot"]);
    expect(resources.find(({ name }) => name === "environment")?.inputs).toMatchObject({
      input: { SUPPORT_BOT: model, CLASSIFIER: "base" },
    });
    expect(log[0]).toBe("support-bot: running");
    expect(log.at(-1)).toMatch(/^support-bot: succeeded after 2h/);
    const [first, last] = [portkey.requests[0]?.at ?? 0, portkey.requests.at(-1)?.at ?? 0];
    expect(last - first).toBeGreaterThanOrEqual(2 * 3_600_000);
    expect(Date.now() - begun).toBeLessThan(30_000);
  });

  it("has unknown and secret inputs as tests can read them, at any place in a value", async () => {
    portkey.script("ftjob-bot", { status: "running" });
    const program = () => {
      const job = new FineTuningJob("support-bot", { jobId: "ftjob-bot", waitFor: "succeeded" });
      const data = { models: [job.requireFineTunedModel()], key: pulumi.secret("in clear here") };
      return { stash: new pulumi.Stash("environment", { input: data }).output };
    };
    const { resources } = await runProgram(program, { portkey, preview: true });
    expect(resources.map(({ name, inputs }) => [name, inputs])).toEqual([
      ["support-bot", { jobId: "ftjob-bot" }],
      ["environment", { input: { models: [unknownValue], key: "in clear here" } }],
    ]);
  });

  it("is a preview where that is said: nothing waits, and what the update will wait for is unknown", async () => {
    portkey.script("ftjob-bot", { status: "running" }).script("ftjob-classifier", { status: "queued" });
    const { outputs, log } = await runProgram(stack, { portkey, preview: true });
    expect(outputs).toMatchObject({ model: unknownValue, classifier: "queued" });
    expect(log).toEqual(["support-bot: running; the update will wait up to 6h for it"]);
  });

  it("continues at the time of the run before, like an up after a preview", async () => {
    portkey.script("ftjob-bot", { status: "running", forSeconds: 600 }, succeededJob("ftjob-bot", model));
    portkey.script("ftjob-classifier", { status: "queued" });
    await runProgram(stack, { portkey });
    const { log, outputs } = await runProgram(stack, { portkey });
    expect(log).toEqual([]);
    expect(outputs["model"]).toBe(model);
  });

  it("rejects with what fails in the program, wherever that is", async () => {
    portkey.script("ftjob-1", { status: "running" });
    await expect(runProgram(failsInCallback, { portkey })).rejects.toThrow("of the program's own");
    await expect(runProgram(() => Promise.reject(new Error("at once")), { portkey })).rejects.toThrow("at once");
    const error = await runProgram(readsNone, { portkey }).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(NotFoundError);
    // As test runners print it.
    expect(Object(error).stack).toMatch(/^NotFoundError: Fine-tuning job "ftjob-none": not found/);
  });

  it("meets the faults that are ordered, and gets over them as a deployment does", async () => {
    portkey.script("ftjob-1", succeededJob("ftjob-1", model)).fail(answer(503), 2).fail(hang, 1);
    const { outputs } = await runProgram(readsHastily, { portkey });
    expect(outputs).toEqual({ model });
    expect(portkey.count("ftjob-1")).toBe(4);
  });

  it("takes the program's own keys without a namespace, in the project that Pulumi.yaml names", async () => {
    const program = () => ({ project: pulumi.getProject(), jobId: new pulumi.Config().requireSecret("jobId") });
    const { outputs, secretOutputs } = await runProgram(program, {
      config: { jobId: "ftjob-1" },
      secretKeys: ["jobId"],
    });
    expect(outputs).toEqual({ project: "quickstart", jobId: "ftjob-1" });
    expect(secretOutputs).toEqual(["jobId"]);
  });

  it("has the project's name, the stack's and its config, and gives other resources the outputs that are said", async () => {
    const { outputs, secretOutputs } = await runProgram(
      () => {
        const config = new pulumi.Config();
        const stash = new pulumi.Stash("stash", { input: "in" });
        return {
          default: "left out",
          project: pulumi.getProject(),
          stack: pulumi.getStack(),
          replicas: config.getNumber("replicas"),
          key: config.requireSecret("key"),
          nested: { list: [config.requireSecret("key")] },
          missing: config.get("missing"),
          output: stash.output,
        };
      },
      {
        project: "shop",
        stack: "prod",
        config: { "shop:replicas": "3", "shop:key": "hidden" },
        secretKeys: ["shop:key"],
        outputsOf: ({ name }) => ({ output: `made of ${name}` }),
      },
    );
    expect(outputs).toEqual({
      project: "shop",
      stack: "prod",
      replicas: 3,
      key: "hidden",
      nested: { list: ["hidden"] },
      output: "made of stash",
    });
    expect(secretOutputs).toEqual(["key", "nested"]);
  });

  it.each<[string, () => unknown]>([
    ["an Output", () => pulumi.output(readsOne())],
    ["a function", () => readsOne],
    ["a module whose default export is a function", () => ({ default: () => Promise.resolve(readsOne()) })],
    ["a module that exports the outputs", () => ({ ...readsOne(), __esModule: true })],
  ])("has the outputs of a program that returns %s, as Pulumi has them", async (_what, program) => {
    portkey.script("ftjob-1", succeededJob("ftjob-1", model));
    expect((await runProgram(program, { portkey })).outputs).toMatchObject({ model });
  });

  it("refuses to run at the same time as another one, which would share its engine", async () => {
    portkey.script("ftjob-1", succeededJob("ftjob-1", model));
    const first = runProgram(readsOne, { portkey });
    await expect(runProgram(readsOne, { portkey })).rejects.toThrow("Another program is running");
    await expect(first).resolves.toMatchObject({ outputs: { model } });
  });

  it("takes nothing of Portkey's from the shell where the simulator is given, and what environment says", async () => {
    Object.assign(process.env, { PORTKEY_AUTHORIZATION: "of-the-shell", PORTKEY_SKIP_WAIT: "true" });
    try {
      portkey.script("ftjob-1", { status: "running", forSeconds: 60 }, succeededJob("ftjob-1", model));
      const waits = () => ({
        model: new FineTuningJob("job", { jobId: "ftjob-1", waitFor: "succeeded" }).requireFineTunedModel(),
      });
      const { outputs } = await runProgram(waits, { portkey, environment: { PORTKEY_TRACE_ID: "of-the-test" } });
      expect(outputs).toEqual({ model });
      expect(portkey.requests.map(({ headers }) => headers["authorization"])).toEqual(
        portkey.requests.map(() => undefined),
      );
      expect(portkey.requests[0]?.headers["x-portkey-trace-id"]).toBe("of-the-test");
    } finally {
      delete process.env["PORTKEY_AUTHORIZATION"];
      delete process.env["PORTKEY_SKIP_WAIT"];
    }
  });

  it("finds the simulator by the stack's config, with a key that it lets in", async () => {
    const strict = await PortkeySimulator.start({ apiKeys: ["right"] });
    strict.script("ftjob-1", succeededJob("ftjob-1", model));
    await expect(runProgram(readsOne, { portkey: strict })).resolves.toMatchObject({ outputs: { model } });
    const wrong = { portkey: strict, config: { "portkey:apiKey": "wrong" } };
    await expect(runProgram(readsOne, wrong)).rejects.toThrow("did not accept the credentials");
    await strict.close();
  });
});

describe("the simulator", () => {
  it("refuses a script with a misspelled key, and takes keys that nobody knows", () => {
    expect(() => portkey.script("ftjob-1", { stauts: "succeeded" })).toThrow(
      'The script of job "ftjob-1" has an unknown key "stauts"; did you mean status?',
    );
    expect(() => portkey.script("ftjob-1", { colour: "blue" })).not.toThrow();
  });

  it("keeps events and checkpoints, whether a job is scripted before or after them", async () => {
    portkey.event("ftjob-1", "Created").checkpoint("ftjob-1", { step_number: 5 });
    portkey.script("ftjob-1", { status: "running" });
    const [events, checkpoints] = await Promise.all(
      ["events", "checkpoints"].map(async (list) => {
        const response = await fetch(`${portkey.baseUrl}/fine_tuning/jobs/ftjob-1/${list}`);
        return response.json();
      }),
    );
    expect(events).toMatchObject({ data: [{ message: "Created" }] });
    expect(checkpoints).toMatchObject({ data: [{ step_number: 5 }] });
  });
});
