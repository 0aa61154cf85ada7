import type { FineTuningJobState } from "../../provider/jobs/fields";
import { jobSchema } from "../../provider/jobs/schemas";
import type { AnsweredProgress, SilentProgress } from "../../provider/waiting/waiter";
import { runningJob } from "./jobs";

const running = jobSchema.parse(runningJob("ftjob-1")).state;

/** What is known of a running job after so many seconds. */
export function progress(more: Partial<FineTuningJobState> = {}, waited = 0, event?: string): AnsweredProgress {
  return { kind: "answered", job: { ...running, ...more }, waitedMs: waited * 1000, event };
}

/** What is known when no read has been good for so many seconds. */
export function silence(
  silent: number,
  waited: number,
  before: Partial<FineTuningJobState> | undefined = {},
): SilentProgress {
  return { kind: "silent", job: { ...running, ...before }, waitedMs: waited * 1000, silentMs: silent * 1000 };
}
