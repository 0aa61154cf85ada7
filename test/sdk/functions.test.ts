import * as pulumi from "@pulumi/pulumi";
import { InvalidArgumentError, NoMatchingJobError, NotFoundError } from "../../provider";
import * as portkey from "../../sdk";
import {
  hang,
  PortkeySimulator,
  runProgram,
  succeededJob,
  unknownValue,
  type ProgramResult,
  type RunOptions,
} from "../../sdk/testing";
import { runProgram as runWithMocks } from "../support/program";

const model = "ft:m:acme:support-bot:1";
let simulator: PortkeySimulator;

beforeEach(async () => {
  simulator = await PortkeySimulator.start();
  simulator.script("ftjob-1", succeededJob("ftjob-1", model));
});

afterEach(() => simulator.close());

const run = (program: () => object, options: RunOptions = {}): Promise<ProgramResult> =>
  runProgram(program, { portkey: simulator, ...options });

describe("the plain form of a function", () => {
  it("resolves to the answer, which a program awaits", async () => {
    const { outputs } = await run(async () => {
      const { jobs } = await portkey.getFineTuningJobs({ suffix: "support-bot" });
      const latest = await portkey.getLatestFineTuningJob({ suffix: "support-bot" });
      return { ids: jobs.map(({ jobId }) => jobId), model: latest.fineTunedModel };
    });
    expect(outputs).toEqual({ ids: ["ftjob-1"], model });
  });

  it("rejects with a class that a program can catch, whose error Pulumi prints as one line if nobody does", async () => {
    const { outputs } = await run(async () => {
      const thrown = await Promise.all([
        portkey.getFineTuningJob({ jobId: "ftjob-none" }).catch((error: unknown) => error),
        portkey.getLatestFineTuningJob({ suffix: "none" }).catch((error: unknown) => error),
        portkey.getFineTuningJobs({ limit: -1 }).catch((error: unknown) => error),
      ]);
      const classes = [NotFoundError, NoMatchingJobError, InvalidArgumentError];
      return {
        classes: thrown.map((error, index) => error instanceof (classes[index] ?? Array)),
        printed: thrown.map((error) => pulumi.RunError.isInstance(error)),
        stacks: thrown.map((error) => Object(error).stack),
        message: Object(thrown[2]).message,
      };
    });
    expect(outputs).toEqual({
      classes: [true, true, true],
      printed: [true, true, true],
      stacks: ["", "", ""],
      message: "getFineTuningJobs: limit: it must be a whole number from 1 to 10000.",
    });
  });

  it("takes credentials that are secrets of the stack's config", async () => {
    const { outputs } = await run(() =>
      portkey.getFineTuningJob({ jobId: "ftjob-1", connection: { apiKey: pulumi.secret("of-the-job") } }),
    );
    expect(outputs).toMatchObject({ status: "succeeded" });
    expect(simulator.requests[0]?.headers["x-portkey-api-key"]).toBe("of-the-job");
  });

  it("refuses a connection that is not known in a preview, and says what takes it", async () => {
    const program = () =>
      portkey.getFineTuningJob({ jobId: "ftjob-1", connection: { apiKey: new Trainer("trainer").output } });
    await expect(run(program, { preview: true, outputsOf: () => ({}) })).rejects.toThrow(
      "getFineTuningJob: connection: its value is not known yet; use the Output form of the function, which waits for it.",
    );
  });

  it("refuses an Output, and says what takes it", async () => {
    const args = { jobId: pulumi.output("ftjob-1") };
    const program = (): Promise<object> => Reflect.apply(portkey.getFineTuningJob, undefined, [args]);
    await expect(run(program)).rejects.toThrow(
      "getFineTuningJob: jobId: it is an Output; use getFineTuningJobOutput, which accepts Outputs.",
    );
  });

  it("refuses an option which would mean nothing", async () => {
    const program = (): Promise<object> =>
      Reflect.apply(portkey.getFineTuningJob, undefined, [{ jobId: "ftjob-1" }, { provider: "x" }]);
    await expect(run(program)).rejects.toThrow(
      "getFineTuningJob: provider: it has no effect, because the function runs in your program",
    );
    expect(simulator.requests).toEqual([]);
  });
});

describe("the Output form of a function", () => {
  it("takes Outputs, and depends on the resources that they come from", async () => {
    const { outputs } = await run(() => {
      const trainer = new Trainer("trainer");
      const job = portkey.getFineTuningJobOutput({ jobId: trainer.output.apply(() => "ftjob-1") });
      return { model: job.fineTunedModel };
    });
    expect(outputs).toEqual({ model });
  });

  it.each<[string, (trainer: Trainer) => [portkey.GetFineTuningJobOutputArgs, pulumi.InvokeOutputOptions?]]>([
    ["an argument is", (trainer) => [{ jobId: trainer.output }]],
    ["what dependsOn names is yet to be created", (trainer) => [{ jobId: "ftjob-1" }, { dependsOn: trainer }]],
    [
      "a child of a component that it names is",
      () => [{ jobId: "ftjob-1" }, { dependsOn: new Component("component") }],
    ],
  ])("is unknown in a preview where %s, and asks nothing", async (_what, given) => {
    const program = () => {
      const [args, options] = given(new Trainer("trainer"));
      return { job: portkey.getFineTuningJobOutput(args, options).status };
    };
    const { outputs } = await run(program, { preview: true, outputsOf: () => ({}) });
    expect(outputs).toEqual({ job: unknownValue });
    expect(simulator.requests).toEqual([]);
  });

  it("is requested after the resources in dependsOn", async () => {
    const order: string[] = [];
    simulator.fail((_request, response) => {
      order.push("asked");
      response.writeHead(200).end(JSON.stringify(succeededJob("ftjob-1", model)));
    });
    await run(
      () => ({
        job: portkey.getFineTuningJobOutput({ jobId: "ftjob-1" }, { dependsOn: new Trainer("trainer") }).status,
      }),
      {
        outputsOf: ({ inputs }) => {
          order.push("created");
          return inputs;
        },
      },
    );
    expect(order).toEqual(["created", "asked"]);
  });

  it("is secret if an argument is, and not for the credentials in its connection", async () => {
    const { secretOutputs, outputs } = await run(() => {
      const secret = portkey.getFineTuningJobOutput({ jobId: pulumi.secret("ftjob-1") });
      const plain = portkey.getFineTuningJobOutput({
        jobId: "ftjob-1",
        connection: pulumi.secret({ apiKey: pulumi.secret("key") }),
      });
      return { secret: secret.fineTunedModel, plain: plain.fineTunedModel };
    });
    expect(outputs).toEqual({ secret: model, plain: model });
    expect(secretOutputs).toEqual(["secret"]);
  });

  it("is rejected by an error, and by an option that means nothing", async () => {
    const none = () => ({ job: portkey.getFineTuningJobOutput({ jobId: "ftjob-none" }).status });
    await expect(run(none)).rejects.toThrow('Fine-tuning job "ftjob-none": not found');
    const option = () => ({ job: portkey.getFineTuningJobOutput({ jobId: "ftjob-1" }, { version: "1" }).status });
    await expect(run(option)).rejects.toThrow(
      "getFineTuningJob: version: it has no effect, because the function runs in your program",
    );
  });

  const hidden = "very-hidden-0123456789";
  it.each<
    [what: string, name: "getLatestFineTuningJob" | "getFineTuningJob", args: Record<string, unknown>, shown: string]
  >([
    ["a text", "getLatestFineTuningJob", { suffix: ` ${hidden}\n` }, 'with suffix "[secret]"'],
    ["a key", "getLatestFineTuningJob", { metadata: pulumi.secret({ [hidden]: "x" }) }, "with metadata [secret] ="],
    ["a number", "getLatestFineTuningJob", { createdAfter: 17_000_000_000_000 }, "[secret] looks like milliseconds"],
    ["an encoded id", "getFineTuningJob", { jobId: hidden.replaceAll("-", "%2D") }, 'job "[secret]": not found'],
  ])("masks in an error what came from a secret argument: %s", async (_what, name, args, shown) => {
    const secrets = Object.fromEntries(
      Object.entries(args).map(([key, value]) => [key, key === "metadata" ? value : pulumi.secret(value)]),
    );
    const program = () => ({
      job:
        name === "getFineTuningJob"
          ? portkey.getFineTuningJobOutput(secrets as never)
          : portkey.getLatestFineTuningJobOutput(secrets),
    });
    const error = await run(program).catch((thrown: Error) => thrown);
    expect(String(error)).toContain(shown);
    expect(decodeURIComponent(String(error))).not.toContain("hidden");
  });

  it("refuses arguments that are an Output as a whole", async () => {
    const program = () =>
      Reflect.apply(portkey.getFineTuningJobOutput, undefined, [pulumi.output({ jobId: "ftjob-1" })]);
    await expect(run(program)).rejects.toThrow(
      "getFineTuningJob: args: they are an Output; use getFineTuningJobOutput",
    );
  });

  it("is given up when the program fails, and adds no error of its own", async () => {
    simulator.fail(hang);
    const begun = Date.now();
    const program = async () => {
      portkey.getFineTuningJobOutput({ jobId: "ftjob-1" });
      await new Promise((resolve) => setTimeout(resolve, 100));
      throw new Error("the program has failed");
    };
    await expect(run(program)).rejects.toThrow("the program has failed");
    expect(Date.now() - begun).toBeLessThan(10_000);
  });

  it("is rejected though nobody uses it", async () => {
    const program = () => {
      portkey.getFineTuningJobOutput({ jobId: "ftjob-none" });
      return {};
    };
    await expect(run(program)).rejects.toThrow('Fine-tuning job "ftjob-none": not found');
  });

  it("keeps its error's message, whichever inputs fail with it", async () => {
    const program = () => {
      const { jobId } = portkey.getLatestFineTuningJobOutput({ suffix: "none" });
      const job = new portkey.FineTuningJob("job", { jobId });
      return { model: new pulumi.Stash("served", { input: job.fineTunedModel }).output };
    };
    await expect(run(program)).rejects.toThrow(/^No fine-tuning job with suffix "none"/);
  });

  it("holds the program until it is there, though nothing is exported", async () => {
    simulator.latencyMs = 300;
    const { resources } = await run(() => {
      portkey.getFineTuningJobOutput({ jobId: "ftjob-1" }).apply(({ status }) => new Trainer(`after-${status}`));
      return {};
    });
    expect(resources.map(({ name }) => name)).toEqual(["after-succeeded"]);
  });

  it("reads a model", async () => {
    simulator.model(model, { shutdownDate: "2027-01-14" });
    const { outputs } = await run(() => {
      const { fineTunedModel } = portkey.getLatestFineTuningJobOutput();
      return { end: portkey.getModelOutput({ model: fineTunedModel.apply(String) }).shutdownDate };
    });
    expect(outputs).toEqual({ end: "2027-01-14" });
  });

  it("lists checkpoints and events", async () => {
    simulator.checkpoint("ftjob-1", { metrics: { valid_loss: 0.2 } }).event("ftjob-1", "Created");
    const { outputs } = await run(() => ({
      losses: portkey
        .getFineTuningJobCheckpointsOutput({ jobId: "ftjob-1" })
        .apply(({ checkpoints }) => checkpoints.map(({ metrics }) => metrics?.validLoss)),
      message: portkey
        .getFineTuningJobEventsOutput({ jobId: "ftjob-1", limit: 1 })
        .apply(({ events }) => events[0]?.message),
      jobs: portkey.getFineTuningJobsOutput({ limit: pulumi.output(5) }).apply(({ jobs }) => jobs.length),
    }));
    expect(outputs).toEqual({ losses: [0.2], message: "Created", jobs: 1 });
  });
});

describe("with mocks instead of the engine", () => {
  it.each([false, true])("a function has what the mock answers, and requests nothing; preview: %p", async (preview) => {
    const calls: unknown[] = [];
    await pulumi.runtime.setMocks(
      {
        call: ({ token, inputs }) => {
          calls.push([token, inputs]);
          return { fineTunedModel: "ft:mocked" };
        },
        newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      },
      "project",
      "stack",
      preview,
    );
    const { fineTunedModel } = await portkey.getLatestFineTuningJob({ suffix: "bot" });
    const output = await runWithMocks(() => ({
      model: portkey.getFineTuningJobOutput({ jobId: "ftjob-1" }).fineTunedModel,
    }));
    expect([fineTunedModel, output]).toEqual(["ft:mocked", { model: "ft:mocked" }]);
    expect(calls).toEqual([
      ["portkey:index:getLatestFineTuningJob", { suffix: "bot" }],
      ["portkey:index:getFineTuningJob", { jobId: "ftjob-1" }],
    ]);
    expect(simulator.requests).toEqual([]);
    await expect(portkey.getFineTuningJobs({ limit: 0 })).rejects.toThrow("limit: it must be a whole number");
  });
});

/** Stands for whatever starts a job: a preview does not know what it gives. */
class Trainer extends pulumi.CustomResource {
  declare readonly output: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.CustomResourceOptions) {
    super("test:index:Trainer", name, { output: undefined }, opts);
  }
}

/** A component that has a child, which is yet to be created. */
class Component extends pulumi.ComponentResource {
  readonly child: Trainer;

  constructor(name: string) {
    super("test:index:Component", name);
    this.child = new Trainer(`${name}-child`, { parent: this });
  }
}
