import { EventEmitter, once } from "node:events";
import { z } from "zod";
import { inspect } from "node:util";
import { PermissionDeniedError, RedirectError, ServerError } from "../../../provider/errors";
import { parseJobId } from "../../../provider/jobs/jobId";
import type { ApiRequest } from "../../../provider/http/request";
import type { RequestLimits } from "../../../provider/http/requestLimits";
import { maxRequestsAtOnce, PortkeyClient } from "../../../provider/http/client";
import { JobsClient } from "../../../provider/jobs/jobsClient";
import { type Settings, resolveSettings } from "../../../provider/settings/settings";
import { PortkeySimulator } from "../../../sdk/testing";
import { eventually } from "../../support/eventually";
import { FakeClock } from "../../support/fakeClock";
import { answer, errorShapes, hang, reset, resetInBody, type Fault } from "../../support/faults";
import { runningJob, succeededJob } from "../../support/jobs";

const id = "ftjob-abc123";
const readJob = (given: Settings, jobId: string, limits?: RequestLimits) =>
  client.readJob(given, parseJobId(jobId), limits);
const readNewestEvent = (given: Settings, jobId: string) => client.readNewestEvent(given, parseJobId(jobId));
const minute = 60_000;
let simulator: PortkeySimulator;
let clock: FakeClock;
let client: JobsClient;

beforeEach(async () => {
  simulator = await PortkeySimulator.start();
  simulator.script(id, succeededJob(id, "ft:m"));
  clock = new FakeClock();
  client = new JobsClient(clock);
});

afterEach(() => simulator.close());

function settings(connection: object = {}): Settings {
  return resolveSettings({
    connection: { apiKey: "pk-test", baseUrl: simulator.baseUrl, ...connection },
    config: () => undefined,
    environment: {},
  });
}

const failure = (reading: Promise<unknown>) => reading.catch((error: unknown) => error);

describe("a read", () => {
  it("is one GET with the settings' headers, and returns the job", async () => {
    const job = await readJob(settings({ virtualKey: "vk", headers: { "x-portkey-aws-region": "eu" } }), id);
    expect(job).toMatchObject({ status: "succeeded", fineTunedModel: "ft:m" });
    expect(simulator.requests).toHaveLength(1);
    expect(simulator.requests[0]).toMatchObject({
      method: "GET",
      path: "/v1/fine_tuning/jobs/ftjob-abc123",
      headers: {
        accept: "application/json",
        "x-portkey-api-key": "pk-test",
        "x-portkey-virtual-key": "vk",
        "x-portkey-aws-region": "eu",
      },
    });
    expect(clock.sleeps).toEqual([]);
  });

  it("encodes the id exactly once, and appends no query", async () => {
    simulator.fail(answer(200, runningJob("../../a?b")), 1);
    await readJob(settings(), "..%2f../a?b");
    expect(simulator.requests.map(({ path }) => path)).toEqual(["/v1/fine_tuning/jobs/..%2F..%2Fa%3Fb"]);
  });
});

describe("retries", () => {
  it("come after an answer that says so, until they are spent", async () => {
    simulator.fail(answer(503));
    await expect(readJob(settings(), id)).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining("tried 5 times"),
    });
    expect(simulator.count(id)).toBe(5);
    expect(clock.sleeps).toHaveLength(4);
  });

  it.each([403, 501])("do not come after %d", async (status) => {
    simulator.fail(answer(status));
    await expect(readJob(settings(), id)).rejects.toMatchObject({ status });
    expect(simulator.count(id)).toBe(1);
    expect(clock.sleeps).toEqual([]);
  });

  it.each<[string, Fault]>([
    ["reset before an answer", reset],
    ["reset in mid-body", resetInBody],
  ])("come after a connection that was %s", async (_what, fault) => {
    simulator.fail(fault, 2);
    await expect(readJob(settings(), id)).resolves.toMatchObject({ status: "succeeded" });
    expect(simulator.count(id)).toBe(3);
  });

  it("come after an answer that took too long", async () => {
    simulator.fail(hang, 1);
    await expect(readJob(settings({ requestTimeout: 0.1 }), id)).resolves.toMatchObject({ status: "succeeded" });
    expect(simulator.count(id)).toBe(2);
  });

  it("end with the first error that another try would meet again", async () => {
    simulator.fail(answer(503), 1).fail(answer(403), 1);
    await expect(readJob(settings(), id)).rejects.toThrow(PermissionDeniedError);
    expect(simulator.count(id)).toBe(2);
  });

  it.each([0, 1, 7])("are as many as maxRetries says: %d", async (maxRetries) => {
    simulator.fail(answer(503));
    await expect(readJob(settings({ maxRetries }), id)).rejects.toThrow(ServerError);
    expect(simulator.count(id)).toBe(maxRetries + 1);
  });
});

const sleepsWith = async (chance: number, maxRetries = 8): Promise<number[]> => {
  clock = new FakeClock(undefined, chance);
  client = new JobsClient(clock);
  simulator.fail(answer(503));
  await failure(readJob(settings({ maxRetries }), id));
  return clock.sleeps;
};

const sleepAfter = async (headers: Record<string, string>, status = 429): Promise<number | undefined> => {
  simulator.fail(answer(status, "", headers), 1);
  await readJob(settings(), id);
  return clock.sleeps[0];
};

describe("the time between tries", () => {
  it("doubles up to 8 s", async () => {
    const sleeps = await sleepsWith(0.999_999);
    expect(sleeps.map(Math.round)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000]);
  });

  it("is spread from nothing to that", async () => {
    expect(await sleepsWith(0)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    simulator.heal();
    expect(await sleepsWith(0.5)).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000]);
  });

  it.each([429, 503])("is what the answer to %d asks for, at most a minute", async (status) => {
    expect(await sleepAfter({ "retry-after": "60" }, status)).toBe(60_000);
    simulator.heal().fail(answer(status, "", { "retry-after": "61" }));
    await expect(readJob(settings(), id)).rejects.toThrow(/tried|61s|1m 1s/);
    expect(clock.sleeps).toHaveLength(1);
  });
});

const thingSchema = z.object({ name: z.string() });
const thing = (path = "/things?limit=1"): ApiRequest<{ name: string }, string> => ({
  subject: "The list of things",
  path,
  afterMissing: "Make some.",
  offer: "things",
  expected: "a thing",
  schema: thingSchema,
  accept: ({ name }) => (name === "" ? { problem: "is a thing without a name" } : { value: name }),
});

describe("a request for something else than a job", () => {
  const api = new PortkeyClient(new FakeClock());
  const ask = (path?: string) => api.get(settings({ maxRetries: 1 }), thing(path));

  it("asks for its path, query and all, and returns what it accepts", async () => {
    simulator.fail(answer(200, { name: "spoon" }), 1);
    await expect(ask()).resolves.toBe("spoon");
    expect(simulator.requests.map(({ path }) => path)).toEqual(["/v1/things?limit=1"]);
  });

  it.each<[string, Fault, string]>([
    ["it is no thing", answer(200, []), "is not a thing: expected object"],
    ["it can't be accepted", answer(200, { name: "" }), "is a thing without a name (200, application/json"],
  ])("says in its own words when %s", async (_when, fault, says) => {
    simulator.fail(fault);
    const error = await failure(ask());
    expect(error).toMatchObject({ message: expect.stringMatching(/^The list of things: /) });
    expect(error).toMatchObject({ message: expect.stringContaining(says) });
  });

  it("is shared with those who ask the same at the same time, and with nobody else", async () => {
    simulator.fail(answer(200, { name: "spoon" }));
    const named = thingSchema.transform(({ name }) => `the ${name}`);
    const other: ApiRequest<string, string> = { ...thing(), schema: named, accept: (value) => ({ value }) };
    await expect(
      Promise.all([ask(), ask(), ask("/things?limit=2"), api.get(settings({ maxRetries: 1 }), other)]),
    ).resolves.toEqual(["spoon", "spoon", "spoon", "the spoon"]);
    expect(simulator.requests).toHaveLength(3);
  });
});

describe("an error's cause", () => {
  it("is the transport's own error, with no header of the request in it", async () => {
    const given = settings({ maxRetries: 0 });
    await simulator.close();
    const error = await failure(readJob(given, id));
    simulator = await PortkeySimulator.start();
    expect(error).toMatchObject({
      cause: { name: "TransportError", message: expect.stringContaining("ECONNREFUSED") },
    });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("pk-test");
  });

  it("is masked, as the error itself is", async () => {
    const given = settings({ maxRetries: 0, apiKey: "ECONNREFUSED" });
    await simulator.close();
    const error = await failure(readJob(given, id));
    simulator = await PortkeySimulator.start();
    const message = expect.stringContaining("connect [secret]");
    expect(error).toMatchObject({ message, cause: { message } });
  });
});

describe("keepTryingMs", () => {
  it("keeps retrying after all retries, until the time is up", async () => {
    simulator.fail(answer(503));
    const start = clock.now();
    await expect(readJob(settings({ maxRetries: 0 }), id, { keepTryingMs: 10 * minute })).rejects.toThrow(ServerError);
    expect(clock.now() - start).toBeGreaterThanOrEqual(10 * minute);
    expect(clock.now() - start).toBeLessThan(11 * minute);
  });

  it("ends with the first good answer", async () => {
    simulator.fail(answer(503));
    const healed = clock.now() + 5 * minute;
    clock.onPass = (now) => now >= healed && simulator.heal();
    await expect(readJob(settings(), id, { keepTryingMs: 10 * minute })).resolves.toMatchObject({
      status: "succeeded",
    });
    expect(clock.now()).toBeLessThan(healed + minute);
  });

  it("tries once more when the time is up, where an answer asks to stay away for longer", async () => {
    simulator.fail(answer(503, "", { "retry-after": "30000" }), 1);
    await expect(readJob(settings(), id, { keepTryingMs: 10 * minute })).resolves.toMatchObject({
      status: "succeeded",
    });
    expect(clock.sleeps).toEqual([10 * minute]);
  });
});

describe("reads at the same time", () => {
  it("of the same job share one request and its answer", async () => {
    simulator.latencyMs = 20;
    const jobs = await Promise.all(Array.from({ length: 20 }, () => readJob(settings(), id)));
    expect(new Set(jobs).size).toBe(1);
    expect(simulator.count(id)).toBe(1);
  });

  it.each<[string, object]>([
    ["another key", { apiKey: "pk-other" }],
    ["another header", { headers: { "x-portkey-aws-region": "us-east-1" } }],
    ["other retries", { maxRetries: 0 }],
  ])("share nothing with %s", async (_what, more) => {
    await Promise.all([readJob(settings(), id), readJob(settings(more), id)]);
    expect(simulator.count(id)).toBe(2);
  });

  it("are at most eight, over as many connections, those for events included", async () => {
    expect(maxRequestsAtOnce).toBe(8);
    simulator.latencyMs = 10;
    const ids = Array.from({ length: 40 }, (_, index) => `ftjob-${index}`);
    ids.forEach((jobId) => simulator.script(jobId, succeededJob(jobId)).event(jobId, "Step 1"));
    const readEvent = (jobId: string) => readNewestEvent(settings(), jobId).catch(() => undefined);
    await Promise.all(ids.flatMap((jobId) => [readEvent(jobId), readJob(settings(), jobId)]));
    expect(simulator.requests).toHaveLength(42);
    expect(simulator.maxConcurrentRequests).toBe(8);
    expect(simulator.maxConnections).toBeLessThanOrEqual(8);
  });

  it("are limited for each host: those for one that hangs keep none of another waiting", async () => {
    const dead = await PortkeySimulator.start();
    dead.fail(hang);
    const readers = Array.from({ length: 12 }, () => new AbortController());
    const hanging = readers.map(({ signal }, index) =>
      failure(readJob(settings({ baseUrl: dead.baseUrl, requestTimeout: 600 }), `ftjob-${index}`, { signal })),
    );
    await expect(readJob(settings(), id)).resolves.toMatchObject({ status: "succeeded" });
    readers.forEach((reader) => reader.abort());
    await Promise.all(hanging);
    await dead.close();
  });

  it.each([{ withinMs: 10_000 }, { withinMs: 10_000, maxRetries: 0 }])(
    "have their whole time from when they are sent: with %j",
    async (limits) => {
      const held: (() => void)[] = [];
      simulator.fail((request, response) => held.push(() => answer(503)(request, response)), maxRequestsAtOnce);
      const first = Array.from({ length: maxRequestsAtOnce }, (_, index) =>
        failure(readJob(settings({ maxRetries: 0 }), `ftjob-${index}`)),
      );
      await eventually(() => held.length === maxRequestsAtOnce, "the first requests");
      const last = readJob(settings(), id, limits);
      clock.pass(minute);
      held.forEach((release) => release());
      await expect(last).resolves.toMatchObject({ status: "succeeded" });
      await Promise.all(first);
    },
  );

  it("that wait for their next try let others go first", async () => {
    simulator.fail(answer(503, "", { "retry-after": "60" }), Number.POSITIVE_INFINITY, "ftjob-busy");
    const time = new EventEmitter();
    const passed = once(time, "passes");
    clock.sleep = async () => {
      await passed;
    };
    const busy = Array.from({ length: 8 }, (_, index) =>
      failure(readJob(settings({ headers: { "x-reader": String(index) }, maxRetries: 1 }), "ftjob-busy")),
    );
    await expect(readJob(settings(), id)).resolves.toMatchObject({ status: "succeeded" });
    time.emit("passes");
    await Promise.all(busy);
  });
});

describe("a reader that is gone", () => {
  it("takes its request along, when nobody else waits for it", async () => {
    const gone = new AbortController();
    const closed = new Promise((resolve) => {
      simulator.fail((request) => {
        request.socket.on("close", resolve);
        gone.abort(new Error("gone"));
      });
    });
    await expect(readJob(settings(), id, { signal: gone.signal })).rejects.toThrow("gone");
    await closed;
  });
});

describe("a connection that was kept, and that the server has closed meanwhile", () => {
  /** Closes each connection at its second request. */
  const closesKept = (): Fault => {
    const known = new WeakSet<object>();
    return (request, response) => {
      if (known.has(request.socket)) {
        reset(request, response);
      } else {
        known.add(request.socket);
        answer(200, succeededJob(id, "ft:m"))(request, response);
      }
    };
  };

  it("is no try: the request is sent again at once", async () => {
    simulator.fail(closesKept());
    const read = () => readJob(settings({ maxRetries: 0 }), id);
    await read();
    await expect(read()).resolves.toMatchObject({ fineTunedModel: "ft:m" });
    expect(simulator.count(id)).toBe(3);
    expect(clock.sleeps).toEqual([]);
  });

  it("is one where the connection is new", async () => {
    simulator.fail(reset);
    await expect(readJob(settings({ maxRetries: 0 }), id)).rejects.toThrow(/\(tried once\)/);
    expect(simulator.count(id)).toBe(1);
  });

  it("is one where the answer had begun", async () => {
    await readJob(settings(), id);
    simulator.fail(resetInBody);
    await expect(readJob(settings({ maxRetries: 0 }), id)).rejects.toThrow(/\(tried once\)/);
    expect(simulator.count(id)).toBe(2);
  });
});

describe("a redirect", () => {
  it("is not followed, and the error says where it pointed", async () => {
    const stranger = await PortkeySimulator.start();
    simulator.fail(answer(302, "", { location: `${stranger.origin}/v1/elsewhere` }));
    const error = await failure(readJob(settings(), id));
    expect(error).toBeInstanceOf(RedirectError);
    expect(error).toMatchObject({ message: expect.stringContaining(`redirects to ${stranger.origin}/v1/elsewhere,`) });
    expect(stranger.requests).toEqual([]);
    await stranger.close();
  });
});

describe("an error's answer", () => {
  it("that echoes the credentials shows none", async () => {
    const secrets = {
      apiKey: "pk-canary-1",
      virtualKey: "vk-canary-2",
      authorization: "canary-3",
      headers: { "x-token": "canary-4" },
    };
    simulator.fail((request, response) => {
      const { "x-portkey-api-key": apiKey } = request.headers;
      answer(400, errorShapes.gateway(JSON.stringify(request.headers)), { "x-portkey-trace-id": String(apiKey) })(
        request,
        response,
      );
    });
    const error = await failure(readJob(settings(secrets), id));
    expect(error).toMatchObject({ message: expect.stringContaining("[secret]") });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("canary");
  });
});

describe("the newest event", () => {
  const events = { path: `/v1/fine_tuning/jobs/${id}/events?limit=1` };

  it("is undefined, never an error, without a response, and is not retried", async () => {
    simulator.fail(reset);
    await expect(readNewestEvent(settings(), id)).resolves.toBeUndefined();
    expect(simulator.requests).toMatchObject([events]);
  });

  it("is one more GET", async () => {
    simulator.event(id, "Step 1").event(id, "Step 2");
    await expect(readNewestEvent(settings(), id)).resolves.toBe("Step 2");
    expect(simulator.requests).toMatchObject([{ method: "GET", ...events }]);
  });

  it("is read of two jobs at once, and left out for more", async () => {
    const ids = ["ftjob-1", "ftjob-2", "ftjob-3"];
    ids.forEach((jobId) => simulator.script(jobId, {}).event(jobId, `of ${jobId}`));
    const reads = () =>
      Promise.all(ids.map((jobId) => readNewestEvent(settings(), jobId).catch(() => "not asked for")));
    await expect(reads()).resolves.toEqual(["of ftjob-1", "of ftjob-2", "not asked for"]);
    await expect(reads()).resolves.toEqual(["of ftjob-1", "of ftjob-2", "not asked for"]);
  });
});
