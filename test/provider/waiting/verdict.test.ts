import {
  JobCancelledError,
  JobFailedError,
  MissingModelError,
  NotFoundError,
  OutageError,
  WaitTimeoutError,
} from "../../../provider/errors";
import { parseJobId } from "../../../provider/jobs/jobId";
import { JobsClient } from "../../../provider/jobs/jobsClient";
import { jobSchema } from "../../../provider/jobs/schemas";
import type { FineTuningJobState } from "../../../provider/jobs/fields";
import { resolveSettings } from "../../../provider/settings/settings";
import { finishWords, type EndedWait } from "../../../provider/waiting/endedWait";
import { decide, readVerdict } from "../../../provider/waiting/verdict";
import { PortkeySimulator } from "../../../sdk/testing";
import { FakeClock } from "../../support/fakeClock";
import { answer, errorShapes } from "../../support/faults";
import { failedJob, runningJob, succeededJob, type WireJob } from "../../support/jobs";

const id = "ftjob-1";
const now = Date.UTC(2026, 0, 1, 13, 57);
const hourMs = 3_600_000;
const state = (wire: WireJob): FineTuningJobState => jobSchema.parse(wire).state;
const wait = (more: Partial<EndedWait> = {}): EndedWait => ({
  waitFor: "succeeded",
  preview: false,
  timeoutMs: 6 * hourMs,
  ...more,
});

const running = state(runningJob(id));
const succeeded = state(succeededJob(id));
const failed = state(failedJob(id));
const cancelled = state(runningJob(id, { status: "cancelled" }));
const paused = state(runningJob(id, { status: "paused" }));
const nameless = state({ ...succeededJob(id), fine_tuned_model: null });

describe("a job that has succeeded", () => {
  it.each<Partial<EndedWait>>([
    { end: "finished", waitedMs: 60_000 },
    { preview: true },
    { end: "timeout", waitedMs: 60_000 },
    { end: "refused", waitedMs: 60_000 },
  ])("is final whatever was waited for: %j", (more) => {
    expect(decide(id, succeeded, wait(more), now)).toBe(true);
    expect(decide(id, succeeded, wait({ ...more, waitFor: "finished" }), now)).toBe(true);
  });

  it.each(["succeeded", "finished"] as const)("without a model is an error under waitFor %s", (waitFor) => {
    for (const preview of [true, false]) {
      expect(() => decide(id, nameless, wait({ waitFor, preview }), now)).toThrow(MissingModelError);
    }
  });
});

describe("a job that has not succeeded", () => {
  it.each([false, true])("fails the deployment under waitFor succeeded, preview: %p", (preview) => {
    const deciding = () => decide(id, failed, wait({ preview }), now);
    expect(deciding).toThrow(JobFailedError);
    expect(deciding).toThrow(
      'Fine-tuning job "ftjob-1" failed: The quota for training is spent. (code exceeded_quota; param training_file); ' +
        "4000 tokens trained, ran 1h.",
    );
    expect(() => decide(id, cancelled, wait({ preview }), now)).toThrow(JobCancelledError);
  });

  it.each([failed, cancelled])("is final under waitFor finished", (job) => {
    expect(decide(id, job, wait({ waitFor: "finished" }), now)).toBe(true);
  });

  it.each([
    [{ trainedTokens: null }, "training_file); ran 1h."],
    [{ finishedAt: null }, "training_file); 4000 tokens trained."],
    [{ trainedTokens: null, createdAt: null }, "training_file). Start"],
  ])("says what it has spent as far as that is known: %j", (unknown, text) => {
    expect(() => decide(id, { ...failed, ...unknown }, wait(), now)).toThrow(text);
  });
});

describe("a job that is not finished", () => {
  it.each([running, paused])("is not final in a preview", (job) => {
    expect(decide(id, job, wait({ preview: true }), now)).toBe(false);
    expect(decide(id, job, wait({ preview: true, waitFor: "finished" }), now)).toBe(false);
  });

  const waitedMs = 2 * hourMs;
  const estimatedFinish = Date.UTC(2026, 0, 1, 14, 5) / 1000;
  it.each<[string, FineTuningJobState, Partial<EndedWait>]>([
    ["The timeout is 0, so there was no wait. Run again when it has succeeded", running, { timeoutMs: 0 }],
    ["so there was no wait. Resume the job at the provider, then run again", paused, { timeoutMs: 0, preview: true }],
    ["after waiting 2h, estimated to finish at 14:05", { ...running, estimatedFinish }, { end: "timeout", waitedMs }],
    ["(in 8m). Raise the timeout, or run again", { ...running, estimatedFinish }, { end: "timeout", waitedMs }],
    ["paused after waiting 2h. Resume the job at the provider, then run again", paused, { end: "timeout", waitedMs }],
    ["after waiting 2h, but there was no valid response for the last 10m", running, { end: "outage", waitedMs }],
    ["an error ended the wait after 2h", running, { end: "refused", waitedMs, why: "403 No" }],
    ["Run again to keep waiting. The error: 403 No", running, { end: "refused", waitedMs, why: "403 No" }],
    [
      "after waiting 2h, although an earlier response said that it had finished",
      running,
      { end: "finished", waitedMs },
    ],
    ["it can't use its settings (No key.)", running, { end: "not started", why: "No key." }],
  ])("says %j", (text, job, more) => {
    const deciding = () => decide(id, job, wait(more), now);
    expect(deciding).toThrow(WaitTimeoutError);
    expect(deciding).toThrow(text);
  });
});

const at = (...time: [number, number, number?]) => Date.UTC(2026, 0, ...time) / 1000;

describe("an estimated finish", () => {
  it.each([
    [at(1, 14, 5), "at 14:05 UTC (in 8m)"],
    [at(1, 13, 50), "at 13:50 UTC (7m ago)"],
    [at(2, 1, 2), "at 2026-01-02 01:02 UTC (in 11h 5m)"],
    [null, undefined],
    [1e15, undefined],
  ])("of %j is written %j", (estimate, text) => {
    expect(finishWords(estimate, now)).toBe(text);
  });
});

describe("the read after a wait", () => {
  let simulator: PortkeySimulator;
  let clock: FakeClock;

  beforeEach(async () => {
    simulator = await PortkeySimulator.start();
    clock = new FakeClock();
  });

  afterEach(() => simulator.close());

  function read(more?: Partial<EndedWait>) {
    const connection = { apiKey: "pk-test", baseUrl: simulator.baseUrl };
    const settings = resolveSettings({ connection, config: () => undefined, environment: {} });
    return readVerdict(new JobsClient(clock), settings, parseJobId(id), more && wait(more));
  }

  it("returns a job as it is if there was no wait", async () => {
    for (const wire of [runningJob(id), failedJob(id), { ...succeededJob(id), fine_tuned_model: null }]) {
      simulator.script(id, wire);
      await expect(read()).resolves.toEqual({ job: state(wire), isFinal: true });
    }
  });

  it.each([
    ["is older than what the wait has seen", runningJob(id)],
    ["names no model yet", { ...succeededJob(id), fine_tuned_model: null }],
  ])("is repeated where the answer %s, for up to two minutes", async (_what, behind) => {
    simulator.script(id, { ...behind, forRequests: 3 }, succeededJob(id, "ft:m"));
    await expect(read({ end: "finished", waitedMs: hourMs })).resolves.toMatchObject({
      job: { fineTunedModel: "ft:m" },
    });
    simulator.script(id, behind);
    const start = clock.elapsed();
    await expect(read({ end: "finished", waitedMs: hourMs })).rejects.toThrow(`Fine-tuning job "${id}"`);
    expect(clock.elapsed() - start).toBeGreaterThanOrEqual(120_000);
    expect(clock.elapsed() - start).toBeLessThan(130_000);
    simulator.requests.length = 0;
    await expect(read({ end: "timeout", waitedMs: hourMs })).rejects.toThrow(`Fine-tuning job "${id}"`);
    expect(simulator.count(id)).toBe(1);
  });

  it("is patient with a server that is away when the wait has found the end", async () => {
    simulator.script(id, succeededJob(id, "ft:m")).fail(answer(503));
    const back = clock.now() + 9 * 60_000;
    clock.onPass = (time) => time >= back && simulator.heal();
    await expect(read({ end: "finished", waitedMs: hourMs })).resolves.toMatchObject({
      job: { fineTunedModel: "ft:m" },
    });
  });

  it.each([{ end: "outage", waitedMs: 900_000 } as const, { preview: true }, {}])(
    "goes on trying for no longer otherwise: %j",
    async (more) => {
      simulator.script(id, succeededJob(id)).fail(answer(503));
      await expect(read(more)).rejects.toThrow("tried 5 times");
      expect(simulator.count(id)).toBe(5);
    },
  );

  it("says how the wait ended when there is still no good answer, and what the last one was", async () => {
    simulator.fail(answer(502, errorShapes.html("Bad Gateway")));
    const reading = read({ end: "outage", waitedMs: 900_000 });
    await expect(reading).rejects.toThrow(OutageError);
    await expect(reading).rejects.toThrow(
      /the wait stopped after 15m, because there was no valid response for 10m\. .*an HTML page titled "Bad Gateway"/,
    );
    await expect(read({ end: "timeout", waitedMs: 900_000 })).rejects.toThrow("at the end of the wait, after 15m");
    await expect(read()).rejects.not.toThrow(OutageError);
  });

  it("gives an answer that is final for what it is", async () => {
    await expect(read({ end: "outage", waitedMs: 900_000 })).rejects.toThrow(NotFoundError);
  });

  it("masks credentials in the job's id, its status and its error", async () => {
    simulator.script(id, { ...failedJob(id), error: { message: "the key pk-test has no quota" } });
    await expect(read({})).rejects.toThrow("failed: the key [secret] has no quota");
    simulator.script(id, { status: "waiting for pk-test" });
    await expect(read({ timeoutMs: 0 })).rejects.toThrow("is still waiting for [secret]");
  });
});
