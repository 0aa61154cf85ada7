import Portkey from "portkey-ai";
import type { JobFilter } from "../provider/jobs/filter";
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
let clock: FakeClock;
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
  clock = new FakeClock();
  client = new JobsClient(clock);
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
    runningJob(id, { user_provided_suffix: "support-bot" }),
    failedJob(id),
    runningJob(id, { status: "cancelled", metadata: { team: "support" } }),
    { ...succeededJob(id, `ft:gpt-4.1-mini-2025-04-14:acme:triage:${id}`), model: "gpt-4.1-mini-2025-04-14" },
    runningJob(id, { metadata: { team: "support", [oddText]: oddText } }),
  ] as const;
  return kinds[index % kinds.length] ?? kinds[0];
}

/** Gives a job what a training leaves: events in several pages, and checkpoints of which not everything was measured. */
function train(id: string): void {
  for (let step = 1; step <= 230; step += 1) {
    const isOfMetrics = step % 2 === 0;
    simulator.event(id, isOfMetrics ? `Step ${step}/230: training loss=0.5` : `Note ${step}`, {
      created_at: newest + step,
      level: step % 50 === 0 ? "warn" : "info",
      type: isOfMetrics ? "metrics" : "message",
      data: isOfMetrics ? { step, train_loss: 0.5, nested: { total_steps: 230 } } : null,
    });
  }
  const measured = { step: 90, train_loss: 0.4, train_mean_token_accuracy: 0.9 };
  const validated = {
    valid_loss: 0.6,
    valid_mean_token_accuracy: 0.8,
    full_valid_loss: 0.5,
    full_valid_mean_token_accuracy: 0.85,
  };
  for (const [index, metrics] of [
    { step: 30 },
    { ...measured, valid_loss: null },
    { ...measured, ...validated },
  ].entries()) {
    simulator.checkpoint(id, {
      created_at: newest + index,
      fine_tuned_model_checkpoint: `ft:gpt-4o-mini-2024-07-18:acme:support-bot:${id}:ckpt-step-${index}`,
      metrics,
    });
  }
}

describe("at a list of jobs the real gateway on Node.js", () => {
  it.each([openai, azure])(
    "fails by itself for $provider, which is told at once, with the way round it",
    async (upstream) => {
      const before = simulator.requests.length;
      const error = await errorOf(client.listJobs(settings(upstream, { maxRetries: 4 }), {}));
      expect(error).toMatchObject({ name: "ServerError", status: 500, tryAgain: "never" });
      expect(error.message).toContain("(500 Something went wrong)");
      expect(error.message).toContain("open-source gateway");
      expect(error.message).toContain("after_request_hooks");
      expect(error.message).not.toContain(providerKey);
      expect(simulator.requests.length - before).toBe(1);
      expect(clock.sleeps).toEqual([]);
    },
  );

  it("says in a header that it was itself", async () => {
    const response = await fetch(`${gateway.baseUrl}/fine_tuning/jobs`, { headers: settings(openai).headers });
    expect(response.status).toBe(500);
    expect(response.headers.get("x-portkey-gateway-exception")).toBe("true");
    await expect(response.json()).resolves.toEqual({ status: "failure", message: "Something went wrong" });
  });

  it.each([
    ["an after_request_hooks guardrail", workaround],
    [
      "one that would deny every answer: the gateway checks no lists",
      {
        after_request_hooks: [
          { ...guardrail, deny: true, checks: [{ id: "default.regexMatch", parameters: { rule: "^$" } }] },
        ],
      },
    ],
    ["a before_request_hooks guardrail", { before_request_hooks: [guardrail] }],
    ["an output guardrail", { output_guardrails: [{ "default.wordCount": { minWords: 0 } }] }],
  ])("gives it under a config with %s", async (_description, config) => {
    const { jobs } = await client.listJobs(settings(openai, { config: JSON.stringify(config) }), {}, 1);
    expect(idsOf(jobs)).toEqual([listedBySdk[0]?.id]);
  });

  it("gives it under a config that has provider, key and host too", async () => {
    const config = { provider: "openai", api_key: providerKey, custom_host: simulator.baseUrl, ...workaround };
    const own = { provider: undefined, authorization: undefined, headers: undefined, config: JSON.stringify(config) };
    const { jobs } = await client.listJobs(settings(openai, own), {}, 1);
    expect(idsOf(jobs)).toEqual([listedBySdk[0]?.id]);
  });

  it("still fails under a guardrail that is asynchronous", async () => {
    const config = { after_request_hooks: [{ ...guardrail, async: true }] };
    await expect(client.listJobs(settings(openai, { config: JSON.stringify(config) }), {})).rejects.toMatchObject({
      name: "ServerError",
      tryAgain: "never",
    });
  });

  it.each([
    [401, "AuthenticationError"],
    [403, "PermissionDeniedError"],
    [404, "NotFoundError"],
    [429, "RateLimitError"],
    [503, "ServerError"],
  ])("hands on the provider's refusal of %s, with a config and without", async (status, name) => {
    simulator.fail(answer(status, { error: errorShapes.provider("refused", "of-the-provider").error }));
    for (const one of [settings(openai), listSettings()]) {
      const error = await errorOf(client.listJobs(one, {}));
      expect(error).toMatchObject({ name, status, code: "of-the-provider" });
      expect(error.message).toContain(`(${status} openai error: refused; code of-the-provider)`);
      expect(error.message).not.toContain("after_request_hooks");
    }
  });
});

describe("a list of several hundred jobs, through the real gateway,", () => {
  it("has all jobs of all pages, each once, newest first", async () => {
    const before = simulator.requests.length;
    const { jobs, seen } = await client.listJobs(listSettings(), {});
    expect(idsOf(jobs)).toEqual(scriptedJobs.map(({ id }) => id).toReversed());
    expect(seen).toEqual(jobs);
    expect(simulator.requests.slice(before).map(({ method, headers }) => [method, headers.authorization])).toEqual(
      Array.from({ length: 4 }, () => ["GET", `Bearer ${providerKey}`]),
    );
  });

  it("has the values that the real SDK returns, field by field", async () => {
    const { jobs } = await client.listJobs(listSettings(), {});
    const expected = listedBySdk.map((job) => valuesOfSdk(job, jobNames));
    expect(jobs.map((job, index) => valuesOfOurJob(job, listedBySdk[index] ?? runningJob("")))).toEqual(expected);
    expect(expected).toHaveLength(scriptedJobs.length);
  });

  it.each([openai, azure])("is asked of $provider with the metadata and the last ids as they are", async (upstream) => {
    const before = simulator.requests.length;
    const filter = { metadata: { team: "support", [oddText]: oddText } };
    const { jobs } = await client.listJobs(listSettings(upstream), filter);
    expect(idsOf(jobs)).toEqual(idsWhere((job) => metadataOf(job)[oddText] === oddText));
    expect(jobs).not.toEqual([]);
    const asked = simulator.requests.slice(before).map(({ path }) => queryOf(path));
    const always = { limit: "100", "metadata[team]": "support", [`metadata[${oddText}]`]: oddText };
    const lastOfPages = [99, 199, 299].map((index) => listedBySdk[index]?.id);
    const pages = [{}, ...lastOfPages.map((after) => ({ after }))];
    expect(asked).toEqual(pages.map((page) => expect.objectContaining({ ...always, ...page })));
    expect(asked[0]).not.toHaveProperty("after");
    expect(lastOfPages).toEqual([oddText, `${arn}/v1/2`, expect.any(String)]);
  });

  it("is asked with the same query that the real SDK sends", async () => {
    const metadata = { team: "support", [oddText]: oddText };
    await sdk().fineTuning.jobs.list({ limit: 100, metadata });
    const theirs = simulator.requests.at(-1)?.path ?? "";
    const before = simulator.requests.length;
    await client.listJobs(listSettings(), { metadata });
    expect(queryOf(simulator.requests[before]?.path ?? "")).toEqual(queryOf(theirs));
  });

  it.each<[string, JobFilter, (job: WireJob) => boolean]>([
    ["suffix", { suffix: "support-bot" }, (job) => suffixOf(job) === "support-bot"],
    ["status", { status: ["failed"] }, ({ status }) => status === "failed"],
    ["statuses", { status: ["failed", "cancelled"] }, ({ status }) => ["failed", "cancelled"].includes(status)],
    ["model", { model: "gpt-4.1-mini-2025-04-14" }, ({ model }) => model === "gpt-4.1-mini-2025-04-14"],
    ["metadata", { metadata: { team: "support" } }, (job) => metadataOf(job)["team"] === "support"],
    ["createdAfter", { createdAfter: newest - 110 * hour }, (job) => createdAtOf(job) >= newest - 110 * hour],
    ["createdBefore", { createdBefore: newest - 110 * hour }, (job) => createdAtOf(job) < newest - 110 * hour],
    [
      "all of these",
      {
        suffix: "support-bot",
        status: ["succeeded"],
        model: "gpt-4o-mini-2024-07-18",
        createdAfter: newest - 250 * hour,
        createdBefore: newest - 10 * hour,
      },
      (job) =>
        suffixOf(job) === "support-bot" &&
        job.status === "succeeded" &&
        createdAtOf(job) >= newest - 250 * hour &&
        createdAtOf(job) < newest - 10 * hour,
    ],
  ])("has by %s the jobs that the real SDK's list has", async (_description, filter, fits) => {
    const { jobs } = await client.listJobs(listSettings(), filter);
    expect(idsOf(jobs)).toEqual(idsWhere(fits));
    expect(jobs.length).toBeGreaterThan(5);
    expect(jobs.length).toBeLessThan(scriptedJobs.length);
  });

  it.each<[string, JobFilter, number | undefined, number, (job: WireJob) => boolean]>([
    ["as soon as there are as many as the limit", {}, 7, 2, () => true],
    ["as soon as as many fit as the limit", { status: ["failed"] }, 20, 2, ({ status }) => status === "failed"],
    [
      "as soon as a job is older than createdAfter",
      { createdAfter: newest - 210 * hour },
      undefined,
      3,
      (job) => createdAtOf(job) >= newest - 210 * hour,
    ],
    ["at its end where nothing fits", { suffix: "nobody's" }, 1, 4, () => false],
  ])("is read until its order is known, and ends %s", async (_description, filter, limit, pages, fits) => {
    const before = simulator.requests.length;
    const { jobs, seen } = await client.listJobs(listSettings(), filter, limit);
    expect(simulator.requests.length - before).toBe(pages);
    expect(seen).toHaveLength(Math.min(pages * 100, scriptedJobs.length));
    expect(idsOf(jobs)).toEqual(idsWhere(fits).slice(0, limit));
  });
});

describe.each([
  ["a job", trainedJob],
  ["a job whose id is an ARN", arn],
])("of %s, through the real gateway and without a config,", (_description, id) => {
  it("the checkpoints have the values that the real SDK returns, field by field", async () => {
    const theirs = await readPages<WireEntry>((page) => sdk().fineTuning.jobs.checkpoints.list(id, page));
    const checkpoints = await client.listCheckpoints(settings(openai), parseJobId(id));
    expect(checkpoints.map(valuesOfOurs)).toEqual(theirs.map((one) => valuesOfSdk(own(one), checkpointNames)));
    expect(checkpoints).toHaveLength(3);
    expect(checkpoints[0]).toMatchObject({ id: "ftckpt-3", metrics: { step: 90, fullValidMeanTokenAccuracy: 0.85 } });
  });

  it("the events have the values that the real SDK returns, field by field", async () => {
    const theirs = await readPages<WireEntry>((page) => sdk().fineTuning.jobs.listEvents(id, page));
    const events = await client.listEvents(settings(openai), parseJobId(id));
    expect(events.map(valuesOfOurs)).toEqual(theirs.map((one) => valuesOfSdk(own(one), eventNames)));
    expect(events).toHaveLength(230);
    expect(events[0]).toMatchObject({ type: "metrics", data: { train_loss: 0.5, nested: { total_steps: 230 } } });
  });

  it("the events end at the limit", async () => {
    const before = simulator.requests.length;
    const events = await client.listEvents(settings(openai), parseJobId(id), 120);
    expect(events.map((event) => event.id)).toEqual(
      Array.from({ length: 120 }, (_, index) => `ftevent-${230 - index}`),
    );
    expect(simulator.requests.length - before).toBe(2);
  });

  it("both are asked below the job's path", async () => {
    const before = simulator.requests.length;
    await client.listCheckpoints(settings(openai), parseJobId(id));
    await client.listEvents(settings(openai), parseJobId(id), 1);
    const [checkpoints, ...events] = simulator.requests.slice(before).map(({ path }) => path);
    const path = `/v1/fine_tuning/jobs/${encodeURIComponent(id)}`;
    expect(checkpoints).toBe(`${path}/checkpoints?limit=100`);
    expect(events).toEqual([`${path}/events?limit=100`, `${path}/events?limit=100&after=ftevent-131`]);
  });
});

it("of a job that has neither, through the real gateway, there is a NotFoundError for both", async () => {
  const id = "ftjob-100";
  const absent = { name: "NotFoundError", status: 404 };
  await expect(client.listCheckpoints(settings(openai), parseJobId(id))).rejects.toMatchObject(absent);
  await expect(client.listEvents(settings(openai), parseJobId(id))).rejects.toMatchObject(absent);
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

  it.each<[string, JobFilter, number | undefined]>([
    ["of what is left out", {}, undefined],
    ["even when there are as many as the limit", {}, 1],
    ["even when a job is older than createdAfter", { createdAfter: newest + 2 }, undefined],
  ])("has an IncompleteListError for a part of the list, %s", async (_description, filter, limit) => {
    const page = { modelCustomizationJobSummaries: [bedrockJob(2), bedrockJob(1)], nextToken: "token-of-bedrock" };
    const { error, requests } = await refusedBy(bedrock, [answer(200, page)], filter, limit);
    expect(error).toMatchObject({ name: "IncompleteListError", tryAgain: "never" });
    expect(error.message).toContain("after 2 entries");
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
    it("gives the whole list", async () => {
      const { jobs, requests } = await listFrom(upstream, [answer(200, page([1, 2]))]);
      const common = { status: "succeeded", finishedAt: newest + hour };
      expect(jobs[0]).toEqual({ jobId: idOf(2), ...withNulls({ ...common, createdAt: newest + 2, ...values }) });
      expect(idsOf(jobs)).toEqual([idOf(2), idOf(1)]);
      expect(requests).toEqual([path(firstToken)]);
    });

    it("gives an empty list", async () => {
      const { jobs } = await listFrom(upstream, [answer(200, {})]);
      expect(jobs).toEqual([]);
    });

    it("takes a job's id for a page's token, whose refusal is an IncompleteListError", async () => {
      const { error, requests } = await refusedBy(upstream, [answer(200, page([2, 1], "token")), answer(400, refusal)]);
      expect(error).toMatchObject({
        name: "IncompleteListError",
        tryAgain: "never",
        cause: { name: "RequestRejectedError", status: 400 },
      });
      expect(error.message).toContain("after 2 entries");
      expect(error.message).toContain("refuses to give the next page");
      expect(error.message).toContain(told);
      expect(requests).toEqual([path(firstToken), path(idOf(1))]);
    });

    it("has an IncompleteListError for a token that is ignored", async () => {
      const first = answer(200, page([2, 1], "token"));
      const { error } = await refusedBy(upstream, [first, first]);
      expect(error).toMatchObject({ name: "IncompleteListError" });
      expect(error.message).toContain("gives none that are new");
    });
  },
);

describe("what the real gateway makes of a document that it does not understand", () => {
  it.each([
    { upstream: bedrock, page: { modelCustomizationJobSummaries: [{ ...bedrockJob(1), jobArn: undefined }] } },
    { upstream: fireworks, page: { supervisedFineTuningJobs: [{ ...fireworksJob(1), name: undefined }] } },
  ])("of $upstream.provider, a job without an id, is refused by its place", async ({ upstream, page }) => {
    const { error } = await refusedBy(upstream, [answer(200, page)]);
    expect(error).toMatchObject({ name: "UnexpectedResponseError" });
    expect(error.message).toContain(
      "is not a list of fine-tuning jobs: data[0].id: expected a job's id (1 entry was left out, which is all there are)",
    );
  });

  it.each([
    { upstream: bedrock, page: { jobs: [] } },
    {
      upstream: vertex,
      page: { tuningJobs: [{ ...vertexJob(1), supervisedTuningSpec: { trainingDatasetUri: "gs://b" } }] },
    },
  ])("of $upstream.provider, a failure of its own, is a ServerError", async ({ upstream, page }) => {
    const { error, requests } = await refusedBy(upstream, [answer(200, page)]);
    expect(error).toMatchObject({ name: "ServerError", status: 500 });
    expect(error.message).toContain("(500 Something went wrong)");
    expect(requests).toHaveLength(1);
  });
});

/** These have neither. The gateway asks them for a job of that name. */
describe.each([
  { upstream: bedrock, id: arn, job: bedrockJob(1), path: "/model-customization-jobs" },
  { upstream: vertex, id: "1", job: vertexJob(1), path: "/v1/projects/acme/locations/us-central1/tuningJobs" },
  { upstream: fireworks, id: "job-1", job: fireworksJob(1), path: "/supervisedFineTuningJobs" },
])("for checkpoints and events of $upstream.provider", ({ upstream, id, job, path }) => {
  it("a job in their place is an UnexpectedResponseError, and no empty list", async () => {
    simulator.fail(answer(200, job));
    const checkpoints = await errorOf(client.listCheckpoints(settings(upstream), parseJobId(id)));
    expect(checkpoints).toMatchObject({ name: "UnexpectedResponseError" });
    expect(checkpoints.message).toContain(
      "is not a list of checkpoints, which not every provider has: data: expected array",
    );
    expect(simulator.requests.at(-1)?.path).toBe(`${path}/checkpoints?limit=100`);
    const events = await errorOf(client.listEvents(settings(upstream), parseJobId(id)));
    expect(events).toMatchObject({ name: "UnexpectedResponseError" });
    expect(events.message).toContain("is not a list of events, which not every provider has: data: expected array");
    expect(simulator.requests.at(-1)?.path).toBe(`${path}/events?limit=100`);
  });

  it("a 404 is a NotFoundError that says so", async () => {
    simulator.fail(answer(404, { message: "there is no such job" }));
    const checkpoints = await errorOf(client.listCheckpoints(settings(upstream), parseJobId(id)));
    expect(checkpoints).toMatchObject({ name: "NotFoundError" });
    expect(checkpoints.message).toContain("not every provider has checkpoints");
    const events = await errorOf(client.listEvents(settings(upstream), parseJobId(id)));
    expect(events).toMatchObject({ name: "NotFoundError" });
    expect(events.message).toContain("not every provider has events");
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
async function listFrom(upstream: Upstream, answers: readonly Fault[], filter: JobFilter = {}, limit?: number) {
  const before = simulator.requests.length;
  for (const fault of answers) {
    simulator.fail(fault, 1);
  }
  const { jobs } = await client.listJobs(settings(upstream), filter, limit);
  return { jobs, requests: simulator.requests.slice(before).map(({ path }) => path) };
}

async function refusedBy(upstream: Upstream, answers: readonly Fault[], filter?: JobFilter, limit?: number) {
  const before = simulator.requests.length;
  const error = await errorOf(listFrom(upstream, answers, filter, limit));
  return { error, requests: simulator.requests.slice(before).map(({ path }) => path) };
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

function suffixOf(job: WireJob): unknown {
  return job["user_provided_suffix"] ?? String(job["fine_tuned_model"]).split(":")[3];
}

function metadataOf(job: WireJob): Readonly<Record<string, unknown>> {
  return { ...(job["metadata"] as object | undefined) };
}

function createdAtOf(job: WireJob): number {
  return Number(job["created_at"]);
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
