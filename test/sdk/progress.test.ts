import * as pulumi from "@pulumi/pulumi";
import { type Clock, systemClock } from "../../provider/http/clock";
import { type FineTuningJobState } from "../../provider/jobs/fields";
import { jobSchema } from "../../provider/jobs/schemas";
import type { AnsweredProgress, SilentProgress } from "../../provider/waiting/waiter";
import { describe as describeProgress, describePending, Progress, type ProgressOptions } from "../../sdk/progress";
import { documentedJob, runningJob } from "../support/jobs";

const now = Date.UTC(2026, 0, 1, 13, 57);
/** The time that jest's timers let pass. */
const fakeTime: Clock = { ...systemClock, elapsed: () => Date.now() };
const running = jobSchema.parse(runningJob("ftjob-1")).state;

function progress(more: Partial<FineTuningJobState> = {}, waited = 0, event?: string): AnsweredProgress {
  return { kind: "answered", job: { ...running, ...more }, waitedMs: waited * 1000, event };
}

/** What is known when no read has been good for so many seconds. */
function silence(silent: number, waited: number, before: Partial<FineTuningJobState> | undefined = {}): SilentProgress {
  return { kind: "silent", job: { ...running, ...before }, waitedMs: waited * 1000, silentMs: silent * 1000 };
}

describe("a line of progress", () => {
  const estimatedFinish = Date.UTC(2026, 0, 1, 14, 5) / 1000;

  it.each([
    [progress(), "running"],
    [progress({ status: "paused" }), "paused"],
    [progress({}, 0.4), "running"],
    [progress({}, 480), "8m, running"],
    [progress({ estimatedFinish }), "8m left, running"],
    [progress({ estimatedFinish: estimatedFinish + 24 }, 99), "1m 39s, 8m left, running"],
    [progress({ estimatedFinish: now / 1000 + 45 }, 605), "10m, 45s left, running"],
    [progress({ estimatedFinish: estimatedFinish - 600 }), "due 2m ago, running"],
    [progress({ trainedTokens: 0 }), "running, 0 tokens"],
    [progress({}, 10, "Step 100/1000"), "10s, running, Step 100/1000"],
    [
      progress({ estimatedFinish, trainedTokens: 5_768 }, 5_400, "Step 1"),
      "1h 30m, 8m left, running, 5768 tokens, Step 1",
    ],
  ])("says time waited, time left, status, tokens and newest event as far as they are known: %#", (given, line) => {
    expect(describeProgress(given, now)).toBe(line);
  });

  it.each([
    [silence(180, 2_520), "no answer for 3m, 42m, running before"],
    [{ ...silence(60, 60), job: undefined }, "no answer for 1m, 1m"],
  ])("says for how long no answer has been good: %#", (given, line) => {
    expect(describeProgress(given, now)).toBe(line);
  });

  it("says of an end nothing but how and after how long it came, and what it cost", () => {
    expect(describeProgress(progress({ status: "failed", trainedTokens: 9 }, 29, "Step 21/30"), now)).toBe(
      "failed after 29s, 9 tokens",
    );
  });

  it("says nothing of an estimate of 0, as OpenAI's documented job has it", () => {
    const job = { ...jobSchema.parse(documentedJob).state, status: "running" };
    expect(describeProgress(progress(job, 60), now)).toBe("1m, running, 5768 tokens");
  });

  it.each([
    [{ status: "running", estimatedFinish }, "running, about 8m left; the up will wait up to 6h for it"],
    [{ status: "queued" }, "queued; the up will wait up to 6h for it"],
  ])("announces in a preview what the up will wait for: %j", (pending, line) => {
    expect(describePending(pending, 21_600_000, now)).toBe(line);
  });

  it("is one line without control characters, whatever the provider says", () => {
    const line = describeProgress(progress({ status: "paused\n\u001b[31mhacked" }, 0, "\u001b[2J\u0007"), now);
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});

describe("progress without an engine", () => {
  let lines: string[];

  beforeEach(() => {
    lines = [];
    jest.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  });

  afterEach(() => jest.restoreAllMocks());

  it("goes to stderr at each change of status, and not else", () => {
    const shown = new Progress("support-bot", pulumi.output("urn"));
    for (const status of ["queued", "queued", "running", "running", "running", "queued", "succeeded"]) {
      shown.show(progress({ status }, 60));
    }
    expect(lines).toEqual(
      ["queued", "running", "queued", "succeeded"].map(
        (status) => `support-bot: ${status === "succeeded" ? "succeeded after 1m" : `1m, ${status}`}\n`,
      ),
    );
  });

  it("keeps a six-hour wait short", () => {
    const shown = new Progress("support-bot", pulumi.output("urn"));
    for (let waited = 0; waited < 6 * 3600; waited += 60) {
      shown.show(progress({}, waited, `Step ${waited}`));
    }
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.length).toBeLessThan(25);
  });
});

describe("progress with an engine", () => {
  let logged: unknown[][];
  const urn = "urn:pulumi:dev::project::type::name";

  beforeEach(() => {
    logged = [];
    jest.useFakeTimers();
    jest.spyOn(pulumi.runtime, "getMonitor").mockReturnValue({} as ReturnType<typeof pulumi.runtime.getMonitor>);
    jest.spyOn(pulumi.log, "info").mockImplementation((...given) => {
      logged.push(given);
      return Promise.resolve();
    });
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  const lines = () => logged.map(([line, , , ephemeral]) => [line, ephemeral]);

  /** Makes a progress whose row is there. */
  async function onRow(options: ProgressOptions): Promise<Progress> {
    const shown = new Progress("support-bot", pulumi.output(urn), { clock: fakeTime, ...options });
    await jest.advanceTimersByTimeAsync(0);
    return shown;
  }

  it("goes to the job's row: for good at each change of status, for a moment else", async () => {
    const shown = await onRow({ sparse: false });
    for (const status of ["queued", "running", "running", "succeeded"]) {
      shown.show(progress({ status }));
    }
    shown.close();
    expect(lines()).toEqual([
      ["queued", false],
      ["running", false],
      ["running", true],
      ["succeeded", false],
    ]);
    const rows = await Promise.all(logged.map(([, row]) => pulumi.runtime.serializeProperty("", row, new Set())));
    expect(rows).toEqual(logged.map(() => ({ urn })));
  });

  it("never keeps the event of a read before", async () => {
    const shown = await onRow({ sparse: false });
    shown.show(progress({ status: "queued" }, 0, "Created"));
    shown.show(progress({ status: "running" }, 10, "Created"));
    shown.show(progress({ status: "running" }, 20, "Step 1/30"));
    shown.show(progress({ status: "succeeded" }, 30, "Step 21/30"));
    shown.close();
    expect(lines()).toEqual([
      ["queued", false],
      ["10s, running", false],
      ["20s, running, Step 1/30", true],
      ["succeeded after 30s", false],
    ]);
  });

  it("lets the times go on between two reads, every 5 s, until it is closed", async () => {
    const shown = await onRow({ sparse: false });
    shown.show(progress({}, 60));
    await jest.advanceTimersByTimeAsync(11_000);
    shown.show(silence(71, 71));
    await jest.advanceTimersByTimeAsync(5_000);
    shown.close();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(lines()).toEqual([
      ["1m, running", false],
      ["1m 5s, running", true],
      ["1m 10s, running", true],
      ["no answer for 1m 11s, 1m 11s, running before", true],
      ["no answer for 1m 15s, 1m 15s, running before", true],
    ]);
  });

  it("goes there less and less often where every line is kept, but at each change of status and when answers stay away", async () => {
    const shown = await onRow({ sparse: true });
    for (let waited = 0; waited <= 6 * 3600; waited += 10) {
      const job = { status: waited < 5 * 3600 ? "queued" : "running" };
      const silent = waited >= 4 * 3600 && waited < 4.1 * 3600;
      shown.show(silent ? silence(1, waited, job) : progress(job, waited));
    }
    expect(logged.length).toBeGreaterThan(5);
    expect(logged.length).toBeLessThan(30);
    expect(lines()).toContainEqual(["no answer for 1s, 4h, queued before", true]);
    expect(lines().filter(([, ephemeral]) => ephemeral === false)).toEqual([
      ["queued", false],
      ["5h, running", false],
    ]);
  });

  it("goes on between two reads before the first good one too", async () => {
    const shown = await onRow({ sparse: false });
    shown.show({ ...silence(5, 5), job: undefined });
    await jest.advanceTimersByTimeAsync(5_000);
    shown.close();
    expect(lines()).toEqual([
      ["no answer for 5s, 5s", true],
      ["no answer for 10s, 10s", true],
    ]);
  });

  it("is left out until the row's urn is there, so that it holds back no other line", async () => {
    const later = new Promise<string>((resolve) => setTimeout(() => resolve(urn), 1_000));
    const shown = new Progress("support-bot", pulumi.output(later), { sparse: false });
    shown.show(progress({}, 10));
    expect(logged).toEqual([]);
    await jest.advanceTimersByTimeAsync(1_000);
    shown.show(progress({}, 20));
    shown.close();
    expect(lines()).toEqual([["20s, running", false]]);
  });

  it("says nothing of a job that had finished before anything was waited for", async () => {
    const shown = await onRow({ sparse: false });
    shown.show(progress({ status: "succeeded" }));
    shown.close();
    expect(logged).toEqual([]);
  });

  it("survives a log that fails", async () => {
    jest.spyOn(pulumi.log, "info").mockRejectedValue(new Error("the engine is gone"));
    const shown = await onRow({ sparse: true });
    expect(() => shown.show(progress())).not.toThrow();
    await jest.advanceTimersByTimeAsync(0);
  });
});
