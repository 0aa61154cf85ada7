import * as pulumi from "@pulumi/pulumi";
import type { FineTuningJobState } from "../../provider/job";
import { jobSchema } from "../../provider/schemas";
import type { WaitProgress } from "../../provider/waiter";
import { describe as describeProgress, Progress } from "../../sdk/progress";
import { documentedJob, runningJob } from "../support/jobs";

const now = Date.UTC(2026, 0, 1, 13, 57);
const running = jobSchema.parse(runningJob("ftjob-1")).state;

function progress(more: Partial<FineTuningJobState> = {}, waited = 0, event?: string): WaitProgress {
  return { job: { ...running, ...more }, waited, event };
}

describe("a line of progress", () => {
  const estimatedFinish = Date.UTC(2026, 0, 1, 14, 5) / 1000;

  it.each([
    [progress(), "running"],
    [progress({ status: "paused" }), "paused"],
    [progress({}, 0.4), "running"],
    [progress({}, 480), "running, waited 8m"],
    [progress({ estimatedFinish }), "running, estimated to finish at 14:05 UTC (in 8m)"],
    [progress({ trainedTokens: 0 }), "running, 0 tokens"],
    [progress({}, 10, "Step 100/1000"), "running, waited 10s, Step 100/1000"],
    [
      progress({ estimatedFinish, trainedTokens: 5_768 }, 5_400, "Step 1"),
      "running, waited 1h 30m, estimated to finish at 14:05 UTC (in 8m), 5768 tokens, Step 1",
    ],
  ])("says status, time waited, estimate, tokens and newest event as far as they are known: %#", (given, line) => {
    expect(describeProgress(given, now)).toBe(line);
  });

  it("says nothing of an estimate of 0, as OpenAI's documented job has it", () => {
    const job = jobSchema.parse(documentedJob).state;
    expect(describeProgress({ job, waited: 60, event: undefined }, now)).toBe("succeeded, waited 1m, 5768 tokens");
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
    const shown = new Progress(pulumi.output("urn"), false);
    for (const status of ["queued", "queued", "running", "running", "running", "queued", "succeeded"]) {
      shown.show(progress({ status }, 60));
    }
    expect(lines).toEqual(["queued", "running", "queued", "succeeded"].map((status) => `${status}, waited 1m\n`));
  });

  it("keeps a six-hour wait short", () => {
    const shown = new Progress(pulumi.output("urn"), false);
    for (let waited = 0; waited < 6 * 3600; waited += 60) {
      shown.show(progress({}, waited, `Step ${waited}`));
    }
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.length).toBeLessThan(25);
  });
});

describe("progress with an engine", () => {
  let logged: unknown[][];
  const urn = pulumi.output("urn:pulumi:dev::project::type::name");

  beforeEach(() => {
    logged = [];
    jest.spyOn(pulumi.runtime, "hasEngine").mockReturnValue(true);
    jest.spyOn(pulumi.log, "info").mockImplementation((...given) => {
      logged.push(given);
      return Promise.resolve();
    });
  });

  afterEach(() => jest.restoreAllMocks());

  it("goes to the job's row: for good at each change of status, for a moment else", () => {
    const shown = new Progress(urn, false);
    for (const status of ["queued", "running", "running", "succeeded"]) {
      shown.show(progress({ status }));
    }
    expect(logged.map(([line, , , ephemeral]) => [line, ephemeral])).toEqual([
      ["queued", false],
      ["running", false],
      ["running", true],
      ["succeeded", false],
    ]);
    expect(
      logged.every(([, row, stream]) => stream === undefined && JSON.stringify(row) === JSON.stringify({ urn })),
    ).toBe(true);
  });

  it("goes there less and less often where every line is kept, but at each change of status", () => {
    const shown = new Progress(urn, true);
    for (let waited = 0; waited <= 6 * 3600; waited += 10) {
      shown.show(progress({ status: waited < 5 * 3600 ? "queued" : "running" }, waited));
    }
    expect(logged.length).toBeGreaterThan(5);
    expect(logged.length).toBeLessThan(30);
    expect(logged.filter(([, , , ephemeral]) => ephemeral === false).map(([line]) => line)).toEqual([
      "queued",
      "running, waited 5h",
    ]);
  });

  it("says nothing of a job that had finished before anything was waited for", () => {
    new Progress(urn, false).show(progress({ status: "succeeded" }));
    expect(logged).toEqual([]);
  });

  it("survives a log that fails", async () => {
    jest.spyOn(pulumi.log, "info").mockRejectedValue(new Error("the engine is gone"));
    expect(() => new Progress(urn, false).show(progress())).not.toThrow();
    await new Promise((resolve) => setImmediate(resolve));
  });
});
