import Portkey from "portkey-ai";
import { parseJobId } from "../provider/jobs/jobId";
import { JobsClient } from "../provider/jobs/jobsClient";
import type { ListedJob } from "../provider/jobs/fields";
import { resolveSettings, type Settings } from "../provider/settings/settings";
import { PortkeySimulator } from "../sdk/testing";
import {
  checkpointNames,
  eventNames,
  jobNames,
  jobsOfAllKinds,
  valuesOfOurJob,
  valuesOfOurs,
  valuesOfSdk,
} from "./support/conformance";
import { FakeClock } from "./support/fakeClock";
import { answer, errorShapes, type Fault } from "./support/faults";
import { Gateway } from "./support/gateway";
import { failedJob, runningJob, succeededJob, withNulls, type WireJob } from "./support/jobs";

const providerKey = "sk-of-the-provider";
const newest = 1_767_225_600;
const hour = 3_600;
/** Of characters that a URL, the gateway's own search for "/v1" or a form would take for something else. */
const oddText = "a/v1/b c&d=e+f?g#h%20 [ü] 模型 😀";
const trainedJob = "ftjob-trained";
const arn = "arn:aws:bedrock:us-east-1:1:model-customization-job/abc";

/** A provider behind the gateway: where its API begins, and what the gateway needs to know of it. */
interface Upstream {
  readonly provider: string;
  readonly base: "/v1" | "";
  readonly headers: Readonly<Record<string, string>>;
}

const openai: Upstream = { provider: "openai", base: "/v1", headers: {} };
const azure: Upstream = {
  provider: "azure-openai",
  base: "/v1",
  headers: {
    "x-portkey-azure-api-version": "2024-10-21",
    "x-portkey-azure-deployment-id": "deployment",
    "x-portkey-azure-resource-name": "resource",
  },
};
const bedrock: Upstream = {
  provider: "bedrock",
  base: "",
  headers: {
    "x-portkey-aws-access-key-id": "AKIA-of-the-provider",
    "x-portkey-aws-secret-access-key": "secret-of-the-provider",
    "x-portkey-aws-region": "us-east-1",
  },
};
const vertex: Upstream = {
  provider: "vertex-ai",
  base: "",
  headers: { "x-portkey-vertex-project-id": "acme", "x-portkey-vertex-region": "us-central1" },
};
const fireworks: Upstream = {
  provider: "fireworks-ai",
  base: "",
  headers: { "x-portkey-fireworks-account-id": "acme" },
};

const guardrail = {
  type: "guardrail",
  id: "lists",
  checks: [{ id: "default.wordCount", parameters: { minWords: 0 } }],
};
const workaround = { after_request_hooks: [guardrail] };

let gateway: Gateway;
let simulator: PortkeySimulator;
let client: JobsClient;
/** All jobs of the simulator, newest first, as the real SDK returns them. */
let listedBySdk: readonly WireJob[];

beforeAll(async () => {
  gateway = await Gateway.start();
  simulator = await PortkeySimulator.start();
  for (const job of scriptedJobs) {
    simulator.script(job.id, job);
  }
  for (const id of [trainedJob, arn]) {
    train(id);
  }
  listedBySdk = await readPages<WireJob>((page) => sdk().fineTuning.jobs.list(page));
});

beforeEach(() => {
  client = new JobsClient(new FakeClock());
});

afterEach(() => {
  simulator.heal();
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

/** Several hundred, oldest first; the last ones of two pages have ids that test what `after` can carry. */
const scriptedJobs: readonly WireJob[] = Array.from({ length: 340 }, (_, index) => {
  const kind = jobsOfAllKinds[index]?.[1] ?? (index === 20 ? runningJob(trainedJob) : jobOfKind(index));
  const id = new Map([
    [240, oddText],
    [140, `${arn}/v1/2`],
  ]).get(index);
  return { ...kind, id: id ?? kind.id, created_at: newest - (339 - index) * hour };
});

function jobOfKind(index: number): WireJob {
  const id = `ftjob-${index}`;
  const kinds = [
    succeededJob(id),
    failedJob(id),
    runningJob(id, { metadata: { team: "support", [oddText]: oddText } }),
  ];
  return kinds[index % kinds.length] ?? runningJob(id);
}

/** Gives a job what a training leaves: events in several pages, and checkpoints of which not everything was measured. */
function train(id: string): void {
  for (let step = 1; step <= 230; step += 1) {
    const ofMetrics = { type: "metrics", data: { step, train_loss: 0.5, nested: { total_steps: 230 } } };
    const kind = step % 2 === 0 ? ofMetrics : { type: "message", data: null, level: "warn" };
    simulator.event(id, `Step ${step}/230`, { created_at: newest + step, ...kind });
  }
  const measured = { step: 90, train_loss: 0.4, train_mean_token_accuracy: 0.9, valid_loss: null };
  const validated = {
    valid_loss: 0.6,
    valid_mean_token_accuracy: 0.8,
    full_valid_loss: 0.5,
    full_valid_mean_token_accuracy: 0.85,
  };
  for (const [index, metrics] of [{ step: 30 }, measured, { ...measured, ...validated }].entries()) {
    const name = `ft:gpt-4o-mini-2024-07-18:acme:support-bot:${id}:ckpt-step-${index}`;
    simulator.checkpoint(id, { created_at: newest + index, fine_tuned_model_checkpoint: name, metrics });
  }
}

describe("at a list of jobs the real gateway", () => {
  it.each([openai, azure])("on Node.js fails by itself for $provider, which is not asked again", async (upstream) => {
    const { error, requests } = await refusedBy(upstream, [], { maxRetries: 4 });
    expect(error).toMatchObject({ name: "ServerError", status: 500 });
    expect(error.message).toContain("(500 Something went wrong)");
    expect(error.message).not.toContain(providerKey);
    expect(requests).toHaveLength(1);
  });

  it("says in a header that it was itself", async () => {
    const response = await fetch(`${gateway.baseUrl}/fine_tuning/jobs`, { headers: settings(openai).headers });
    expect(response.status).toBe(500);
    expect(response.headers.get("x-portkey-gateway-exception")).toBe("true");
    await expect(response.json()).resolves.toEqual({ status: "failure", message: "Something went wrong" });
  });

  it("gives it under a config with a guardrail, beside which provider, key and host may stand", async () => {
    const config = { provider: "openai", api_key: providerKey, custom_host: simulator.baseUrl, ...workaround };
    const own = { provider: undefined, authorization: undefined, headers: undefined, config: JSON.stringify(config) };
    const { jobs } = await client.listJobs(settings(openai, own), {}, 1);
    expect(idsOf(jobs)).toEqual([listedBySdk[0]?.id]);
  });

  it.each([
    [401, "AuthenticationError"],
    [404, "NotFoundError"],
    [503, "ServerError"],
  ])("hands on the provider's refusal of %s, with a config and without", async (status, name) => {
    simulator.fail(answer(status, { error: errorShapes.provider("refused", "of-the-provider").error }));
    for (const one of [settings(openai), listSettings()]) {
      const error = await errorOf(client.listJobs(one, {}));
      expect(error).toMatchObject({ name, status, code: "of-the-provider" });
      expect(error.message).toContain(`(${status} openai error: refused; code of-the-provider)`);
    }
  });
});

describe("a list of several hundred jobs, through the real gateway,", () => {
  it("has all jobs of all pages, each once, newest first, with the values that the real SDK returns", async () => {
    const { jobs, seen } = await client.listJobs(listSettings(), {});
    expect(idsOf(jobs)).toEqual(scriptedJobs.map(({ id }) => id).toReversed());
    expect(seen).toEqual(jobs);
    expect(jobs.map((job, index) => valuesOfOurJob(job, listedBySdk[index] ?? runningJob("")))).toEqual(
      listedBySdk.map((job) => valuesOfSdk(job, jobNames)),
    );
  });

  it("is asked for as the real SDK asks, page by page, whatever the ids", async () => {
    const metadata = { team: "support", [oddText]: oddText };
    simulator.requests.length = 0;
    await sdk().fineTuning.jobs.list({ limit: 100, metadata });
    const [theirs = {}] = simulator.requests.map(({ path }) => queryOf(path));
    simulator.requests.length = 0;
    const { jobs } = await client.listJobs(listSettings(), { metadata });
    expect(idsOf(jobs)).toEqual(idsWhere((job) => metadataOf(job)[oddText] === oddText));
    expect(jobs).not.toEqual([]);
    const pages = [{}, { after: oddText }, { after: `${arn}/v1/2` }, { after: listedBySdk[299]?.id }];
    expect(simulator.requests.map(({ path }) => queryOf(path))).toEqual(pages.map((page) => ({ ...theirs, ...page })));
    expect(simulator.requests.map(({ headers }) => headers.authorization)).toEqual(
      pages.map(() => `Bearer ${providerKey}`),
    );
  });

  it("is asked of Azure with the metadata and the last ids as they are", async () => {
    const metadata = { [oddText]: oddText };
    const { jobs } = await client.listJobs(listSettings(azure), { metadata });
    expect(idsOf(jobs)).toEqual(idsWhere((job) => metadataOf(job)[oddText] === oddText));
    const last = { limit: "100", after: listedBySdk[299]?.id, [`metadata[${oddText}]`]: oddText };
    expect(queryOf(simulator.requests.at(-1)?.path ?? "")).toMatchObject(last);
  });

  it("has by a filter the jobs that the real SDK's list has", async () => {
    const filter = {
      suffix: "support-bot",
      status: ["succeeded"],
      model: "gpt-4o-mini-2024-07-18",
      createdAfter: newest - 250 * hour,
      createdBefore: newest - 10 * hour,
    };
    const { jobs } = await client.listJobs(listSettings(), filter);
    expect(idsOf(jobs)).toEqual(
      idsWhere(
        (job) =>
          String(job["fine_tuned_model"]).split(":")[3] === filter.suffix &&
          job["model"] === filter.model &&
          Number(job["created_at"]) >= filter.createdAfter &&
          Number(job["created_at"]) < filter.createdBefore,
      ),
    );
    expect(jobs.length).toBeGreaterThan(5);
  });
});

describe.each([
  ["a job", trainedJob],
  ["a job whose id is an ARN", arn],
])("of %s, through the real gateway and without a config,", (_description, given) => {
  const id = parseJobId(given);
  const path = `/v1/fine_tuning/jobs/${encodeURIComponent(given)}`;

  beforeEach(() => {
    simulator.requests.length = 0;
  });

  it("the checkpoints have the values that the real SDK returns, field by field", async () => {
    const checkpoints = await client.listCheckpoints(settings(openai), id);
    expect(simulator.requests.map((request) => request.path)).toEqual([`${path}/checkpoints?limit=100`]);
    const theirs = await readPages<WireEntry>((page) => sdk().fineTuning.jobs.checkpoints.list(given, page));
    expect(checkpoints.map(valuesOfOurs)).toEqual(theirs.map((one) => valuesOfSdk(own(one), checkpointNames)));
    expect(checkpoints).toHaveLength(3);
    expect(checkpoints[0]).toMatchObject({ id: "ftckpt-3", metrics: { step: 90, fullValidMeanTokenAccuracy: 0.85 } });
  });

  it("the events have the values that the real SDK returns, field by field", async () => {
    const events = await client.listEvents(settings(openai), id);
    expect(simulator.requests.map((request) => request.path)).toEqual(
      ["", "&after=ftevent-131", "&after=ftevent-31"].map((after) => `${path}/events?limit=100${after}`),
    );
    const theirs = await readPages<WireEntry>((page) => sdk().fineTuning.jobs.listEvents(given, page));
    expect(events.map(valuesOfOurs)).toEqual(theirs.map((one) => valuesOfSdk(own(one), eventNames)));
    expect(events).toHaveLength(230);
    expect(events[0]).toMatchObject({ type: "metrics", data: { train_loss: 0.5, nested: { total_steps: 230 } } });
  });
});

describe("the real gateway in front of Amazon Bedrock", () => {
  it("gives the whole list, whose jobs can be read by their ids", async () => {
    const [one, two] = [bedrockJob(1), bedrockJob(2)];
    const { jobs, requests } = await listFrom(bedrock, [answer(200, { modelCustomizationJobSummaries: [one, two] })]);
    expect(requests).toEqual(["/model-customization-jobs"]);
    expect(idsOf(jobs)).toEqual([two, one].map(({ jobArn }) => encodeURIComponent(jobArn)));
    const [newestJob] = jobs;
    const { jobId, ...values } = newestJob ?? { jobId: "" };
    expect(values).toEqual(
      withNulls({
        fineTunedModel: two.customModelArn,
        status: "succeeded",
        suffix: "bot-2",
        object: "finetune",
        createdAt: newest + 2,
        finishedAt: newest + hour,
        hyperparameters: {},
      }),
    );
    simulator.heal().fail(answer(200, two));
    await expect(client.readJob(settings(bedrock), parseJobId(jobId))).resolves.toEqual(values);
    expect(simulator.requests.at(-1)?.path).toBe(`/model-customization-jobs/${encodeURIComponent(two.jobArn)}`);
  });

  it("has an IncompleteListError for a part of the list", async () => {
    const page = { modelCustomizationJobSummaries: [bedrockJob(2), bedrockJob(1)], nextToken: "token-of-bedrock" };
    const { error, requests } = await refusedBy(bedrock, [answer(200, page)]);
    expect(error).toMatchObject({ name: "IncompleteListError" });
    expect(error.message).toContain("there are more, in a way in which they can't be asked for");
    expect(requests).toHaveLength(1);
  });
});

describe.each([
  {
    upstream: vertex,
    page: (jobs: number[], nextPageToken?: string) => ({ tuningJobs: jobs.map(vertexJob), nextPageToken }),
    path: (token: string) => `/v1/projects/acme/locations/us-central1/tuningJobs?pageSize=100&pageToken=${token}`,
    firstToken: "",
    idOf: (job: number) => `${job}`,
    values: {
      model: "gemini-2.0-flash-001",
      fineTunedModel: "projects/1/locations/us-central1/models/2",
      object: "finetune",
      hyperparameters: { nEpochs: 3, learningRateMultiplier: 1 },
      trainingFile: "gs%3A%2F%2Fbucket%2Ftraining.jsonl",
    },
    refusal: { error: { code: 400, message: "invalid page token", status: "INVALID_ARGUMENT" } },
    told: "(400 invalid page token; code 400)",
  },
  {
    upstream: fireworks,
    page: (jobs: number[], nextPageToken = "") => ({ supervisedFineTuningJobs: jobs.map(fireworksJob), nextPageToken }),
    path: (token: string) => `/supervisedFineTuningJobs?pageToken=${token}&pageSize=100`,
    firstToken: "1",
    idOf: (job: number) => `job-${job}`,
    values: {
      model: "llama-v3p1-8b-instruct",
      fineTunedModel: "accounts/acme/models/bot-2",
      hyperparameters: { nEpochs: 2, learningRate: 0.1 },
      trainingFile: "tickets",
      validationFile: "held-out",
    },
    refusal: { code: 3, message: "invalid page token" },
    // The gateway's transform of lists loses the message of Fireworks.
    told: "(400)",
  },
])(
  "the real gateway in front of $upstream.provider",
  ({ upstream, page, path, firstToken, idOf, values, refusal, told }) => {
    it("gives the whole list, which may be empty", async () => {
      const { jobs, requests } = await listFrom(upstream, [answer(200, page([1, 2]))]);
      const common = { status: "succeeded", finishedAt: newest + hour };
      expect(jobs[0]).toEqual({ jobId: idOf(2), ...withNulls({ ...common, createdAt: newest + 2, ...values }) });
      expect(idsOf(jobs)).toEqual([idOf(2), idOf(1)]);
      expect(requests).toEqual([path(firstToken)]);
      expect((await listFrom(upstream, [answer(200, {})])).jobs).toEqual([]);
    });

    it("takes a job's id for a page's token, whose refusal is an IncompleteListError", async () => {
      const { error, requests } = await refusedBy(upstream, [answer(200, page([2, 1], "token")), answer(400, refusal)]);
      expect(error).toMatchObject({
        name: "IncompleteListError",
        cause: { name: "RequestRejectedError", status: 400 },
      });
      expect(error.message).toContain("refuses to give the next page");
      expect(error.message).toContain(told);
      expect(requests).toEqual([path(firstToken), path(idOf(1))]);
    });
  },
);

describe("what the real gateway makes of a document that it does not understand", () => {
  it.each([
    [
      "a job without an id",
      bedrock,
      { modelCustomizationJobSummaries: [{ ...bedrockJob(1), jobArn: undefined }] },
      "UnexpectedResponseError",
      "is not a list of fine-tuning jobs: data[0].id: expected a job's id",
    ],
    ["a failure of its own", bedrock, { jobs: [] }, "ServerError", "(500 Something went wrong)"],
  ] as const)("is no list: %s", async (_what, upstream, page, name, says) => {
    const { error, requests } = await refusedBy(upstream, [answer(200, page)]);
    expect(error).toMatchObject({ name });
    expect(error.message).toContain(says);
    expect(requests).toHaveLength(1);
  });

  // It has neither checkpoints nor events. The gateway asks it for a job of that name.
  it("is no list either where a job stands in the place of what belongs to it", async () => {
    simulator.fail(answer(200, bedrockJob(1)));
    simulator.requests.length = 0;
    const checkpoints = await errorOf(client.listCheckpoints(settings(bedrock), parseJobId(arn)));
    const events = await errorOf(client.listEvents(settings(bedrock), parseJobId(arn)));
    expect([checkpoints.name, events.name]).toEqual(["UnexpectedResponseError", "UnexpectedResponseError"]);
    expect(checkpoints.message).toContain("is not a list of checkpoints, which not every provider has");
    expect(events.message).toContain("is not a list of events, which not every provider has");
    expect(simulator.requests.map(({ path }) => path)).toEqual(
      ["checkpoints", "events"].map((name) => `/model-customization-jobs/${name}?limit=100`),
    );
  });
});

/** A job as Bedrock's list has it. */
function bedrockJob(job: number) {
  return {
    jobArn: `${arn}/${job}`,
    jobName: `job-${job}`,
    baseModelArn: "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
    status: "Completed",
    creationTime: timeOf(job),
    endTime: timeOf(hour),
    customModelArn: `arn:aws:bedrock:us-east-1:1:custom-model/bot/${job}`,
    customModelName: `bot-${job}`,
    customizationType: "FINE_TUNING",
  };
}

function vertexJob(job: number) {
  return {
    name: `projects/1/locations/us-central1/tuningJobs/${job}`,
    tunedModelDisplayName: `bot-${job}`,
    baseModel: "gemini-2.0-flash-001",
    supervisedTuningSpec: {
      trainingDatasetUri: "gs://bucket/training.jsonl",
      hyperParameters: { epochCount: "3", learningRateMultiplier: 1, adapterSize: "ADAPTER_SIZE_FOUR" },
    },
    state: "JOB_STATE_SUCCEEDED",
    createTime: timeOf(job),
    endTime: timeOf(hour),
    tunedModel: { model: `projects/1/locations/us-central1/models/${job}` },
  };
}

function fireworksJob(job: number) {
  return {
    name: `accounts/acme/supervisedFineTuningJobs/job-${job}`,
    baseModel: "accounts/fireworks/models/llama-v3p1-8b-instruct",
    dataset: "accounts/acme/datasets/tickets",
    evaluationDataset: "accounts/acme/datasets/held-out",
    outputModel: `accounts/acme/models/bot-${job}`,
    epochs: 2,
    learningRate: 0.1,
    state: "JOB_STATE_COMPLETED",
    createTime: timeOf(job),
    completedTime: timeOf(hour),
  };
}

function timeOf(seconds: number): string {
  return new Date((newest + seconds) * 1_000).toISOString();
}

/** Lists jobs of a provider that gives these answers, one after the other. */
async function listFrom(upstream: Upstream, answers: readonly Fault[], more: object = {}) {
  simulator.requests.length = 0;
  for (const fault of answers) {
    simulator.fail(fault, 1);
  }
  const { jobs } = await client.listJobs(settings(upstream, more), {});
  return { jobs, requests: simulator.requests.map(({ path }) => path) };
}

async function refusedBy(upstream: Upstream, answers: readonly Fault[], more?: object) {
  const error = await errorOf(listFrom(upstream, answers, more));
  return { error, requests: simulator.requests.map(({ path }) => path) };
}

function settings({ provider, base, headers }: Upstream, more: object = {}): Settings {
  return resolveSettings({
    connection: {
      baseUrl: gateway.baseUrl,
      provider,
      authorization: providerKey,
      headers: { "x-portkey-custom-host": `${simulator.origin}${base}`, ...headers },
      maxRetries: 0,
      ...more,
    },
    config: () => undefined,
    environment: {},
  });
}

function listSettings(upstream = openai): Settings {
  return settings(upstream, { config: JSON.stringify(workaround) });
}

function sdk(): Portkey {
  return new Portkey({
    apiKey: "not needed by the gateway",
    baseURL: gateway.baseUrl,
    provider: "openai",
    Authorization: `Bearer ${providerKey}`,
    customHost: simulator.baseUrl,
    config: workaround,
  });
}

type WireEntry = Readonly<Record<string, unknown>> & { readonly id: string };

/** Reads a list as programs that use the SDK do. */
async function readPages<Entry extends WireEntry>(
  read: (page: { limit: number; after?: string }) => Promise<{ data: Entry[]; has_more: boolean }>,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let hasMore = true; hasMore;) {
    const after = entries.at(-1)?.id;
    const page = await read({ limit: 50, ...(after === undefined ? {} : { after }) });
    entries.push(...page.data);
    hasMore = page.has_more;
  }
  return entries;
}

/** What an entry says of itself, without what says where it was found. */
function own({ object: _object, fine_tuning_job_id: _jobId, ...entry }: WireEntry): unknown {
  return entry;
}

function idsOf(jobs: readonly ListedJob[]): string[] {
  return jobs.map(({ jobId }) => jobId);
}

function idsWhere(fits: (job: WireJob) => boolean): string[] {
  return listedBySdk.filter(fits).map(({ id }) => id);
}

function metadataOf(job: WireJob): Readonly<Record<string, unknown>> {
  return { ...(job["metadata"] as object | undefined) };
}

function queryOf(path: string): Record<string, string> {
  return Object.fromEntries(new URL(path, simulator.origin).searchParams);
}

async function errorOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => Promise.reject(new Error("there was no error")),
    (error: Error) => error,
  );
}
