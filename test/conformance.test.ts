import Portkey from "portkey-ai";
import { FineTuningJobProvider } from "../provider/dynamic/fineTuningJobProvider";
import { PortkeyError } from "../provider/errors";
import { JobsClient } from "../provider/jobs/jobsClient";
import { PortkeySimulator } from "../sdk/testing";
import { answer, errorShapes, type Fault } from "./support/faults";
import { Gateway } from "./support/gateway";
import { documentedJob, failedJob, runningJob, succeededJob, type WireJob } from "./support/jobs";

const providerKey = "sk-of-the-provider";

/** The outputs' names for the API's. */
const names: Readonly<Record<string, string>> = {
  batch_size: "batchSize",
  beta: "beta",
  code: "code",
  compute_multiplier: "computeMultiplier",
  created_at: "createdAt",
  dpo: "dpo",
  entity: "entity",
  error: "error",
  estimated_finish: "estimatedFinish",
  eval_interval: "evalInterval",
  eval_samples: "evalSamples",
  fine_tuned_model: "fineTunedModel",
  finished_at: "finishedAt",
  grader: "grader",
  hyperparameters: "hyperparameters",
  id: "jobId",
  integrations: "integrations",
  learning_rate_multiplier: "learningRateMultiplier",
  message: "message",
  metadata: "metadata",
  method: "method",
  model: "model",
  n_epochs: "nEpochs",
  name: "name",
  object: "object",
  organization_id: "organizationId",
  param: "param",
  project: "project",
  reasoning_effort: "reasoningEffort",
  reinforcement: "reinforcement",
  result_files: "resultFiles",
  seed: "seed",
  user_provided_suffix: "suffix",
  status: "status",
  supervised: "supervised",
  tags: "tags",
  trained_tokens: "trainedTokens",
  training_file: "trainingFile",
  type: "type",
  validation_file: "validationFile",
  wandb: "wandb",
};
/** Below these the keys are not the API's, and stay as they are. */
const foreign = new Set(["metadata", "grader"]);

let gateway: Gateway;
let simulator: PortkeySimulator;
let provider: FineTuningJobProvider;

beforeAll(async () => {
  gateway = await Gateway.start();
  simulator = await PortkeySimulator.start();
  provider = new FineTuningJobProvider(new JobsClient(), {});
});

afterEach(() => {
  simulator.heal();
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

const jobs: ReadonlyArray<[string, WireJob]> = [
  ["the documented job", documentedJob],
  ["a job that waits for its files", runningJob("ftjob-new", { status: "validating_files" })],
  ["a running job", runningJob("ftjob-running", { estimated_finish: 1721768400, validation_file: "file-v" })],
  ["a paused job", runningJob("ftjob-paused", { status: "paused" })],
  ["a job that has succeeded", succeededJob("ftjob-succeeded")],
  ["a job with a suffix of its own", runningJob("ftjob-suffix", { user_provided_suffix: "support-bot" })],
  ["a failed job", failedJob("ftjob-failed")],
  ["a cancelled job", runningJob("ftjob-cancelled", { status: "cancelled", error: null, result_files: ["file-r"] })],
  ["a job without most keys", { id: "ftjob-sparse", status: "queued", hyperparameters: null, error: null }],
  [
    "a job that reports to Weights & Biases",
    runningJob("ftjob-wandb", {
      integrations: [
        { type: "wandb", wandb: { project: "support", name: null, entity: "acme", tags: ["nightly", "v2"] } },
        { type: "wandb", wandb: { project: "second" } },
      ],
      metadata: { team_name: "support", n_epochs: "not ours" },
    }),
  ],
  [
    "a job of preference tuning",
    runningJob("ftjob-dpo", {
      method: { type: "dpo", dpo: { hyperparameters: { beta: 0.1, n_epochs: "auto", batch_size: 4 } } },
    }),
  ],
  [
    "a job of reinforcement tuning",
    runningJob("ftjob-reinforcement", {
      method: {
        type: "reinforcement",
        reinforcement: {
          grader: { type: "string_check", name: "exact", input: "{{sample.output_text}}", pass_threshold: 1 },
          hyperparameters: { compute_multiplier: 2, eval_interval: 5, eval_samples: "auto", reasoning_effort: "low" },
        },
      },
    }),
  ],
  ["a job whose id is an ARN", runningJob("arn:aws:bedrock:us-east-1:1:model-customization-job/abc")],
];

describe("through the real gateway", () => {
  it.each(jobs)("%s has the values that the real SDK returns, field by field", async (_description, job) => {
    simulator.fail(answer(200, job), 2, job.id);
    const expected = Object.fromEntries(
      leaves(await readWithSdk(job.id)).map(([path, value]) => [rename(path), value]),
    );
    const outputs = Object.fromEntries(
      leaves(await readWithProvider(job.id)).map(([path, value]) => [join(path), value]),
    );
    if (job["user_provided_suffix"] === undefined) {
      // The SDK leaves it to its users to find the suffix in the model's name.
      delete outputs["suffix"];
    }
    expect(outputs).toEqual(expected);
    expect(outputs).toMatchObject({ jobId: job.id, status: job.status });
  });

  it("both ask the provider for the same path with the same key", async () => {
    simulator.script("ftjob-asked", { status: "running" });
    const before = simulator.requests.length;
    await readWithSdk("ftjob-asked");
    await readWithProvider("ftjob-asked");
    const asked = simulator.requests
      .slice(before)
      .map(({ method, path, headers }) => [method, path, headers.authorization]);
    const expected = ["GET", "/v1/fine_tuning/jobs/ftjob-asked", `Bearer ${providerKey}`];
    expect(asked).toEqual([expected, expected]);
  });
});

interface Refused {
  readonly status: number;
  readonly sdk: string;
  readonly ours: string;
  readonly code: string;
  readonly fault: Fault;
}

const refused: readonly Refused[] = [
  refusal(400, "BadRequestError", "RequestRejectedError", "unsupported"),
  refusal(401, "AuthenticationError", "AuthenticationError", "invalid_api_key"),
  refusal(403, "PermissionDeniedError", "PermissionDeniedError", "forbidden"),
  refusal(404, "NotFoundError", "NotFoundError", "fine_tune_not_found"),
  refusal(412, "APIError", "BudgetExceededError", "budget"),
  refusal(429, "RateLimitError", "RateLimitError", "rate_limit_exceeded"),
  refusal(500, "InternalServerError", "ServerError", "server_error"),
  refusal(503, "InternalServerError", "ServerError", "overloaded"),
];

describe("a refusal of the provider, through the real gateway,", () => {
  it.each(refused)(
    "of $status is $sdk of the SDK, and $ours with its message here",
    async ({ status, sdk, ours, code, fault }) => {
      simulator.fail(fault);
      const theirs = await errorOf(readWithSdk("ftjob-refused"));
      const error = await errorOf(readWithProvider("ftjob-refused"));
      expect(theirs).toMatchObject({ status });
      expect(theirs.constructor.name).toBe(sdk);
      expect(error).toBeInstanceOf(PortkeyError);
      expect(error).toMatchObject({ name: ours, status, code });
      expect(error.message).toContain(`(${theirs.message}; code ${code})`);
      expect(error.message).not.toContain(providerKey);
    },
  );

  it("of a job that does not exist drops the job from the state in a refresh", async () => {
    await expect(provider.read("ftjob-none", { connection: connection(), status: "running" })).resolves.toEqual({
      id: "",
      props: {},
    });
  });

  it("is told as the gateway's own when it is the gateway that refuses", async () => {
    const headers = { "x-portkey-custom-host": "http://192.168.0.1/v1" };
    const error = await errorOf(provider.read("ftjob-1", { connection: connection({ headers }) }));
    expect(error).toMatchObject({ name: "RequestRejectedError", status: 400 });
    expect(error.message).toContain("(400 Invalid custom host");
  });

  it("is a ServerError when the gateway can't reach the provider", async () => {
    const away = await PortkeySimulator.start();
    const headers = { "x-portkey-custom-host": away.baseUrl };
    await away.close();
    const error = await errorOf(provider.read("ftjob-1", { connection: connection({ headers }) }));
    expect(error).toMatchObject({ name: "ServerError", status: 500 });
  });
});

function refusal(status: number, sdk: string, ours: string, code: string): Refused {
  return {
    status,
    sdk,
    ours,
    code,
    fault: answer(status, { error: errorShapes.provider(`refused with ${status}`, code).error }),
  };
}

function connection(more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    baseUrl: gateway.baseUrl,
    provider: "openai",
    authorization: providerKey,
    headers: { "x-portkey-custom-host": simulator.baseUrl },
    maxRetries: 0,
    ...more,
  };
}

async function readWithProvider(jobId: string): Promise<unknown> {
  const { connection: _ours, ...outputs } = (await provider.read(jobId, { connection: connection() })).props ?? {};
  return outputs;
}

async function readWithSdk(jobId: string): Promise<unknown> {
  const client = new Portkey({
    apiKey: "not needed by the gateway",
    baseURL: gateway.baseUrl,
    provider: "openai",
    Authorization: `Bearer ${providerKey}`,
    customHost: simulator.baseUrl,
  });
  const { getHeaders: _headers, ...job } = await client.fineTuning.jobs.retrieve(jobId);
  return job;
}

/** Lists the values in a document with the paths to them; what is null, or an object without keys, is none. */
function leaves(document: unknown, path: readonly string[] = []): Array<[readonly string[], unknown]> {
  if (document === null || document === undefined) {
    return [];
  }
  if (typeof document !== "object" || (Array.isArray(document) && document.length === 0)) {
    return [[path, document]];
  }
  return Object.entries(document).flatMap(([key, value]) => leaves(value, [...path, key]));
}

function rename(path: readonly string[]): string {
  const from = path.findIndex((key) => foreign.has(key));
  return join(
    path.map((key, index) =>
      (from !== -1 && index > from) || /^\d+$/.test(key) ? key : (names[key] ?? `no output's name for ${key}`),
    ),
  );
}

function join(path: readonly string[]): string {
  return path.join(".");
}

async function errorOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => Promise.reject(new Error("there was no error")),
    (error: Error) => error,
  );
}
