import { jobSchema } from "../../../provider/jobs/schemas";
import { describe as describeProgress, describePending } from "../../../provider/waiting/progressLine";
import { documentedJob } from "../../support/jobs";
import { progress, silence } from "../../support/progress";

const now = Date.UTC(2026, 0, 1, 13, 57);

describe("a line of progress", () => {
  const estimatedFinish = Date.UTC(2026, 0, 1, 14, 5) / 1000;

  it.each([
    [progress(), "running"],
    [progress({ status: "paused" }), "paused (somebody has to resume it)"],
    [progress({ status: "JOB_STATE_PAUSED" }, 10), "10s, JOB_STATE_PAUSED (somebody has to resume it)"],
    [progress({ status: "resuming" }), "resuming"],
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
    [{ status: "paused" }, "paused (somebody has to resume it); the up will wait up to 6h for it"],
  ])("announces in a preview what the up will wait for: %j", (pending, line) => {
    expect(describePending(pending, 21_600_000, now)).toBe(line);
  });

  it("is one line without control characters, whatever the provider says", () => {
    const line = describeProgress(progress({ status: "paused\n\u001b[31mhacked" }, 0, "\u001b[2J\u0007"), now);
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});
