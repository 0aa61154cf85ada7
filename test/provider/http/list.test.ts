import * as fc from "fast-check";
import type { PortkeyError } from "../../../provider";
import { maxEntries } from "../../../provider/http/requestLimits";
import { JobsClient } from "../../../provider/jobs/jobsClient";
import { resolveSettings, type Settings } from "../../../provider/settings/settings";
import { PortkeySimulator } from "../../../sdk/testing";
import { FakeClock } from "../../support/fakeClock";
import { answer, errorShapes, reset, type Fault } from "../../support/faults";
import { runningJob, succeededJob, type WireJob } from "../../support/jobs";

let simulator: PortkeySimulator;
let client: JobsClient;

beforeEach(async () => {
  simulator = await PortkeySimulator.start();
  client = new JobsClient(new FakeClock());
});

afterEach(() => simulator.close());

function settings(): Settings {
  return resolveSettings({
    connection: { apiKey: "pk-canary-5f1e9d-0123456789", baseUrl: simulator.baseUrl, maxRetries: 2 },
    config: () => undefined,
    environment: {},
  });
}

/** Makes jobs, the first one the newest, a minute apart. */
function jobs(count: number): WireJob[] {
  return Array.from({ length: count }, (_, index) =>
    runningJob(`ftjob-${index}`, { created_at: 1_800_000_000 - index * 60 }),
  );
}

/** Answers lists in a way of its own: what it makes of the id after which the page begins. */
function serve(
  pageAfter: (after: string | undefined) => { data: unknown; has_more?: boolean; last_id?: string },
): Fault {
  return (request, response) => {
    const after = new URL(request.url ?? "", "http://localhost").searchParams.get("after") ?? undefined;
    answer(200, { object: "list", ...pageAfter(after) })(request, response);
  };
}

/** Gives the jobs in this order, in pages of this size. */
function pagesOf(all: readonly WireJob[], size: number): Fault {
  return serve((after) => {
    const start = all.findIndex(({ id }) => id === after) + 1;
    return { data: all.slice(start, start + size), has_more: start + size < all.length };
  });
}

const list = (filter = {}, limit?: number) => client.listJobs(settings(), filter, limit);
const idsOf = async (filter = {}, limit?: number) => (await list(filter, limit)).jobs.map(({ jobId }) => jobId);
const failure = async (): Promise<PortkeyError> =>
  list().then(
    () => Promise.reject(new Error("there was no error")),
    (error: PortkeyError) => error,
  );
const afters = () => simulator.requests.map(({ path }) => new URL(path, "http://localhost").searchParams.get("after"));

describe("a list", () => {
  it("is read in pages of a hundred, each after the last id of the one before", async () => {
    const all = jobs(250);
    simulator.fail(pagesOf(all, 100));
    await expect(idsOf()).resolves.toEqual(all.map(({ id }) => id));
    expect(simulator.requests.map(({ path }) => path)).toEqual([
      "/v1/fine_tuning/jobs?limit=100",
      "/v1/fine_tuning/jobs?limit=100&after=ftjob-99",
      "/v1/fine_tuning/jobs?limit=100&after=ftjob-199",
    ]);
  });

  it("may be empty", async () => {
    simulator.fail(answer(200, { object: "list", data: [], has_more: false }));
    await expect(list()).resolves.toEqual({ jobs: [], seen: [] });
  });

  it("comes newest first, each entry once, whatever the order and the size of the pages", async () => {
    const all = jobs(300);
    const newest = all.map(({ id }) => id);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.integer({ min: 17, max: 120 }),
        async (shuffled, size) => {
          simulator.heal().fail(pagesOf(shuffled, size));
          await expect(idsOf()).resolves.toEqual(newest);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("has entries once that a new job has moved onto the next page", async () => {
    const all = jobs(30);
    simulator.fail(
      serve((after) =>
        after === undefined ? { data: all.slice(0, 20), has_more: true } : { data: all.slice(18), has_more: false },
      ),
    );
    await expect(idsOf()).resolves.toEqual(all.map(({ id }) => id));
  });

  it("has those without a time last", async () => {
    simulator.fail(answer(200, { data: [{ id: "a", status: "queued" }, ...jobs(2)] }));
    await expect(idsOf()).resolves.toEqual(["ftjob-0", "ftjob-1", "a"]);
  });

  it.each<[string, Fault]>([
    ["a server that fails", answer(503)],
    ["a connection that breaks", reset],
  ])("goes on after %s between two pages", async (_what, fault) => {
    const all = jobs(150);
    let requests = 0;
    simulator.fail((request, response) => {
      requests += 1;
      (requests === 2 ? fault : pagesOf(all, 100))(request, response);
    });
    await expect(idsOf()).resolves.toHaveLength(150);
    expect(afters()).toEqual([null, "ftjob-99", "ftjob-99"]);
  });

  it("is asked for once by those who ask at the same time, page by page", async () => {
    simulator.latencyMs = 20;
    simulator.fail(pagesOf(jobs(250), 100));
    const lists = await Promise.all([list(), list(), list()]);
    expect(lists.map(({ seen }) => seen.length)).toEqual([250, 250, 250]);
    expect(simulator.requests).toHaveLength(3);
  });
});

describe("reading a list", () => {
  const bots = jobs(1_000).map((job, index) =>
    index % 10 === 9
      ? Object.assign(succeededJob(job.id, `ft:m:acme:bot:${index}`), { created_at: job["created_at"] })
      : job,
  );

  it("ends when there are enough, once two pages have shown that the newest come first", async () => {
    simulator.fail(pagesOf(bots, 100));
    await expect(idsOf({ suffix: "bot" }, 3)).resolves.toEqual(["ftjob-9", "ftjob-19", "ftjob-29"]);
    expect(simulator.requests).toHaveLength(2);
  });

  it("ends when the jobs are older than what is looked for", async () => {
    simulator.fail(pagesOf(bots, 100));
    const createdAfter = 1_800_000_000 - 250 * 60;
    await expect(idsOf({ createdAfter })).resolves.toHaveLength(251);
    expect(simulator.requests).toHaveLength(3);
  });

  it.each([
    ["many have the same time, and the oldest come first", 250],
    ["few have come so far, which could be in order by chance", 10],
  ])("goes on where %s", async (_order, same) => {
    const all = jobs(300).toReversed();
    all.slice(0, same).forEach((job) => Object.assign(job, { created_at: 5 }));
    simulator.fail(pagesOf(all, 5));
    await expect(idsOf({}, 1)).resolves.toEqual(["ftjob-0"]);
  });

  it("goes on after a full page that does not say whether there is more", async () => {
    const all = jobs(200).toReversed();
    simulator.fail(
      serve((after) => {
        const start = all.findIndex(({ id }) => id === after) + 1;
        return { data: all.slice(start, start + 100) };
      }),
    );
    await expect(idsOf({}, 1)).resolves.toEqual(["ftjob-0"]);
    expect(simulator.requests).toHaveLength(3);
  });

  it("takes no page that came before for evidence of the order", async () => {
    simulator.fail(serve(() => ({ data: jobs(100), has_more: true })));
    await expect(idsOf({}, 1)).rejects.toThrow("gives none that are new");
  });

  it.each([
    ["the oldest come first", (all: WireJob[]) => all.toReversed()],
    ["a page is out of order", (all: WireJob[]) => [...all.slice(0, 50), ...all.slice(100), ...all.slice(50, 100)]],
  ])("goes on to the end where %s", async (_order, reorder) => {
    simulator.fail(pagesOf(reorder(bots), 100));
    await expect(idsOf({ suffix: "bot" }, 2)).resolves.toEqual(["ftjob-9", "ftjob-19"]);
  });
});

describe("a list that can't be read", () => {
  const many = jobs(maxEntries + 100);

  it.each<[string, Fault, string, RegExp]>([
    [
      "repeats its first page",
      serve(() => ({ data: jobs(100), has_more: true })),
      "IncompleteListError",
      /after 100 entries .* gives none that are new/,
    ],
    [
      "has an empty page in mid-list",
      serve(() => ({ data: [], has_more: true })),
      "IncompleteListError",
      /gives none that are new/,
    ],
    [
      "has a token of the provider's for the last id",
      serve(() => ({ data: jobs(10), last_id: "bedrock-token" })),
      "IncompleteListError",
      /after 10 entries .* can't be asked for/,
    ],
    [
      "refuses the second page",
      (request, response) =>
        (request.url?.includes("after") === true
          ? answer(400, errorShapes.provider("Invalid page token"))
          : pagesOf(jobs(200), 100))(request, response),
      "IncompleteListError",
      /after 100 entries .* refuses to give the next page \(400 .*Invalid page token.*\)\. What is newest/,
    ],
    [
      "has too many entries",
      pagesOf(many, 100),
      "ListTooLongError",
      /there are more than 10000 entries at .*createdAfter/,
    ],
    [
      "never ends",
      serve((after) => ({
        data: jobs(100).map((job) =>
          Object.assign(job, { id: `${job.id} after ${after?.slice(0, 60)}, ${Math.random()}` }),
        ),
        has_more: true,
      })),
      "ListTooLongError",
      /more than 10000/,
    ],
    [
      "is no list",
      answer(200, { object: "list" }),
      "UnexpectedResponseError",
      /is not a list of fine-tuning jobs: data: expected array/,
    ],
    ["is a job", answer(200, runningJob("ftjob-1")), "UnexpectedResponseError", /data: expected array/],
    [
      "has an entry that is no job",
      answer(200, { data: [...jobs(3), 7] }),
      "UnexpectedResponseError",
      /data\[3\]: expected object/,
    ],
    [
      "has an entry without a status",
      answer(200, { data: [...jobs(3), { id: "a" }] }),
      "UnexpectedResponseError",
      /data\[3\]\.status: expected string/,
    ],
    [
      "has an entry without an id",
      answer(200, { data: [{ status: "running" }] }),
      "UnexpectedResponseError",
      /data\[0\]\.id: expected/,
    ],
    [
      "has an id that stands for none",
      answer(200, { data: [...jobs(1), runningJob("undefined")] }),
      "UnexpectedResponseError",
      /data\[1\]\.id: expected an id/,
    ],
    [
      "has a wrong type inside",
      answer(200, { data: [runningJob("a", { hyperparameters: { n_epochs: {} } })] }),
      "UnexpectedResponseError",
      /data\[0\]\.hyperparameters\.n_epochs: /,
    ],
    [
      "is not there",
      answer(404),
      "NotFoundError",
      /no list of fine-tuning jobs at .* not every provider lists its jobs/,
    ],
  ])("says so when it %s", async (_what, fault, name, says) => {
    simulator.fail(fault);
    const error = await failure();
    expect(error.name).toBe(name);
    expect(error.message).toMatch(/^The list of fine-tuning jobs: /);
    expect(error.message).toMatch(says);
  });

  it("is not asked for again when the gateway fails at it by itself, and says what helps", async () => {
    simulator.fail(answer(500, errorShapes.gateway("Something went wrong"), { "x-portkey-gateway-exception": "true" }));
    const error = await failure();
    expect(error).toMatchObject({ name: "ServerError", tryAgain: "never" });
    expect(error.message).toContain("after_request_hooks");
    expect(simulator.requests).toHaveLength(1);
  });
});

describe("what the server is asked to leave out", () => {
  it("are other metadata, encoded so that no path is cut, and filters are applied to what comes all the same", async () => {
    const metadata = { "team name": "a/v1&b=c ü" };
    simulator.fail(answer(200, { data: [runningJob("a", { metadata }), ...jobs(2)] }));
    await expect(idsOf({ metadata })).resolves.toEqual(["a"]);
    const path = simulator.requests[0]?.path ?? "";
    expect(path).toBe("/v1/fine_tuning/jobs?limit=100&metadata[team%20name]=a%2Fv1%26b%3Dc%20%C3%BC");
  });
});

describe("checkpoints and events", () => {
  it("are read in pages, newest first", async () => {
    simulator.script("ftjob-1", {});
    for (let step = 1; step <= 120; step += 1) {
      simulator.checkpoint("ftjob-1", {
        created_at: 1_800_000_000 + step,
        fine_tuned_model_checkpoint: `ft:m:acme:bot:1:ckpt-step-${step}`,
        metrics: { step, valid_loss: 1 / step, train_loss: null, unknown: 5 },
      });
    }
    const checkpoints = await client.listCheckpoints(settings(), "ftjob-1");
    expect(checkpoints).toHaveLength(120);
    expect(checkpoints[0]).toEqual({
      id: "ftckpt-120",
      createdAt: 1_800_000_120,
      fineTunedModelCheckpoint: "ft:m:acme:bot:1:ckpt-step-120",
      stepNumber: 120,
      metrics: { step: 120, validLoss: 1 / 120 },
    });
    expect(simulator.requests.map(({ path }) => path)).toEqual([
      "/v1/fine_tuning/jobs/ftjob-1/checkpoints?limit=100",
      "/v1/fine_tuning/jobs/ftjob-1/checkpoints?limit=100&after=ftckpt-21",
    ]);
  });

  it("have a limit, and data as they came but for nulls", async () => {
    simulator.script("ftjob-1", {});
    simulator.event("ftjob-1", "Created", { created_at: 1 });
    simulator.event("ftjob-1", "Step 1", { created_at: 2, type: "metrics", data: { step: 1, train_loss: null } });
    await expect(client.listEvents(settings(), "ftjob-1", 1)).resolves.toEqual([
      { id: "ftevent-2", createdAt: 2, level: "info", message: "Step 1", type: "metrics", data: { step: 1 } },
    ]);
  });

  it.each(["checkpoints", "events"] as const)(
    "that a job in their place answers for are an error, no empty list: %s",
    async (what) => {
      simulator.fail(answer(200, runningJob("undefined")));
      const listing =
        what === "events" ? client.listEvents(settings(), "ftjob-1") : client.listCheckpoints(settings(), "ftjob-1");
      await expect(listing).rejects.toThrow(
        `The ${what} of fine-tuning job "ftjob-1": the answer of ${simulator.baseUrl} is not a list of ${what}, which not every provider has: data: expected array`,
      );
    },
  );

  it("that are not there are told of as such", async () => {
    await expect(client.listCheckpoints(settings(), "ftjob-none")).rejects.toThrow(
      /^The checkpoints of fine-tuning job "ftjob-none": no such job, or no checkpoints of it, at .* not every provider has checkpoints\.$/,
    );
  });
});
