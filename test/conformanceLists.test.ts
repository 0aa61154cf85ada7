import Portkey from "portkey-ai";
import { parseJobId } from "../provider/jobs/jobId";
import { JobsClient } from "../provider/jobs/jobsClient";
import { type Settings } from "../provider/settings/settings";
import { PortkeySimulator } from "../sdk/testing";
import { jobsOfAllKinds, valuesOfOurJob, valuesOfOurs, valuesOfSdk, valuesOfSdkJob } from "./support/conformance";
import { FakeClock } from "./support/fakeClock";
import { Gateway, type Upstream } from "./support/gateway";
import { failedJob, runningJob, succeededJob, type WireJob } from "./support/jobs";
import { errorOf } from "./support/outcome";

const providerKey = "sk-of-the-provider";
const newest = 1_767_225_600;
const hour = 3_600;
/** Of characters that a URL, the gateway's own search for "/v1" or a form would take for something else. */
const oddText = "a/v1/b c&d=e+f?g#h%20 [ü] 模型 😀";
const trainedJob = "ftjob-trained";
const arn = "arn:aws:bedrock:us-east-1:1:model-customization-job/abc";

const openai: Upstream = { provider: "openai" };
const azure: Upstream = {
  provider: "azure-openai",
  headers: {
    "x-portkey-azure-api-version": "2024-10-21",
    "x-portkey-azure-deployment-id": "deployment",
    "x-portkey-azure-resource-name": "resource",
  },
};
/** With this config the gateway gives lists, at which it fails by itself otherwise. */
const workaround = {
  after_request_hooks: [
    { type: "guardrail", id: "lists", checks: [{ id: "default.wordCount", parameters: { minWords: 0 } }] },
  ],
};

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
    const name = `ft:m:acme:support-bot:${id}:ckpt-step-${index}`;
    simulator.checkpoint(id, { created_at: newest + index, fine_tuned_model_checkpoint: name, metrics });
  }
}

describe("at a list of jobs the real gateway", () => {
  it.each([openai, azure])("on Node.js fails by itself for $provider, which is not asked again", async (upstream) => {
    simulator.requests.length = 0;
    const error = await errorOf(client.listJobs(settings(upstream, { maxRetries: 4 }), {}));
    expect(error).toMatchObject({ name: "ServerError", status: 500 });
    expect(error.message).toContain("(500 Something went wrong)");
    expect(error.message).not.toContain(providerKey);
    expect(simulator.requests).toHaveLength(1);
  });

  it("gives it under a config with a guardrail, beside which provider, key and host may stand", async () => {
    const config = { provider: "openai", api_key: providerKey, custom_host: simulator.baseUrl, ...workaround };
    const own = { provider: undefined, authorization: undefined, headers: undefined, config: JSON.stringify(config) };
    const { jobs } = await client.listJobs(settings(openai, own), {}, 1);
    expect(jobs.map(({ jobId }) => jobId)).toEqual([listedBySdk[0]?.id]);
  });
});

describe("a list of several hundred jobs, through the real gateway,", () => {
  it("has all jobs of all pages, each once, newest first, with the values that the real SDK returns", async () => {
    const { jobs, seen } = await client.listJobs(listSettings(), {});
    expect(jobs.map(({ jobId }) => jobId)).toEqual(scriptedJobs.map(({ id }) => id).toReversed());
    expect(seen).toEqual(jobs);
    expect(jobs.map((job, index) => valuesOfOurJob(job, listedBySdk[index] ?? runningJob("")))).toEqual(
      listedBySdk.map((job) => valuesOfSdkJob(job)),
    );
  });

  it("is asked for as the real SDK asks, page by page, whatever the ids", async () => {
    const metadata = { team: "support", [oddText]: oddText };
    simulator.requests.length = 0;
    await sdk().fineTuning.jobs.list({ limit: 100, metadata });
    const [theirs = {}] = simulator.requests.map(({ path }) => queryOf(path));
    simulator.requests.length = 0;
    const { jobs } = await client.listJobs(listSettings(), { metadata });
    expect(jobs.map(({ jobId }) => jobId)).toEqual(idsWhere((job) => metadataOf(job)[oddText] === oddText));
    expect(jobs).not.toEqual([]);
    const pages = [{}, { after: oddText }, { after: `${arn}/v1/2` }, { after: listedBySdk[299]?.id }];
    expect(simulator.requests.map(({ path }) => queryOf(path))).toEqual(pages.map((page) => ({ ...theirs, ...page })));
    expect(simulator.requests.map(({ headers }) => headers.authorization)).toEqual(
      pages.map(() => `Bearer ${providerKey}`),
    );
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
    expect(checkpoints.map(valuesOfOurs)).toEqual(theirs.map((one) => valuesOfSdk(own(one))));
    expect(checkpoints).toHaveLength(3);
    expect(checkpoints[0]).toMatchObject({ id: "ftckpt-3", metrics: { step: 90, fullValidMeanTokenAccuracy: 0.85 } });
  });

  it("the events have the values that the real SDK returns, field by field", async () => {
    const events = await client.listEvents(settings(openai), id);
    expect(simulator.requests.map((request) => request.path)).toEqual(
      ["", "&after=ftevent-131", "&after=ftevent-31"].map((after) => `${path}/events?limit=100${after}`),
    );
    const theirs = await readPages<WireEntry>((page) => sdk().fineTuning.jobs.listEvents(given, page));
    expect(events.map(valuesOfOurs)).toEqual(theirs.map((one) => valuesOfSdk(own(one))));
    expect(events).toHaveLength(230);
    expect(events[0]).toMatchObject({ type: "metrics", data: { train_loss: 0.5, nested: { total_steps: 230 } } });
  });
});

function settings(upstream: Upstream, more: object = {}): Settings {
  return gateway.settings(upstream, simulator.baseUrl, { authorization: providerKey, ...more });
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

function idsWhere(fits: (job: WireJob) => boolean): string[] {
  return listedBySdk.filter(fits).map(({ id }) => id);
}

function metadataOf(job: WireJob): Readonly<Record<string, unknown>> {
  return { ...(job["metadata"] as object | undefined) };
}

function queryOf(path: string): Record<string, string> {
  return Object.fromEntries(new URL(path, simulator.origin).searchParams);
}
