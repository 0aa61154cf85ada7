import * as pulumi from "@pulumi/pulumi";
import { get } from "../../provider/http/transport";
import { FineTuningJob, type FineTuningJobArgs } from "../../sdk";
import { providerText, resourceType } from "../../sdk/providerText";
import { useInProcessEngine, type EngineOptions, type RegisteredResource } from "../../sdk/testing/inProcessEngine";
import { documentedJob, outputNames, succeededJob } from "../support/jobs";
import { InvalidArgumentError } from "../../provider";
import { runVersion } from "../../provider/run";
import { outcomeOf } from "../support/outcome";
import { runProgram } from "../support/program";
import { PortkeySimulator, unknownValue } from "../../sdk/testing";

const model = "ft:m:acme:support-bot";
let simulator: PortkeySimulator;
/** What the CLI would show on the jobs' lines. */
let lines: string[];

beforeEach(async () => {
  lines = [];
  simulator = await PortkeySimulator.start();
  simulator.goBy(simulator.simulatedClock);
  Object.keys(process.env)
    .filter((name) => name.startsWith("PORTKEY_"))
    .forEach((name) => delete process.env[name]);
});

afterEach(async () => {
  await simulator.close();
});

describe("a program with a job", () => {
  it("has the job's fields as outputs, undefined where the API has null", async () => {
    simulator.script(documentedJob.id, documentedJob);
    await useEngine();
    const outputs = await runProgram(() => {
      const job = new FineTuningJob("job", { jobId: documentedJob.id });
      return { ...outputsOf(job), seen: job.validationFile.apply(String) };
    });
    expect(outputs).toMatchObject({
      id: documentedJob.id,
      status: "succeeded",
      hyperparameters: { nEpochs: 4 },
      seed: 0,
    });
    expect(outputs).toMatchObject({ metadata: { key: "value" }, integrations: [], seen: "undefined" });
    expect(Object.keys(outputs)).not.toContain("error");
  });

  it("reads it: its id, a type of Pulumi's dynamic host and the provider's text reach the engine, and one GET the API", async () => {
    simulator.script("ftjob-1", { status: "running" });
    const resources = await useEngine();
    await runProgram(() => outputsOf(new FineTuningJob("support-bot", { jobId: "ftjob-1" })));
    expect(resources).toEqual([
      {
        type: resourceType,
        name: "support-bot",
        id: "ftjob-1",
        inputs: {
          jobId: "ftjob-1",
          __provider: providerText,
          __run: {
            version: runVersion,
            settings: {
              places: { apiKey: "portkey:apiKey", baseUrl: "portkey:baseUrl" },
              baseUrl: simulator.baseUrl,
            },
          },
        },
        secrets: [],
      },
    ]);
    expect(simulator.requests).toEqual([
      expect.objectContaining({ method: "GET", path: "/v1/fine_tuning/jobs/ftjob-1" }),
    ]);
  });

  it("has its outputs, and nothing else, for enumerable properties, which a program exports that exports the job", async () => {
    simulator.script("ftjob-1", succeededJob("ftjob-1", model));
    await useEngine();
    await runProgram(() => {
      const connection = { apiKey: "key" };
      const job = new FineTuningJob("job", { jobId: "ftjob-1", waitFor: "succeeded", connection });
      expect(Object.keys(job).toSorted()).toEqual(["id", ...outputNames, "urn"].toSorted());
      return { required: job.requireFineTunedModel() };
    });
  });

  it.each([
    ["as an output of another resource", pulumi.output("ftjob-1"), "ftjob-1"],
    ["percent-encoded", "arn%3Aaws%3Abedrock%3Aeu%3A1%3Ajob%2Fabc", "arn%3Aaws%3Abedrock%3Aeu%3A1%3Ajob%2Fabc"],
  ])("takes the id %s", async (_description, jobId, segment) => {
    const decoded = decodeURIComponent(segment);
    simulator.script(decoded, { status: "running" });
    await useEngine();
    const job = await runProgram(() => outputsOf(new FineTuningJob("job", { jobId })));
    expect(job["status"]).toBe("running");
    expect(simulator.requests.map(({ path }) => path)).toEqual([`/v1/fine_tuning/jobs/${segment}`]);
  });

  it("knows nothing, and asks nothing, in a preview that does not know the id", async () => {
    await useEngine({ preview: true });
    const job = await runProgram(() =>
      outputsOf(new FineTuningJob("job", { jobId: new Trainer("trainer").jobId, waitFor: "succeeded" })),
    );
    expect(job).toMatchObject({ status: unknownValue, fineTunedModel: unknownValue, model: unknownValue });
    expect(simulator.requests).toEqual([]);
  });
});

describe("the fine-tuned model", () => {
  it("is what both ways to ask return once the job has succeeded", async () => {
    simulator.script("ftjob-1", succeededJob("ftjob-1", model));
    await useEngine();
    await expect(runProgram(() => asked("ftjob-1"))).resolves.toEqual({ required: model, orFallback: model });
  });

  it("is the fallback until there is a model, whatever the API returns", async () => {
    await useEngine();
    const outputs = await runProgram(() => {
      const jobs = ["running", "paused", "failed"].map((status) => {
        simulator.script(status, { status, fine_tuned_model: "accounts/fireworks/models/qwen3-8b" });
        return new FineTuningJob(status, { jobId: status });
      });
      return { models: jobs.map((job) => [job.fineTunedModelOr("base"), job.fineTunedModelOr(pulumi.output("base"))]) };
    });
    expect(outputs).toEqual({ models: Array.from({ length: 3 }, () => ["base", "base"]) });
  });

  it("is an error if it is required while the job has none, and no input puts its name before that", async () => {
    simulator.script("ftjob-1", { status: "running" });
    await useEngine();
    const served = () => ({ urn: new Endpoint("endpoint", asked("ftjob-1").required).urn });
    const error = await runProgram(served).catch((thrown: Error) => thrown);
    const message = /^Fine-tuning job "ftjob-1" is running and has no fine-tuned model yet\. Run again when/;
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
  });
});

describe("a job that has succeeded and names no model", () => {
  it("is read as it is where nothing waits, and is an error where the model is required", async () => {
    simulator.script("ftjob-1", { status: "succeeded" });
    await useEngine();
    const read = () => new FineTuningJob("job", { jobId: "ftjob-1" }).fineTunedModelOr("base");
    await expect(runProgram(() => ({ model: read() }))).resolves.toEqual({ model: "base" });
    await useEngine();
    await expect(runProgram(() => asked("ftjob-1"))).rejects.toThrow(
      'Fine-tuning job "ftjob-1" has succeeded, but the response has no fine_tuned_model. Run again in a minute',
    );
  });
});

describe("a required model that does not exist yet", () => {
  it("is an error in which credentials are masked that the job echoes", async () => {
    simulator.script("ftjob-1", {
      status: "failed",
      error: { message: "no quota for own-key-0123 and key-of-config" },
    });
    await useEngine({ config: { "portkey:virtualKey": "key-of-config", "portkey:baseUrl": simulator.baseUrl } });
    const args = { jobId: "ftjob-1", connection: { apiKey: "own-key-0123" } };
    const program = () => ({ model: new FineTuningJob("job", args).requireFineTunedModel() });
    await expect(runProgram(program)).rejects.toThrow("no quota for [secret] and [secret]. Start a new job");
  });

  const skipped = { "portkey:skipWait": "true" };
  const waiting = { waitFor: "succeeded" } as const;
  const notGiven = { waitFor: pulumi.output(undefined) };
  it.each<[string, Partial<FineTuningJobArgs>, Record<string, string>, string]>([
    ["the program does not wait", {}, {}, 'set waitFor to "succeeded".'],
    ["the program does not wait, by an output", notGiven, {}, 'set waitFor to "succeeded".'],
    ["the program does not wait, and an operator skips waits", {}, skipped, 'set waitFor to "succeeded".'],
    ["an operator skips the wait", waiting, skipped, "PORTKEY_SKIP_WAIT or portkey:skipWait turns waiting off"],
  ])("says what to do where %s", async (_what, args, config, advice) => {
    simulator.script("ftjob-1", { status: "running" });
    await useEngine({ config: { "portkey:apiKey": "key", "portkey:baseUrl": simulator.baseUrl, ...config } });
    const program = () => ({ model: new FineTuningJob("job", { jobId: "ftjob-1", ...args }).requireFineTunedModel() });
    await expect(runProgram(program)).rejects.toThrow(advice);
  });
});

describe("transformations", () => {
  const ofJobs =
    (transformation: pulumi.ResourceTransformation): pulumi.ResourceTransformation =>
    (args) =>
      args.type === resourceType ? transformation(args) : undefined;
  const dropUndefined: pulumi.ResourceTransformation = ({ props, opts }) => ({
    props: Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)),
    opts,
  });
  it.each<[string, pulumi.ResourceTransformation]>([
    ["drop what is undefined", dropUndefined],
    ["drop all props", ({ opts }) => ({ props: {}, opts })],
    ["drop all options but the parent", ({ props, opts }) => ({ props, opts: { parent: opts.parent } as object })],
    [
      "put other things there",
      ({ opts }) => ({ props: { jobId: 5, status: "x", __run: 7 }, opts: { ...opts, id: "no", urn: "no" } }),
    ],
  ])("may %s, and the job is what it is, with every output", async (_what, transformation) => {
    simulator.script("ftjob-1", { status: "running", forSeconds: 60 }, succeededJob("ftjob-1", model));
    await useEngine();
    const args = { jobId: "ftjob-1", waitFor: "succeeded", connection: { traceId: "mine" } } as const;
    const transformations = [ofJobs(transformation)];
    const outputs = await runProgram(() => {
      const parent = new pulumi.ComponentResource("test:index:Parent", "parent", {}, { transformations });
      const own = new FineTuningJob("own", args, { transformations });
      return { own: outputsOf(own), inherited: outputsOf(new FineTuningJob("inherited", args, { parent })) };
    });
    const all = expect.objectContaining({ id: "ftjob-1", jobId: "ftjob-1", fineTunedModel: model, seed: 42 });
    expect(outputs).toEqual({ own: all, inherited: all });
    const sent = new Set(simulator.requests.map(({ headers }) => headers["x-portkey-trace-id"]));
    expect([...sent]).toEqual(["mine"]);
  });

  it("may give the job a connection, for the wait and the read, and options that the wait follows", async () => {
    simulator.script("ftjob-1", { status: "running" });
    const resources = await useEngine({ config: { "portkey:baseUrl": simulator.baseUrl } });
    const transformation: pulumi.ResourceTransformation = ({ props, opts }) => ({
      props: { ...props, connection: { apiKey: "theirs" } },
      opts: { ...opts, customTimeouts: { create: "30m" } },
    });
    const program = () =>
      outputsOf(
        new FineTuningJob("job", { jobId: "ftjob-1", waitFor: "succeeded" }, { transformations: [transformation] }),
      );
    await expect(runProgram(program)).rejects.toThrow("still running after waiting 30m");
    const sent = new Set(simulator.requests.map(({ headers }) => headers["x-portkey-api-key"]));
    expect([...sent]).toEqual(["theirs"]);
    expect(resources.map(({ secrets }) => secrets)).toEqual([["connection"]]);
  });

  it("leave the children of a job alone", async () => {
    simulator.script("ftjob-1", succeededJob("ftjob-1", model));
    const resources = await useEngine();
    await runProgram(() => {
      const parent = new FineTuningJob("job", { jobId: "ftjob-1" });
      return { id: new Endpoint("child", "here", { parent }).id };
    });
    expect(resources.find(({ name }) => name === "child")?.inputs).toEqual({ serves: "here" });
  });
});

describe("customTimeouts", () => {
  it("cause a warning if they have no effect, and are refused if they are not durations", async () => {
    simulator.script("ftjob-1", { status: "running" });
    await useEngine();
    const warned = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
    const jobWith = (customTimeouts: pulumi.CustomTimeouts) => () =>
      outputsOf(new FineTuningJob("job", { jobId: "ftjob-1", waitFor: "succeeded" }, { customTimeouts }));
    await expect(runProgram(jobWith({ update: "1h", delete: "1h" }))).rejects.toThrow("after waiting 6h");
    expect(warned.mock.calls).toEqual([
      [
        "job: customTimeouts.update and customTimeouts.delete have no effect, because a job is only read. " +
          "To limit the wait, set timeout or customTimeouts.read.",
      ],
    ]);
    warned.mockRestore();
    await expect(runProgram(jobWith({ read: "soon" }))).rejects.toThrow(
      'job: customTimeouts.read: "soon" is not a duration',
    );
  });
});

describe("an argument that is wrong", () => {
  it.each([
    ["jobId", { jobId: "" }, "it is empty"],
    ["waitFor", { jobId: "id", waitFor: "failed" }, 'it must be "succeeded" or "finished", not "failed"'],
    ["jobid", { jobid: "id" }, "unknown argument; did you mean jobId?"],
  ])("throws at once and names it: %s of %j", async (argument, given, says) => {
    await useEngine();
    const make = (): unknown => Reflect.construct(FineTuningJob, ["support-bot", given]);
    expect(make).toThrow(InvalidArgumentError);
    expect(pulumi.RunError.isInstance(outcomeOf(make).error)).toBe(true);
    expect(make).toThrow(`support-bot: ${argument}: `);
    expect(make).toThrow(says);
    expect(simulator.requests).toEqual([]);
  });

  it.each([
    ["jobId", { jobId: pulumi.output("..") }],
    ["timeout", { jobId: "id", timeout: pulumi.output("soon") }],
  ])("ends the program before any request when its value comes later: %s", async (argument, given) => {
    await useEngine();
    const program = (): Record<string, unknown> => outputsOf(Reflect.construct(FineTuningJob, ["job", given]));
    await expect(runProgram(program)).rejects.toThrow(`${argument}: `);
    expect(simulator.requests).toEqual([]);
  });
});

describe("the settings", () => {
  it.each([
    ["the job's connection", { connection: "1", config: "2", environment: "3" }, "1"],
    ["the stack's config", { connection: undefined, config: "2", environment: "3" }, "2"],
    ["the environment", { connection: undefined, config: "", environment: "3" }, "3"],
  ])("come from %s, for the wait and for the read", async (_place, { connection, config, environment }, apiKey) => {
    simulator.script("ftjob-1", succeededJob("ftjob-1"));
    await useEngine({ config: { "portkey:baseUrl": simulator.baseUrl, "portkey:apiKey": config } });
    process.env["PORTKEY_API_KEY"] = environment;
    const own = connection === undefined ? {} : { connection: { apiKey: pulumi.secret(connection) } };
    await runProgram(() => outputsOf(new FineTuningJob("job", { jobId: "ftjob-1", waitFor: "succeeded", ...own })));
    expect(simulator.requests.map(({ headers }) => headers["x-portkey-api-key"])).toEqual([apiKey, apiKey]);
  });
});

describe("secrets", () => {
  it.each([
    ["plain values", { apiKey: "key", headers: { "x-portkey-aws-region": "trace" } }],
    ["secret values", { apiKey: pulumi.secret("key"), headers: { "x-portkey-aws-region": pulumi.secret("trace") } }],
    ["a secret as a whole", pulumi.secret({ apiKey: "key", headers: { "x-portkey-aws-region": "trace" } })],
  ])("are kept when the connection is given as %s, and nothing else becomes one", async (_description, connection) => {
    simulator.script("ftjob-1", succeededJob("ftjob-1", model));
    const resources = await useEngine();
    const secret: Record<string, boolean> = {};
    await runProgram(() => {
      const job = new FineTuningJob("job", { jobId: "ftjob-1", connection });
      const outputs = { ...outputsOf(job), connection: Reflect.get(job, "connection") };
      return Object.fromEntries(
        Object.entries(outputs).map(([name, output]) => [
          name,
          pulumi.isSecret(pulumi.output(output)).then((is) => (secret[name] = is)),
        ]),
      );
    });
    expect(resources.map(({ secrets }) => secrets)).toEqual([["connection"]]);
    expect(Object.keys(secret).filter((name) => secret[name])).toEqual(["connection"]);
    expect(simulator.requests[0]?.headers).toMatchObject({
      "x-portkey-api-key": "key",
      "x-portkey-aws-region": "trace",
    });
  });
});

describe("waiting in an up", () => {
  it("holds the program until the job has succeeded, and writes a line for each status", async () => {
    simulator.script("ftjob-1", { status: "running", forSeconds: 7_200 }, succeededJob("ftjob-1", model));
    await useEngine();
    const outputs = await runProgram(() =>
      outputsOf(new FineTuningJob("job", { jobId: "ftjob-1", waitFor: "succeeded", pollInterval: 1_800 })),
    );
    expect(outputs).toMatchObject({ status: "succeeded", fineTunedModel: model });
    expect(lines).toEqual([
      "job: running",
      "job: running, waited 30m",
      "job: running, waited 1h",
      "job: running, waited 1h 30m",
      "job: succeeded after 2h, 120000 tokens",
    ]);
    // Five in the program, and the one that decides.
    expect(simulator.count("ftjob-1")).toBe(6);
  });
});

describe("a preview with waitFor", () => {
  it("does not wait: what the end will change is unknown, and so is what depends on it", async () => {
    simulator.script("ftjob-1", { status: "running" });
    const resources = await useEngine({ preview: true });
    const outputs = await runProgram(() => {
      const job = new FineTuningJob("job", { jobId: "ftjob-1", waitFor: "succeeded" });
      const required = job.requireFineTunedModel();
      return {
        ...outputsOf(job),
        required,
        orFallback: job.fineTunedModelOr("base"),
        endpoint: new Endpoint("e", required).urn,
      };
    });
    expect(outputs).toMatchObject({
      id: "ftjob-1",
      model: "accounts/fireworks/models/qwen3-8b",
      trainingFile: "file-abc123",
      status: unknownValue,
      fineTunedModel: unknownValue,
      finishedAt: unknownValue,
      error: unknownValue,
      required: unknownValue,
      orFallback: unknownValue,
    });
    expect(resources.find(({ name }) => name === "e")?.inputs).toEqual({ serves: unknownValue });
    expect(simulator.count("ftjob-1")).toBe(1);
  });
});

/** Stands for whatever starts a job: a preview does not know its id. */
class Trainer extends pulumi.CustomResource {
  declare readonly jobId: pulumi.Output<string>;

  constructor(name: string) {
    super("test:index:Trainer", name, { jobId: undefined });
  }
}

/** Stands for whatever serves a model. */
class Endpoint extends pulumi.CustomResource {
  constructor(name: string, serves: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions) {
    super("test:index:Endpoint", name, { serves }, opts);
  }
}

/** Has programs run against the simulator, on a clock on which hours pass at once. */
async function useEngine(options: EngineOptions = {}): Promise<readonly RegisteredResource[]> {
  const { resources } = await useInProcessEngine(
    { config: { "portkey:apiKey": "key", "portkey:baseUrl": simulator.baseUrl }, ...options },
    {
      clock: simulator.simulatedClock,
      send: simulator.simulatedClock.whileItStands(get),
      environment: process.env,
      log: (line) => lines.push(line),
    },
  );
  return resources;
}

const fieldNames = ["id", ...outputNames] as const;

function outputsOf(job: FineTuningJob): Record<string, unknown> {
  return Object.fromEntries(fieldNames.map((name) => [name, job[name]]));
}

/** Asks for the model in both ways. */
function asked(jobId: string): { required: pulumi.Output<string>; orFallback: pulumi.Output<string> } {
  const job = new FineTuningJob("job", { jobId });
  return { required: job.requireFineTunedModel(), orFallback: job.fineTunedModelOr("base") };
}
