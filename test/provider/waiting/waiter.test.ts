import { parseJobId } from "../../../provider/jobs/jobId";
import { JobsClient } from "../../../provider/jobs/jobsClient";
import { type WaitProgress, type WaitRequest, Waiter } from "../../../provider/waiting/waiter";
import { PortkeySimulator } from "../../../sdk/testing";
import { eventually } from "../../support/eventually";
import { FakeClock } from "../../support/fakeClock";
import { answer, errorShapes, hang } from "../../support/faults";
import { succeededJob } from "../../support/jobs";

const id = "ftjob-abc123";
const hour = 3600;
const trained = { ...succeededJob(id, "ft:m") };
let simulator: PortkeySimulator;
let clock: FakeClock;
let waiter: Waiter;

beforeEach(async () => {
  clock = new FakeClock();
  simulator = await PortkeySimulator.start({ clock });
  waiter = new Waiter(new JobsClient(clock), clock);
});

afterEach(() => simulator.close());

function request(more: Partial<WaitRequest> = {}, connection: object = {}): WaitRequest {
  return {
    jobId: parseJobId(id),
    timeoutMs: 6 * hour * 1000,
    pollIntervalMs: undefined,
    sources: {
      connection: { apiKey: "pk-test", baseUrl: simulator.baseUrl, ...connection },
      config: () => undefined,
      environment: {},
    },
    onProgress: () => undefined,
    ...more,
  };
}

const eventOf = (seen: WaitProgress) => (seen.kind === "answered" ? seen.event : undefined);

/** Waits, and gives what was told meanwhile. */
async function watch(more: Partial<WaitRequest> = {}, connection: object = {}) {
  const progress: WaitProgress[] = [];
  const result = await waiter.wait({ ...request(more, connection), onProgress: (seen) => progress.push(seen) });
  return { result, progress };
}
const statusesOf = (progress: readonly WaitProgress[]) => progress.map(({ job }) => job?.status);

/** The time between the requests for the job, in seconds. */
function intervals(): number[] {
  const times = simulator.requests.filter(({ path }) => !path.includes("/events")).map(({ at }) => at / 1000);
  return times.slice(1).map((at, index) => at - (times[index] ?? 0));
}

describe("a wait", () => {
  it("reads once a job that has finished", async () => {
    simulator.script(id, trained);
    const { result, progress } = await watch();
    expect(result).toEqual({ end: "finished", waitedMs: 0 });
    expect(progress[0]).toMatchObject({ waitedMs: 0, job: { status: "succeeded", fineTunedModel: "ft:m" } });
    expect(simulator.count(id)).toBe(1);
  });

  it("goes with the job until it ends, and notices that at most 60 s late", async () => {
    simulator.script(
      id,
      { status: "validating_files", forSeconds: 300 },
      { status: "queued", forSeconds: 300 },
      { status: "running", forSeconds: 2 * hour },
      trained,
    );
    const { result, progress } = await watch();
    expect(result.end).toBe("finished");
    expect(result.waitedMs / 1000).toBeGreaterThanOrEqual(2 * hour + 600);
    expect(result.waitedMs / 1000).toBeLessThanOrEqual(2 * hour + 660);
    expect([...new Set(statusesOf(progress))]).toEqual(["validating_files", "queued", "running", "succeeded"]);
    expect(Math.max(...intervals())).toBeLessThanOrEqual(60);
    expect(simulator.requests.every(({ method }) => method === "GET")).toBe(true);
  });

  it("tells how long it has waited", async () => {
    simulator.script(id, { status: "running", forSeconds: 100 }, trained);
    const { progress, result } = await watch({ pollIntervalMs: 25_000 });
    expect([...new Set(progress.map(({ waitedMs }) => waitedMs / 1000))]).toEqual([0, 25, 50, 75, 100]);
    expect(result.waitedMs).toBe(100_000);
  });

  it("ends when the time is up, after a last read", async () => {
    simulator.script(id, {});
    const { result } = await watch({ timeoutMs: 95_000 });
    expect(result).toEqual({ end: "timeout", waitedMs: 95_000 });
    expect(simulator.requests.findLast(({ path }) => !path.includes("/events"))?.at).toBe(clock.now());
  });

  it("reads the id as it came: encoded once on the way", async () => {
    simulator.script("a/b", { ...succeededJob("a/b") });
    await watch({ jobId: parseJobId("a%2Fb") });
    expect(simulator.count("a/b")).toBe(1);
  });

  it.each([401, 403, 404])(
    "ends with %d: at once at the first read, later when two reads confirm it",
    async (status) => {
      const why = expect.stringContaining(`(${status} No)`);
      simulator.script(id, {}).fail(answer(status, errorShapes.gateway("No")));
      await expect(watch()).resolves.toMatchObject({ result: { end: "refused", waitedMs: 0, why } });
      expect(simulator.count(id)).toBe(1);
      simulator.heal();
      clock.onPass = () => simulator.heal().fail(answer(status, errorShapes.gateway("No")));
      await expect(watch()).resolves.toMatchObject({ result: { end: "refused", why } });
      expect(simulator.count(id)).toBe(5);
    },
  );

  it("goes on after one refusal that the next read does not confirm", async () => {
    simulator.script(id, { status: "running", forSeconds: 60 }, trained);
    clock.onPass = () => {
      clock.onPass = () => undefined;
      simulator.fail(answer(401, errorShapes.gateway("No")), 1);
    };
    await expect(watch()).resolves.toMatchObject({ result: { end: "finished" } });
  });

  it("is not held up by a first read that hangs, nor by its retries", async () => {
    simulator.script(id, {}).fail(hang);
    const start = Date.now();
    await expect(watch({ timeoutMs: 200 }, { maxRetries: 4 })).resolves.toMatchObject({ result: { end: "refused" } });
    expect(Date.now() - start).toBeLessThan(5_000);
  });

  it("ends at once when the program has failed, the request under way included", async () => {
    simulator.script(id, {}).fail(hang);
    const program = new AbortController();
    const failure = new Error("the program has failed");
    const waiting = watch({ signal: program.signal });
    await eventually(() => simulator.count(id) > 0, "the first read");
    program.abort(failure);
    await expect(waiting).rejects.toBe(failure);
  });

  it("does not wait for events when the job has ended", async () => {
    simulator.script(id, { status: "running", forRequests: 1 }, trained);
    simulator.fail(hang, Number.POSITIVE_INFINITY, `${id}/events`);
    const { result } = await watch();
    expect(result.end).toBe("finished");
  });

  it("gives the first read its retries, and the later ones none", async () => {
    simulator.script(id, { status: "running", forSeconds: 60 }, trained).fail(answer(503), 4);
    const { result } = await watch();
    expect(result.end).toBe("finished");
    const firstLook = simulator.count(id);
    expect(firstLook).toBeGreaterThan(5);
    simulator.requests.length = 0;
    simulator.script(id, { status: "running", forSeconds: 60 }, trained);
    clock.onPass = () => {
      clock.onPass = () => undefined;
      simulator.fail(answer(503), 1);
    };
    await watch();
    expect(Math.min(...intervals())).toBeGreaterThanOrEqual(9);
  });

  it("takes an overload at the first read, when all its retries are spent, for an outage", async () => {
    simulator.script(id, {}).fail(answer(503));
    const { result } = await watch();
    expect(result).toMatchObject({ end: "outage", why: expect.stringContaining("503") });
  });

  it("survives nine minutes of 429 and notices the end that came meanwhile", async () => {
    simulator.script(id, { status: "running", forSeconds: 300 }, trained);
    const begin = clock.now();
    clock.onPass = (now) => {
      simulator.heal();
      const second = (now - begin) / 1000;
      if (second > 30 && second < 570) {
        simulator.fail(answer(429, "", { "retry-after": "20" }));
      }
    };
    const { result, progress } = await watch();
    expect(result.end).toBe("finished");
    expect(result.waitedMs / 1000).toBeLessThanOrEqual(630);
    expect(statusesOf(progress).at(-1)).toBe("succeeded");
  });

  it("gives up a server that says nothing good for ten minutes", async () => {
    simulator.script(id, {});
    clock.onPass = () => simulator.heal().fail(answer(502, errorShapes.html("Bad Gateway")));
    const { result } = await watch();
    expect(result.end).toBe("outage");
    expect(result.waitedMs / 1000).toBeGreaterThanOrEqual(600);
    expect(result.waitedMs / 1000).toBeLessThanOrEqual(660);
  });

  it("ends for a job that finished, whatever anybody does with its progress", async () => {
    simulator.script(id, { status: "running", forSeconds: 60 }, trained);
    const careless = request({
      onProgress: () => {
        throw new Error("nobody is there to show it to");
      },
    });
    await expect(waiter.wait(careless)).resolves.toMatchObject({ end: "finished" });
  });
});

describe("waits at the same time", () => {
  it("for one job share one stream of requests, and all are told", async () => {
    simulator.script(id, { status: "running", forSeconds: 300 }, trained);
    const watched = await Promise.all([watch(), watch(), watch()]);
    const shared = simulator.count(id);
    simulator.requests.length = 0;
    simulator.script(id, { status: "running", forSeconds: 300 }, trained);
    const alone = await watch();
    expect(shared).toBe(simulator.count(id));
    for (const { result, progress } of watched) {
      expect(result).toEqual(alone.result);
      expect(statusesOf(progress)).toContain("running");
      expect(statusesOf(progress).at(-1)).toBe("succeeded");
    }
  });

  it("for one job share one stream though their timeouts differ", async () => {
    simulator.script(id, { status: "running", forSeconds: 100 }, trained);
    await Promise.all([
      watch({ pollIntervalMs: 10_000, timeoutMs: 3_600_000 }),
      watch({ pollIntervalMs: 10_000, timeoutMs: 7_200_000 }),
      watch({ pollIntervalMs: 10_000, timeoutMs: 10_800_000 }),
    ]);
    expect(simulator.count(id)).toBe(11);
  });

  it("for one job that is written in two ways share one stream as well", async () => {
    simulator.script("a/b", { status: "running", forSeconds: 100 }, { ...succeededJob("a/b") });
    await Promise.all([
      watch({ jobId: parseJobId("a/b"), pollIntervalMs: 10_000 }),
      watch({ jobId: parseJobId("a%2Fb"), pollIntervalMs: 10_000 }),
    ]);
    expect(simulator.count("a/b")).toBe(11);
  });

  it("tell who comes later what is known at once", async () => {
    simulator.script(id, { status: "running", forSeconds: 300 }, trained);
    const late: WaitProgress[] = [];
    let joined: Promise<unknown> | undefined;
    await waiter.wait(
      request({
        onProgress: () => {
          joined ??= waiter.wait(request({ onProgress: (progress) => late.push(progress) }));
        },
      }),
    );
    await joined;
    expect(late[0]?.job?.status).toBe("running");
    expect(late.at(-1)?.job?.status).toBe("succeeded");
  });

  it.each<[string, Partial<WaitRequest>, object]>([
    ["timeout", { timeoutMs: 60_000 }, {}],
    ["key", {}, { apiKey: "pk-other" }],
    ["poll interval", { pollIntervalMs: 5_000 }, {}],
  ])("with another %s end each in their own way", async (_what, more, connection) => {
    simulator.script(id, { status: "running", forSeconds: 300 }, trained);
    const [usual, other] = await Promise.all([watch(), watch(more, connection)]);
    expect(usual.result.end).toBe("finished");
    expect(other.result.end).toBe(more.timeoutMs === undefined ? "finished" : "timeout");
  });

  it("that are over are forgotten: the next wait reads anew", async () => {
    simulator.script(id, trained);
    await watch();
    await watch();
    expect(simulator.count(id)).toBe(2);
  });

  it("for two hundred jobs never have more than eight requests under way", async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `ftjob-${index}`);
    ids.forEach((jobId) => simulator.script(jobId, { forRequests: 2 }, succeededJob(jobId)).event(jobId, "Step"));
    const waits = await Promise.all(ids.map((jobId) => watch({ jobId: parseJobId(jobId) })));
    expect(waits.map(({ result }) => result.end)).toEqual(ids.map(() => "finished"));
    expect(ids.map((jobId) => simulator.count(jobId))).toEqual(ids.map(() => 3));
    expect(simulator.maxConcurrentRequests).toBeLessThanOrEqual(8);
    expect(simulator.maxConnections).toBeLessThanOrEqual(8);
  });
});

const eventReads = () => simulator.requests.filter(({ path }) => path.includes("/events"));
/** Lets a request that nobody waits for come to its end before time goes on. */
const slowly = () => {
  const sleep = clock.sleep.bind(clock);
  clock.sleep = async (milliseconds) => {
    await new Promise((resolve) => setTimeout(resolve, 15));
    await sleep(milliseconds);
  };
};

describe("the newest event", () => {
  it("is told with the job it belongs to", async () => {
    slowly();
    simulator.script(id, { forRequests: 3 }, trained).event(id, "Step 100/1000");
    const { progress } = await watch();
    expect(progress.map(eventOf)[0]).toBeUndefined();
    expect(progress.map(eventOf)).toContain("Step 100/1000");
    expect(eventReads()[0]?.path).toBe(`/v1/fine_tuning/jobs/${id}/events?limit=1`);
  });

  it("is no longer asked for after it failed three times, and never disturbs the wait", async () => {
    slowly();
    simulator.script(id, { forRequests: 8 }, trained);
    const { result, progress } = await watch();
    expect(result.end).toBe("finished");
    expect(progress.map(eventOf).every((event) => event === undefined)).toBe(true);
    expect(eventReads()).toHaveLength(3);
  });

  it("has its credentials masked", async () => {
    slowly();
    simulator.script(id, { forRequests: 2 }, trained).event(id, "using pk-test");
    const { progress } = await watch();
    expect(progress.map(eventOf)).toContain("using [secret]");
  });
});

describe("a wait that can't begin", () => {
  it.each<[string, Partial<WaitRequest>, object, string]>([
    ["a setting is malformed", {}, { baseUrl: "nowhere" }, "connection.baseUrl: it is not a URL"],
    ["there are no credentials", {}, { apiKey: undefined }, "it finds no Portkey credentials"],
  ])("because %s hands on why, and asks nothing", async (_why, more, connection, why) => {
    await expect(waiter.wait(request(more, connection))).resolves.toEqual({
      end: "not started",
      waitedMs: 0,
      why: expect.stringContaining(why),
    });
    expect(simulator.requests).toEqual([]);
  });
});
