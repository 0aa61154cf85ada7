import { formatDuration } from "./duration";
import { JobCancelledError, JobFailedError, MissingModelError, WaitTimeoutError } from "./errors";
import type { FineTuningJobState } from "./job";
import { isFinished } from "./status";
import type { WaitEnd } from "./wait";

export const waitForChoices = ["succeeded", "finished"] as const;
/** What a deployment waits for. */
export type WaitFor = (typeof waitForChoices)[number];

/** What the program hands down for one run. */
export interface Run {
  readonly preview: boolean;
  readonly waitFor: WaitFor | undefined;
  /** Seconds. */
  readonly timeout: number;
  /** Seconds, and why the wait ended; left out where nothing was waited for. */
  readonly waited: number | undefined;
  readonly end: WaitEnd | undefined;
}

/** Whether the outputs are final for this run, or what the end will change is not known yet. */
export type Verdict = "known" | "pending";

/**
 * Decides whether a program may go on with a job as it is.
 *
 * @throws JobFailedError, JobCancelledError, WaitTimeoutError or MissingModelError.
 */
export function judge(jobId: string, job: FineTuningJobState, run: Run, now: number): Verdict {
  if (job.status === "succeeded" && job.fineTunedModel === null) {
    throw new MissingModelError(jobId);
  }
  if (run.waitFor === undefined) {
    return "known";
  }
  if (!isFinished(job.status)) {
    if (run.preview && run.timeout > 0) {
      return "pending";
    }
    throw notFinished(jobId, job, run, now);
  }
  switch (run.waitFor) {
    case "finished":
      return "known";
    case "succeeded":
      return judgeSuccess(jobId, job);
  }
}

function judgeSuccess(jobId: string, job: FineTuningJobState): Verdict {
  switch (job.status) {
    case "failed":
      throw new JobFailedError(jobId, job.error, spent(job));
    case "cancelled":
      throw new JobCancelledError(jobId, job.error, spent(job));
    default:
      return "known";
  }
}

function notFinished(jobId: string, job: FineTuningJobState, run: Run, now: number): WaitTimeoutError {
  const estimate = describeEstimate(job.estimatedFinish, now);
  const waited = run.waited === undefined ? "" : ` after waiting ${formatDuration(run.waited)}`;
  const detail = `${waited}${estimate === undefined ? "" : `, estimated to finish ${estimate}`}`;
  switch (run.end) {
    case "outage":
      return new WaitTimeoutError(
        jobId,
        job.status,
        `${waited}, and for the last 10 minutes of it no good answer came`,
        "Check the network and Portkey's status page, then run again: the wait goes on.",
      );
    case "refused":
      return new WaitTimeoutError(
        jobId,
        job.status,
        `, and the wait was broken off${waited} by an answer that is gone now`,
        "Run again: the wait goes on.",
      );
    case "finished":
      return new WaitTimeoutError(
        jobId,
        job.status,
        `${waited}, although it had been reported as finished`,
        "Run again: the wait goes on.",
      );
    case "timeout":
      return new WaitTimeoutError(jobId, job.status, detail, "Raise timeout, or run again: the wait goes on.");
    case undefined:
      return new WaitTimeoutError(
        jobId,
        job.status,
        detail,
        `timeout is 0, so nothing was waited for. Run again once it has ${run.waitFor === "finished" ? "finished" : "succeeded"}, or give it a timeout such as "6h".`,
      );
  }
}

/** Writes a time as `at 14:05 UTC (in 8m)`, with the date when it is not today's. */
export function describeEstimate(estimatedFinish: number | null, now: number): string | undefined {
  if (estimatedFinish === null || estimatedFinish <= 0) {
    return undefined;
  }
  const finish = new Date(estimatedFinish * 1000);
  if (Number.isNaN(finish.getTime())) {
    return undefined;
  }
  const [date = "", time = ""] = finish.toISOString().split("T");
  const today = new Date(now).toISOString().startsWith(date);
  const ahead = estimatedFinish - now / 1000;
  const relative = ahead >= 0 ? `in ${formatDuration(ahead)}` : `${formatDuration(-ahead)} ago`;
  return `at ${today ? "" : `${date} `}${time.slice(0, 5)} UTC (${relative})`;
}

function spent(job: FineTuningJobState): string {
  const parts = [
    ...(job.trainedTokens === null ? [] : [`${job.trainedTokens} tokens trained`]),
    ...(job.createdAt === null || job.finishedAt === null
      ? []
      : [`ran ${formatDuration(job.finishedAt - job.createdAt)}`]),
  ];
  return parts.length === 0 ? "" : `; ${parts.join(", ")}`;
}
