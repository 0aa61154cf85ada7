import * as fc from "fast-check";
import type { PortkeyError } from "../../../provider";
import { maxEntries } from "../../../provider/http/requestLimits";
import { parseJobId } from "../../../provider/jobs/jobId";
import { JobsClient } from "../../../provider/jobs/jobsClient";
import { resolveSettings, type Settings } from "../../../provider/settings/settings";
import { PortkeySimulator } from "../../../sdk/testing";
import { FakeClock } from "../../support/fakeClock";
import { answer, errorShapes, type Fault } from "../../support/faults";
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
  pageAfter: (after: string | undefined) => { data: unknown; has_more?: unknown; last_id?: string },
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

  it("may be null, as Go writes an empty one", async () => {
    simulator.fail(answer(200, { object: "list", data: null, has_more: false }));
    await expect(list()).resolves.toEqual({ jobs: [], seen: [], leftOut: 0 });
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

  it.each<[string, unknown]>([
    ["a job without an id", { status: "running" }],
    ["a job whose id stands for none", runningJob("undefined")],
    ["a job without a status", { id: "a" }],
    ["a job whose model nobody understands", { id: "a", status: "succeeded", fine_tuned_model: {} }],
    ["a job whose model has a name that can't be shown", succeededJob("a", "ft:\u202em")],
  ])("leaves out an entry that is %s, counts it, and keeps the others", async (_what, entry) => {
    const all = jobs(130);
    simulator.fail(
      serve((after) =>
        after === undefined
          ? { data: [...all.slice(0, 99), entry], has_more: true }
          : { data: [entry, ...all.slice(99)], has_more: false },
      ),
    );
    const { jobs: found, leftOut } = await list();
    expect(found.map(({ jobId }) => jobId)).toEqual(all.map(({ id }) => id));
    expect(leftOut).toBe(2);
  });
});

describe("reading a list", () => {
  it("is read to the end, because the newest may be the last", async () => {
    simulator.fail(pagesOf([...jobs(250).slice(1), ...jobs(1)], 100));
    await expect(idsOf({}, 1)).resolves.toEqual(["ftjob-0"]);
  });

  it.each<[unknown, number]>([
    ...[true, "true", "True", "yes", 1, 100, null, { toString: "hostile" }].map((flag): [unknown, number] => [flag, 3]),
    ...[false, "false", 0, "0", "no"].map((flag): [unknown, number] => [flag, 1]),
  ])("takes has_more for what it plainly means: %j", async (has_more, requests) => {
    const all = jobs(200);
    simulator.fail(
      serve((after) => {
        const start = all.findIndex(({ id }) => id === after) + 1;
        const data = all.slice(start, start + 100);
        return { data, has_more: data.length === 0 ? "false" : has_more };
      }),
    );
    await expect(idsOf()).resolves.toHaveLength(requests === 1 ? 100 : 200);
    expect(simulator.requests).toHaveLength(requests);
  });

  it("ends after a page that repeats, of a server that gives all that it has, whatever it is asked for", async () => {
    const all = jobs(250);
    simulator.fail(serve(() => ({ data: all })));
    await expect(idsOf()).resolves.toEqual(all.map(({ id }) => id));
    expect(simulator.requests).toHaveLength(2);
  });

  it("continues after a full page that does not say whether there is more", async () => {
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
});

describe("a list that can't be read", () => {
  const repeats = serve(() => ({ data: jobs(100), has_more: true }));
  const withToken = serve(() => ({ data: jobs(10), last_id: "bedrock-token" }));
  const refusesMore: Fault = (request, response) =>
    (request.url?.includes("after") === true
      ? answer(400, errorShapes.provider("Invalid page token"))
      : pagesOf(jobs(200), 100))(request, response);
  let pages = 0;
  const neverEnds = serve(() => {
    pages += 1;
    return { data: jobs(100).map((job) => Object.assign(job, { id: `${job.id}-${pages}` })), has_more: true };
  });
  const notJobs = answer(200, { data: [7, null, { id: "a" }] });

  it.each<[string, Fault, string, RegExp]>([
    ["repeats its first page", repeats, "IncompleteListError", /After 100 entries, .* returned no new ones/],
    [
      "has a token for its last id",
      withToken,
      "IncompleteListError",
      /After 10 entries, .* gives no way to request them/,
    ],
    [
      "refuses the second page",
      refusesMore,
      "IncompleteListError",
      /refused .* \(400 .*Invalid page token.*\)\. The newest/,
    ],
    ["has too many entries", pagesOf(jobs(maxEntries + 100), 100), "ListTooLongError", /more than 10000 .*metadata/],
    ["never ends", neverEnds, "ListTooLongError", /more than 10000/],
    ["is no list", answer(200, { object: "list" }), "UnexpectedResponseError", /is not a list .* data: expected array/],
    ["has no job", notJobs, "UnexpectedResponseError", /data\[0\]: expected object \(3 entries, none valid\)/],
    [
      "is not there",
      answer(404),
      "NotFoundError",
      /^The list of fine-tuning jobs: not found at .* Not every provider lists/,
    ],
  ])("says so when it %s", async (_what, fault, name, says) => {
    simulator.fail(fault);
    const error = await failure();
    expect(error.name).toBe(name);
    expect(error.message).toMatch(/^The list of fine-tuning jobs: /);
    expect(error.message).toMatch(says);
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
    const checkpoints = await client.listCheckpoints(settings(), parseJobId("ftjob-1"));
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

  it("may have no ids, data that is a string, and metrics that are not metrics", async () => {
    const event = { created_at: 2, level: "info", message: "Step 1", data: "loss=0.5" };
    const other = { created_at: 1, message: "Created", data: { loss: "0.5", nan: null } };
    simulator.fail(answer(200, { data: [event, null, other, event], has_more: 0 }), 1);
    await expect(client.listEvents(settings(), parseJobId("ftjob-1"))).resolves.toEqual([
      { id: null, createdAt: 2, level: "info", message: "Step 1", type: null, data: null },
      { id: null, createdAt: 1, level: null, message: "Created", type: null, data: { loss: "0.5" } },
    ]);
    const data = [[], "NaN", { train_loss: "0.5", valid_loss: "NaN", step: 90 }].map((metrics) => ({
      fine_tuned_model_checkpoint: `ft:m:${JSON.stringify(metrics)}`,
      step_number: "90",
      metrics,
    }));
    simulator.fail(answer(200, { data }));
    const checkpoints = await client.listCheckpoints(settings(), parseJobId("ftjob-1"));
    expect(checkpoints.map((one) => one.metrics)).toEqual([null, null, { trainLoss: 0.5, step: 90 }]);
    expect(checkpoints.map((one) => one.stepNumber)).toEqual([90, 90, 90]);
  });

  it("have a limit, at which reading ends, since the newest come first", async () => {
    simulator.script("ftjob-1", {});
    Array.from({ length: 250 }, (_, index) => simulator.event("ftjob-1", `Step ${index}`, { created_at: index }));
    simulator.requests.length = 0;
    const events = await client.listEvents(settings(), parseJobId("ftjob-1"), 101);
    expect(events.map(({ message }) => message)).toEqual(
      Array.from({ length: 101 }, (_, index) => `Step ${249 - index}`),
    );
    expect(simulator.requests).toHaveLength(2);
  });

  it.each(["checkpoints", "events"] as const)(
    "that a job in their place answers for are an error, no empty list: %s",
    async (what) => {
      simulator.fail(answer(200, runningJob("undefined")));
      const listing =
        what === "events"
          ? client.listEvents(settings(), parseJobId("ftjob-1"))
          : client.listCheckpoints(settings(), parseJobId("ftjob-1"));
      await expect(listing).rejects.toThrow(
        `The ${what} of fine-tuning job "ftjob-1": the response from ${simulator.baseUrl} is not a list of ${what} (not every provider has them): data: expected array`,
      );
    },
  );
});
