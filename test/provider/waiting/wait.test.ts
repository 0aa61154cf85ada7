import * as fc from "fast-check";
import {
  AuthenticationError,
  ConnectionError,
  RateLimitError,
  ServerError,
  UnexpectedResponseError,
} from "../../../provider/errors";
import { type FineTuningJobState } from "../../../provider/jobs/fields";
import { jobSchema } from "../../../provider/jobs/schemas";
import { type WaitOptions, type WaitResult, wait } from "../../../provider/waiting/wait";
import { FakeClock } from "../../support/fakeClock";
import { runningJob } from "../../support/jobs";

const minute = 60;
const hour = 3600;

/** What a read finds, by the seconds since the wait began. */
type Answers = (second: number) => Partial<FineTuningJobState> | Error;

interface Watched {
  readonly result: WaitResult;
  /** When it was read, in seconds since the wait began. */
  readonly reads: number[];
  /** The time between the reads, in seconds. */
  readonly intervals: number[];
  /** What was told of good reads: status and seconds. */
  readonly told: [string, number][];
  /** For how long no read had been good, in seconds, at each that was not. */
  readonly troubles: number[];
  /** How long each read was allowed to take, in seconds. */
  readonly allowed: number[];
  readonly sleeps: number[];
}

const start = Date.UTC(2026, 0, 1);
const startSecond = start / 1000;
const base = jobSchema.parse(runningJob("ftjob-1")).state;
const job = (more: Partial<FineTuningJobState>): FineTuningJobState => ({ ...base, ...more });
const readRunning = async () => job({ estimatedFinish: startSecond + 600 });
const running: Answers = () => ({});
const endsAt =
  (end: number, estimatedFinish: number | null = null): Answers =>
  (second) =>
    second >= end
      ? { status: "succeeded", fineTunedModel: "ft:m" }
      : { estimatedFinish: estimatedFinish === null ? null : startSecond + estimatedFinish };

/** Waits through a script. A request takes `latency` seconds, and its answer is the one of the time when it was sent. */
async function watch(
  answers: Answers,
  given: { timeout?: number; pollInterval?: number; chances?: readonly number[]; latency?: number } = {},
): Promise<Watched> {
  const { timeout = 6 * hour, pollInterval, chances = [0], latency = 0 } = given;
  const clock = new FakeClock(start);
  let drawn = 0;
  clock.random = () => chances[drawn++ % chances.length] ?? 0;
  const second = () => (clock.now() - start) / 1000;
  const reads: number[] = [];
  const told: Watched["told"] = [];
  const allowed: number[] = [];
  const troubles: number[] = [];
  const read = async (): Promise<FineTuningJobState> => {
    reads.push(second());
    const answer = answers(second());
    clock.pass(latency * 1000);
    if (answer instanceof Error) {
      throw answer;
    }
    return job(answer);
  };
  const options: WaitOptions = {
    clock,
    timeoutMs: timeout * 1000,
    pollIntervalMs: pollInterval === undefined ? undefined : pollInterval * 1000,
    read: ({ withinMs, requestTimeoutMs, maxRetries }) => {
      // The first read has its retries, the later ones have none.
      expect([withinMs === undefined, maxRetries]).toEqual(reads.length === 0 ? [false, undefined] : [true, 0]);
      allowed.push((withinMs ?? requestTimeoutMs ?? Number.NaN) / 1000);
      return read();
    },
    onFailure: (silent) => troubles.push(silent / 1000),
    onRead: ({ status }, waited) => told.push([status, waited / 1000]),
  };
  const result = await wait(options);
  const intervals = reads.slice(1).map((at, index) => at - (reads[index] ?? 0));
  return { result, reads, intervals, told, troubles, allowed, sleeps: clock.sleeps.map((slept) => slept / 1000) };
}

const subject = { name: 'Fine-tuning job "ftjob-1"', baseUrl: "https://api.portkey.ai/v1" };
const details = (status: number, retryAfterMs?: number) => ({
  status,
  message: undefined,
  code: undefined,
  traceId: undefined,
  tries: 1,
  retryAfterMs,
});
const noConnection = new ConnectionError(subject, "connect ECONNREFUSED", 1);
const tooMany = (retryAfterSeconds?: number) =>
  new RateLimitError(subject, details(429, retryAfterSeconds && retryAfterSeconds * 1000), "soon");
const notJson = new UnexpectedResponseError(subject, "is not JSON", "200, text/html");
const brokenServer = new ServerError(subject, details(501), "later");
const wrongKey = new AuthenticationError(subject, details(401));

describe("the first read", () => {
  it.each(["succeeded", "failed", "cancelled"])(
    "comes at once, and is the only one when the job is %s",
    async (status) => {
      const { result, reads, sleeps, told } = await watch(() => ({ status }));
      expect(result).toEqual({ end: "finished", waitedMs: 0 });
      expect(reads).toEqual([0]);
      expect(sleeps).toEqual([]);
      expect(told).toEqual([[status, 0]]);
    },
  );

  it("is the only one with a timeout of 0", async () => {
    const { result, reads, sleeps } = await watch(running, { timeout: 0 });
    expect(result).toEqual({ end: "timeout", waitedMs: 0 });
    expect(reads).toEqual([0]);
    expect(sleeps).toEqual([]);
  });

  it.each([noConnection, notJson, brokenServer, wrongKey, new Error("anything")])(
    "ends the wait when it fails otherwise than by an overload: %s",
    async (error) => {
      const { result, reads, told } = await watch(() => error);
      expect(result).toEqual({ end: "refused", waitedMs: 0, why: error.message });
      expect(reads).toEqual([0]);
      expect(told).toEqual([]);
    },
  );

  it.each([
    ["429", tooMany()],
    ["503", new ServerError(subject, details(503), "soon")],
  ])("that meets an overload, %s, begins an outage like any other", async (_status, error) => {
    const passing = await watch((second) => (second < 9 * minute ? error : endsAt(hour)(second)));
    expect(passing.result.end).toBe("finished");
    expect(passing.troubles.length).toBeGreaterThan(5);
    const lasting = await watch(() => error);
    expect(lasting.result).toMatchObject({ end: "outage", why: error.message });
    expect(lasting.result.waitedMs / 1000).toBeGreaterThanOrEqual(10 * minute);
    expect(lasting.result.waitedMs / 1000).toBeLessThanOrEqual(11 * minute);
  });

  it("may take no longer than the wait", async () => {
    const { allowed } = await watch(() => ({ status: "failed" }), { timeout: 4 });
    expect(allowed).toEqual([4]);
  });
});

describe("the reads", () => {
  it("come after 10 s, then less and less often, at most 60 s apart", async () => {
    const { intervals } = await watch(running, { timeout: 30 * minute });
    expect(intervals[0]).toBe(10);
    const free = intervals.slice(0, -1); // the last one is cut by the deadline
    expect(free).toEqual(free.toSorted((a, b) => a - b));
    expect(free.at(-1)).toBeGreaterThan(50);
    expect(Math.max(...free)).toBeLessThanOrEqual(60);
  });

  it("may take what is left of the time, but at least 10 s", async () => {
    const { allowed, reads } = await watch(running, { timeout: 100 });
    expect(allowed).toEqual(reads.map((at) => Math.max(10, 100 - at)));
  });
});

const looksBetween = ({ reads }: Watched, from: number, to: number) =>
  reads.filter((at) => at > from && at <= to).length;

describe("an estimated finish", () => {
  it("far ahead is waited for by halves", async () => {
    const { reads } = await watch(endsAt(hour, 100), { timeout: hour });
    expect(reads.slice(0, 4)).toEqual([0, 50, 75, 87.5]);
  });

  it("that has passed keeps the reads dense for two minutes", async () => {
    const late = await watch(endsAt(2 * hour, hour), { timeout: 2 * hour });
    expect(looksBetween(late, hour, hour + 2 * minute)).toBeGreaterThanOrEqual(11);
  });

  it("that has passed without an end lets the reads thin out again", async () => {
    const { intervals } = await watch(endsAt(3 * hour, 10 * minute), { timeout: 2 * hour });
    expect(intervals.at(-2)).toBeGreaterThan(50);
  });

  it.each([0, -startSecond, -hour, 1e12])("that says nothing (%d s from now) does not disturb", async (estimate) => {
    const { intervals, result } = await watch(endsAt(hour, estimate));
    expect(result.end).toBe("finished");
    expect(Math.max(...intervals)).toBeLessThanOrEqual(60);
    expect(Math.min(...intervals)).toBeGreaterThanOrEqual(9);
    expect(intervals.length).toBeLessThan(100);
  });
});

describe("the end", () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const scene = fc.record({
    end: fc.integer({ min: 0, max: 6 * hour - 61 }),
    estimate: fc.option(fc.integer({ min: -hour, max: 8 * hour })),
    chances: fc.array(chance, { minLength: 1, maxLength: 7 }),
    latency: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it("is noticed at most 60 s late, whenever it comes and whatever was estimated", async () => {
    await fc.assert(
      fc.asyncProperty(scene, async ({ end, estimate, chances, latency }) => {
        const { result, intervals } = await watch(endsAt(end, estimate), { chances, latency });
        expect(result.end).toBe("finished");
        expect(result.waitedMs / 1000 - end).toBeGreaterThan(-1e-9);
        expect(result.waitedMs / 1000 - end).toBeLessThanOrEqual(60);
        expect(Math.min(60, ...intervals)).toBeGreaterThan(8.99);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the deadline", () => {
  it.each([1, 5, 10, 95, 3_601])("after %d s has the last read, and nothing later", async (timeout) => {
    const { result, reads } = await watch(running, { timeout });
    expect(result).toEqual({ end: "timeout", waitedMs: timeout * 1000 });
    expect(reads.at(-1)).toBe(timeout);
    expect(reads.filter((at) => at === timeout)).toHaveLength(1);
  });

  it("still sees a job that finished in the last second", async () => {
    const { result } = await watch(endsAt(99), { timeout: 100 });
    expect(result).toEqual({ end: "finished", waitedMs: 100_000 });
  });

  it("ends the wait after a read that was slower than the time left", async () => {
    const { result, reads } = await watch(running, { timeout: 15, latency: 8 });
    expect(reads).toEqual([0, 15]);
    expect(result).toEqual({ end: "timeout", waitedMs: 23_000 });
  });

  it("is kept whatever comes", async () => {
    const answer = fc.constantFrom<Answers>(
      running,
      () => noConnection,
      () => tooMany(3_600),
      () => ({ estimatedFinish: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 9 * minute }), fc.array(answer), async (timeout, script) => {
        let reads = 0;
        const { result, ...watched } = await watch(
          (second) => (second === 0 ? {} : (script[reads++ % script.length] ?? running)(second)),
          { timeout },
        );
        expect(result).toEqual({ end: "timeout", waitedMs: timeout * 1000 });
        expect(watched.reads.at(-1)).toBe(timeout);
      }),
      { numRuns: 100 },
    );
  });
});

const once = (retryAfter: number, at = 10) =>
  watch((second) => (second === at ? tooMany(retryAfter) : {}), { timeout: 3 * minute });

describe("Retry-After", () => {
  it("is honoured", async () => {
    const { reads } = await once(45);
    expect(reads.slice(0, 3)).toEqual([0, 10, 55]);
  });

  it.each([0, 1])("of %d s makes no read come sooner", async (retryAfter) => {
    const { reads } = await once(retryAfter);
    expect(reads.slice(0, 3)).toEqual([0, 10, 25]);
  });
});

describe("an answer that is no good", () => {
  const passing = [noConnection, tooMany(30), brokenServer, notJson];

  it.each(passing)("keeps the wait going for nine minutes: %s", async (error) => {
    const { result, told } = await watch((second) =>
      second > minute && second < 10 * minute ? error : endsAt(hour)(second),
    );
    expect(result.end).toBe("finished");
    expect(told.filter(([, at]) => at > minute && at < 10 * minute)).toEqual([]);
  });

  it.each(passing)("ends the wait as an outage when nothing else comes for ten minutes: %s", async (error) => {
    const { result, told } = await watch((second) => (second > minute ? error : {}));
    const lastGood = told.at(-1)?.[1] ?? 0;
    expect(result).toMatchObject({ end: "outage", why: error.message });
    expect(result.waitedMs / 1000 - lastGood).toBeGreaterThanOrEqual(10 * minute);
    expect(result.waitedMs / 1000 - lastGood).toBeLessThanOrEqual(11 * minute);
  });

  it("ends nothing when a good one comes now and then", async () => {
    const { result } = await watch((second) =>
      second >= 5 * hour ? { status: "failed" } : second % (9 * minute) > minute ? noConnection : {},
    );
    expect(result.end).toBe("finished");
  });

  const final = [wrongKey, new TypeError("of our own making")];

  it.each(final)("ends the wait when the two reads after it confirm it: %s", async (error) => {
    const { result, reads } = await watch((second) => (second > minute ? error : {}));
    expect(result).toMatchObject({ end: "refused", why: error.message });
    const refused = reads.filter((at) => at > minute);
    expect(refused).toHaveLength(3);
    expect((refused[2] ?? 0) - (refused[0] ?? 0)).toBeLessThanOrEqual(20);
  });

  it.each([1, 2])("does not end after only %d refusals in sequence", async (times) => {
    let refusals = 0;
    const { result } = await watch((second) =>
      second > minute && refusals++ < times ? wrongKey : endsAt(hour)(second),
    );
    expect(result.end).toBe("finished");
  });

  it("does not end it where refusals and outages take turns", async () => {
    let reads = 0;
    const { result } = await watch((second) =>
      second > minute && second < 8 * minute ? (reads++ % 3 === 2 ? noConnection : wrongKey) : endsAt(hour)(second),
    );
    expect(result.end).toBe("finished");
  });
});

describe("a clock that is set back an hour", () => {
  it.each([-hour, hour])("changes neither intervals nor deadline (%d s)", async (by) => {
    const clock = new FakeClock(start);
    const slept: number[] = [];
    clock.onPass = (now) => {
      clock.onPass = () => undefined;
      clock.set(by * 1000);
      slept.push(now);
    };
    const options = { clock, timeoutMs: 20 * minute * 1000, pollIntervalMs: undefined, onRead: () => undefined };
    await expect(wait({ ...options, read: readRunning })).resolves.toEqual({
      end: "timeout",
      waitedMs: 20 * minute * 1000,
    });
    expect(slept).toHaveLength(1);
    expect(Math.max(...clock.sleeps)).toBeLessThanOrEqual(55_000);
    expect(Math.min(...clock.sleeps.slice(0, -1))).toBeGreaterThanOrEqual(9_000);
  });
});

describe("a Retry-After beyond what a read waits for", () => {
  const tenMinutes = (from: number, to: number) =>
    Array.from({ length: Math.ceil((to - from) / (10 * minute)) }, (_, index) => from + index * 10 * minute);

  it.each([hour, 30_000])("of %d s lets the job be read every ten minutes, and is no outage", async (retryAfter) => {
    const { result, reads } = await watch((second) =>
      second === 0 ? {} : second < hour ? tooMany(retryAfter) : { status: "succeeded" },
    );
    expect(result.end).toBe("finished");
    expect(reads).toEqual([0, ...tenMinutes(10, hour + 10 * minute)]);
  });

  it("holds for its own time only: silence after it is an outage", async () => {
    const { result } = await watch((second) => (second < 10 ? {} : second < 20 ? tooMany(30_000) : noConnection));
    expect(result).toMatchObject({ end: "outage" });
    expect(result.waitedMs).toBeLessThan(22 * minute * 1000);
  });

  it("makes no read come sooner than the poll interval", async () => {
    const { reads } = await watch((second) => (second < 2 * hour ? tooMany(2 * hour) : { status: "succeeded" }), {
      pollInterval: hour,
    });
    expect(reads).toEqual([0, hour, 2 * hour]);
  });
});

describe("a signal", () => {
  it("ends the wait at once, with its reason", async () => {
    const program = new AbortController();
    const failure = new Error("the program has failed");
    const clock = new FakeClock(start);
    clock.onPass = (now) => now - start > 60_000 && program.abort(failure);
    const options = { clock, timeoutMs: hour * 1000, pollIntervalMs: undefined, onRead: () => undefined };
    await expect(wait({ ...options, read: readRunning, signal: program.signal })).rejects.toBe(failure);
    expect(clock.elapsed()).toBeLessThan(2 * minute * 1000);
  });
});

describe("a poll interval", () => {
  it.each([1, 7.5, 120])("of %d s overrides all else", async (pollInterval) => {
    const { intervals } = await watch(endsAt(20 * pollInterval, 10 * pollInterval), { pollInterval, chances: [0.5] });
    expect(intervals).toEqual(Array.from({ length: 20 }, () => pollInterval));
  });
});
