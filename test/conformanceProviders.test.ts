import { JobsClient } from "../provider/jobs/jobsClient";
import { parseJobId } from "../provider/jobs/jobId";
import { type Settings } from "../provider/settings/settings";
import { PortkeySimulator } from "../sdk/testing";
import { FakeClock } from "./support/fakeClock";
import { answer, type Fault } from "./support/faults";
import { Gateway, type Upstream } from "./support/gateway";
import { withNulls } from "./support/jobs";
import { errorOf } from "./support/outcome";

const newest = 1_767_225_600;
const hour = 3_600;
const arn = "arn:aws:bedrock:us-east-1:1:model-customization-job/abc";

const bedrock: Upstream = {
  provider: "bedrock",
  headers: {
    "x-portkey-aws-access-key-id": "AKIA-of-the-provider",
    "x-portkey-aws-secret-access-key": "secret-of-the-provider",
    "x-portkey-aws-region": "us-east-1",
  },
};
const vertex: Upstream = {
  provider: "vertex-ai",
  headers: { "x-portkey-vertex-project-id": "acme", "x-portkey-vertex-region": "us-central1" },
};
const fireworks: Upstream = {
  provider: "fireworks-ai",
  headers: { "x-portkey-fireworks-account-id": "acme" },
};

let gateway: Gateway;
let simulator: PortkeySimulator;
let client: JobsClient;

beforeAll(async () => {
  gateway = await Gateway.start();
  simulator = await PortkeySimulator.start();
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

describe("the real gateway in front of Amazon Bedrock", () => {
  it("gives the whole list, whose jobs can be read by their ids", async () => {
    const [one, two] = [bedrockJob(1), bedrockJob(2)];
    const { jobs, requests } = await listFrom(bedrock, [answer(200, { modelCustomizationJobSummaries: [one, two] })]);
    expect(requests).toEqual(["/model-customization-jobs"]);
    expect(jobs.map(({ jobId }) => jobId)).toEqual([two, one].map(({ jobArn }) => encodeURIComponent(jobArn)));
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
    expect(error.message).toContain("has more entries, but gives no way to request them");
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
      expect(jobs.map(({ jobId }) => jobId)).toEqual([idOf(2), idOf(1)]);
      expect(requests).toEqual([path(firstToken)]);
      expect((await listFrom(upstream, [answer(200, {})])).jobs).toEqual([]);
    });

    it("takes a job's id for a page's token, whose refusal is an IncompleteListError", async () => {
      const { error, requests } = await refusedBy(upstream, [answer(200, page([2, 1], "token")), answer(400, refusal)]);
      expect(error).toMatchObject({
        name: "IncompleteListError",
        cause: { name: "RequestRejectedError", status: 400 },
      });
      expect(error.message).toContain("refused to return the next page");
      expect(error.message).toContain(told);
      expect(requests).toEqual([path(firstToken), path(idOf(1))]);
    });
  },
);

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
async function listFrom(upstream: Upstream, answers: readonly Fault[]) {
  simulator.requests.length = 0;
  for (const fault of answers) {
    simulator.fail(fault, 1);
  }
  const { jobs } = await client.listJobs(settings(upstream), {});
  return { jobs, requests: simulator.requests.map(({ path }) => path) };
}

async function refusedBy(upstream: Upstream, answers: readonly Fault[]) {
  const error = await errorOf(listFrom(upstream, answers));
  return { error, requests: simulator.requests.map(({ path }) => path) };
}

function settings(upstream: Upstream): Settings {
  return gateway.settings(upstream, simulator.origin, { authorization: "sk-of-the-provider" });
}
