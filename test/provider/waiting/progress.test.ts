import { type Clock, systemClock } from "../../../provider/http/clock";
import type { FineTuningJobState } from "../../../provider/jobs/fields";
import { jobSchema } from "../../../provider/jobs/schemas";
import { Progress } from "../../../provider/waiting/progress";
import { answeredLine, pendingLine, silentLine } from "../../../provider/waiting/progressLine";
import { documentedJob, runningJob } from "../../support/jobs";

const now = Date.UTC(2026, 0, 1, 13, 57);
const minuteMs = 60_000;
const hourMs = 3_600_000;
const running = jobSchema.parse(runningJob("ftjob-1")).state;
const job = (more: Partial<FineTuningJobState> = {}): FineTuningJobState => ({ ...running, ...more });

describe("a line of progress", () => {
  const estimatedFinish = Date.UTC(2026, 0, 1, 14, 5) / 1000;

  it.each<[string, Partial<FineTuningJobState>, number?, string?]>([
    ["running", {}],
    ["paused (must be resumed)", { status: "paused" }],
    ["JOB_STATE_PAUSED (must be resumed), waited 10s", { status: "JOB_STATE_PAUSED" }, 10_000],
    ["running, 8m left", { estimatedFinish }],
    ["running, due 2m ago", { estimatedFinish: estimatedFinish - 600 }],
    ["running, waited 10s, Step 100/1000", {}, 10_000, "Step 100/1000"],
    ["failed after 29s, 9 tokens", { status: "failed", trainedTokens: 9 }, 29_000, "Step 21/30"],
    // OpenAI's documented job has an estimate of 0.
    ["running, waited 1m, 5768 tokens", { ...jobSchema.parse(documentedJob).state, status: "running" }, minuteMs],
    // Whatever the provider says, it is one line without control characters.
    ["paused [31mhacked, [2J", { status: "paused\n\u001b[31mhacked" }, 0, "\u001b[2J\u0007"],
  ])("says %j", (line, more, waitedMs = 0, event = undefined) => {
    expect(answeredLine(job(more), waitedMs, event, now)).toBe(line);
  });

  it("says for how long no answer has been good", () => {
    expect(silentLine("running", 180_000, 2_520_000)).toBe(
      "no valid response for 3m, waited 42m, last status: running",
    );
    expect(silentLine(undefined, minuteMs, minuteMs)).toBe("no valid response for 1m, waited 1m");
  });

  it.each([
    [{ status: "running", estimatedFinish }, "running, about 8m left; the update will wait up to 6h for it"],
    [{ status: "queued", estimatedFinish: null }, "queued; the update will wait up to 6h for it"],
    [{ status: "paused", estimatedFinish: null }, "paused (must be resumed); the update will wait up to 6h for it"],
  ])("announces in a preview what the update will wait for: %j", (pending, line) => {
    expect(pendingLine(pending, 6 * hourMs, now)).toBe(line);
  });
});

describe("the progress of a wait", () => {
  /** The time that jest's timers let pass. */
  const fakeTime: Clock = { ...systemClock, elapsed: () => Date.now() };
  let lines: Array<[line: string, ephemeral: boolean]>;
  let isReady: boolean;
  let progress: Progress;

  function show({ sparse = false } = {}): Progress {
    const statusLine = {
      isReady: () => isReady,
      write: (line: string, ephemeral: boolean) => lines.push([line, ephemeral]),
    };
    return (progress = new Progress(statusLine, { sparse, clock: fakeTime }));
  }

  beforeEach(() => {
    jest.useFakeTimers();
    lines = [];
    isReady = true;
  });

  afterEach(() => {
    progress.close();
    jest.useRealTimers();
  });

  it("is lasting at each change of status, and ephemeral otherwise", () => {
    show();
    for (const status of ["queued", "running", "running", "succeeded"]) {
      progress.answered(job({ status }), 0);
    }
    expect(lines).toEqual([
      ["queued", false],
      ["running", false],
      ["running", true],
      ["succeeded", false],
    ]);
  });

  it("shows a new event with what was read last, and never keeps the event of a read before", () => {
    show();
    progress.answered(job({ status: "queued" }), 0);
    progress.newestEvent("Created");
    progress.newestEvent("Created");
    progress.answered(job(), 10_000);
    progress.answered(job(), 20_000);
    progress.silent(5_000, 25_000);
    progress.newestEvent("Step 1/30");
    progress.answered(job({ status: "succeeded" }), 30_000);
    expect(lines).toEqual([
      ["queued", false],
      ["queued, Created", true],
      ["running, waited 10s", false],
      ["running, waited 20s, Created", true],
      ["no valid response for 5s, waited 25s, last status: running", true],
      ["succeeded after 30s", false],
    ]);
  });

  it("updates the times between two reads, every 5 s, until it is closed", async () => {
    show();
    progress.answered(job(), minuteMs);
    await jest.advanceTimersByTimeAsync(11_000);
    progress.silent(71_000, 71_000);
    await jest.advanceTimersByTimeAsync(5_000);
    progress.close();
    await jest.advanceTimersByTimeAsync(minuteMs);
    expect(lines).toEqual([
      ["running, waited 1m", false],
      ["running, waited 1m 5s", true],
      ["running, waited 1m 10s", true],
      ["no valid response for 1m 11s, waited 1m 11s, last status: running", true],
      ["no valid response for 1m 15s, waited 1m 15s, last status: running", true],
    ]);
  });

  it("comes less and less often where every line is kept, but at each change of status and when answers stay away", () => {
    show({ sparse: true });
    for (let waitedMs = 0; waitedMs <= 6 * hourMs; waitedMs += 10_000) {
      const isSilent = waitedMs >= 4 * hourMs && waitedMs < 4.1 * hourMs;
      if (isSilent) {
        progress.silent(1_000, waitedMs);
      } else {
        progress.answered(job({ status: waitedMs < 5 * hourMs ? "queued" : "running" }), waitedMs);
      }
    }
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.length).toBeLessThan(30);
    expect(lines).toContainEqual(["no valid response for 1s, waited 4h, last status: queued", true]);
    expect(lines.filter(([, ephemeral]) => !ephemeral)).toEqual([
      ["queued", false],
      ["running, waited 5h", false],
    ]);
  });

  it("is left out until its status line is ready", () => {
    show();
    isReady = false;
    progress.answered(job(), 10_000);
    isReady = true;
    progress.answered(job(), 20_000);
    expect(lines).toEqual([["running, waited 20s", false]]);
  });
});
