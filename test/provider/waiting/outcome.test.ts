import { JobCancelledError, JobFailedError, MissingModelError, WaitTimeoutError } from "../../../provider/errors";
import { type FineTuningJobState } from "../../../provider/jobs/fields";
import { jobSchema } from "../../../provider/jobs/schemas";
import { describeEstimate, isBehind, outcomeOf } from "../../../provider/waiting/outcome";
import { type Run, runVersion } from "../../../provider/waiting/run";
import { failedJob, runningJob, succeededJob, type WireJob } from "../../support/jobs";

const id = "ftjob-1";
const now = Date.UTC(2026, 0, 1, 13, 57);
const state = (wire: WireJob): FineTuningJobState => jobSchema.parse(wire).state;
const run = (more: Partial<Run> = {}): Run => ({
  version: runVersion,
  preview: false,
  waitFor: undefined,
  timeoutMs: 21_600_000,
  waitedMs: undefined,
  end: undefined,
  why: undefined,
  ...more,
});

const running = state(runningJob(id));
const succeeded = state(succeededJob(id));
const failed = state(failedJob(id));
const cancelled = state(runningJob(id, { status: "cancelled" }));
const paused = state(runningJob(id, { status: "paused" }));
const nameless = state({ ...succeededJob(id), fine_tuned_model: null });

describe("a job that nothing waits for", () => {
  it.each([
    ["running", running],
    ["succeeded", succeeded],
    ["failed", failed],
    ["cancelled", cancelled],
    ["paused", paused],
    ["succeeded without a model", nameless],
  ])("is known as it is when it is %s", (_status, job) => {
    expect(outcomeOf(id, job, run(), now)).toBe("known");
    expect(outcomeOf(id, job, run({ preview: true }), now)).toBe("known");
  });
});

describe("a job that has succeeded", () => {
  it.each(["succeeded", "finished"] as const)("is known under waitFor %s", (waitFor) => {
    expect(outcomeOf(id, succeeded, run({ waitFor, end: "finished", waitedMs: 60_000 }), now)).toBe("known");
    expect(outcomeOf(id, succeeded, run({ waitFor, preview: true }), now)).toBe("known");
    expect(outcomeOf(id, succeeded, run({ waitFor, timeoutMs: 0 }), now)).toBe("known");
  });

  it.each(["succeeded", "finished"] as const)("without a model is an error under waitFor %s", (waitFor) => {
    for (const preview of [true, false]) {
      expect(() => outcomeOf(id, nameless, run({ waitFor, preview }), now)).toThrow(MissingModelError);
    }
  });

  it.each(["timeout", "outage", "refused"] as const)("is known even when the wait ended as %s before", (end) => {
    expect(outcomeOf(id, succeeded, run({ waitFor: "succeeded", end, waitedMs: 60_000 }), now)).toBe("known");
  });
});

describe("a job that has failed", () => {
  it.each([false, true])("fails the deployment under waitFor succeeded, preview: %p", (preview) => {
    const judging = () => outcomeOf(id, failed, run({ waitFor: "succeeded", preview }), now);
    expect(judging).toThrow(JobFailedError);
    expect(judging).toThrow(
      'Fine-tuning job "ftjob-1" failed: The quota for training is spent. (code exceeded_quota; param training_file); ' +
        "4000 tokens trained, ran 1h.",
    );
  });

  it("is known under waitFor finished", () => {
    expect(outcomeOf(id, failed, run({ waitFor: "finished" }), now)).toBe("known");
  });

  it.each([
    [{ trainedTokens: null }, "training_file); ran 1h."],
    [{ finishedAt: null }, "training_file); 4000 tokens trained."],
    [{ trainedTokens: null, createdAt: null }, "training_file). Start"],
  ])("says what it has spent as far as that is known: %j", (unknown, text) => {
    expect(() => outcomeOf(id, { ...failed, ...unknown }, run({ waitFor: "succeeded" }), now)).toThrow(text);
  });
});

describe("a job that was cancelled", () => {
  it("fails the deployment under waitFor succeeded", () => {
    expect(() => outcomeOf(id, cancelled, run({ waitFor: "succeeded" }), now)).toThrow(JobCancelledError);
  });

  it("is known under waitFor finished", () => {
    expect(outcomeOf(id, cancelled, run({ waitFor: "finished" }), now)).toBe("known");
  });
});

describe("a job that is not finished", () => {
  it.each([
    ["running", running, "succeeded"],
    ["running", running, "finished"],
    ["paused", paused, "succeeded"],
  ] as const)("is pending in a preview when it is %s", (_status, job, waitFor) => {
    expect(outcomeOf(id, job, run({ waitFor, preview: true }), now)).toBe("pending");
  });

  it.each(["succeeded", "finished"] as const)("fails preview and up under waitFor %s with timeout 0", (waitFor) => {
    for (const preview of [true, false]) {
      const judging = () => outcomeOf(id, running, run({ waitFor, preview, timeoutMs: 0 }), now);
      expect(judging).toThrow(WaitTimeoutError);
      expect(judging).toThrow(
        `is still running. timeout is 0, so nothing was waited for. Run again once it has ${waitFor}`,
      );
    }
  });

  it("after the time ran out: last status, time waited, estimate and what to do", () => {
    const job = { ...running, estimatedFinish: Date.UTC(2026, 0, 1, 14, 5) / 1000 };
    expect(() => outcomeOf(id, job, run({ waitFor: "succeeded", end: "timeout", waitedMs: 21_600_000 }), now)).toThrow(
      new WaitTimeoutError(
        id,
        "running",
        " after waiting 6h, estimated to finish at 14:05 UTC (in 8m)",
        "Raise timeout, or run again: the wait goes on.",
      ),
    );
  });

  it.each([
    ["timeout", "is still running after waiting 2h. Raise timeout, or run again"],
    ["outage", "is still running after waiting 2h, and for the last 10m of it no good answer came. Check the network"],
    [
      "refused",
      "is still running, and the wait was given up after waiting 2h for what an answer said. Run again: the wait goes on. The answer: 403 No",
    ],
    ["finished", "is still running after waiting 2h, although it had been reported as finished. Run again"],
  ] as const)("after a wait that ended as %s says %j", (end, text) => {
    const why = end === "refused" ? "403 No" : undefined;
    const judging = () => outcomeOf(id, running, run({ waitFor: "succeeded", end, waitedMs: 7_200_000, why }), now);
    expect(judging).toThrow(WaitTimeoutError);
    expect(judging).toThrow(text);
  });

  it("says of a program that could not wait why, and where settings reach both processes", () => {
    const notStarted = run({ waitFor: "succeeded", end: "not started", why: "No key." });
    expect(() => outcomeOf(id, running, notStarted, now)).toThrow(
      "is still running, and the program could not wait for it: its own process lacks settings that the provider's process " +
        "has (No key.). What the Automation API is given as envVars reaches the provider's process alone. Put the settings " +
        "where both processes find them: in the job's connection, in the stack's config, or in the environment of the process that runs the program.",
    );
  });

  it("names an unknown status, and says of one that is paused who goes on", () => {
    const ended = run({ waitFor: "finished", end: "timeout", waitedMs: 5000 });
    expect(() => outcomeOf(id, { ...paused, status: "pausing" }, ended, now)).toThrow(
      "is still pausing after waiting 5s. Raise",
    );
    expect(() => outcomeOf(id, paused, ended, now)).toThrow(
      "is still paused after waiting 5s. Have somebody resume it, then run again: the wait goes on.",
    );
  });
});

describe("an answer that is behind what the wait has seen", () => {
  it.each([
    ["of a job that runs", running, true],
    ["of a success without a model", nameless, true],
    ["of a success", succeeded, false],
    ["of a failure", failed, false],
  ])("is one %s", (_what, job, behind) => {
    expect(isBehind(job, run({ waitFor: "succeeded", end: "finished" }))).toBe(behind);
    expect(isBehind(job, run({ waitFor: "succeeded", end: "timeout" }))).toBe(false);
  });
});

const at = (...time: [number, number, number?]) => Date.UTC(2026, 0, ...time) / 1000;

describe("describeEstimate", () => {
  it.each([
    [at(1, 14, 5), "at 14:05 UTC (in 8m)"],
    [at(1, 13, 57), "at 13:57 UTC (in 0s)"],
    [at(1, 13, 50), "at 13:50 UTC (7m ago)"],
    [at(2, 1, 2), "at 2026-01-02 01:02 UTC (in 11h 5m)"],
    [null, undefined],
    [1e15, undefined],
    [0, undefined],
  ])("writes %j as %j", (estimate, text) => {
    expect(describeEstimate(estimate, now)).toBe(text);
  });
});
