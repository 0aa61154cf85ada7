import { formatDuration } from "./duration";
import { JobCancelledError, JobFailedError, MissingModelError, WaitTimeoutError } from "./errors";
import type { FineTuningJobState } from "./job";
import { isFinished } from "./status";
import { longestOutage, type WaitEnd } from "./wait";

export const waitForChoices = ["succeeded", "finished"] as const;
/** What a deployment waits for. */
export type WaitFor = (typeof waitForChoices)[number];

/** The form of what the program hands down; it changes where an older provider would guess wrong. */
export const runVersion = 1;

/** What the program hands down for one run. */
export interface Run {
  readonly version: typeof runVersion;
  readonly preview: boolean;
  readonly waitFor: WaitFor | undefined;
  /** Seconds. */
  readonly timeout: number;
  /** Seconds, and why the wait ended; left out where nothing was waited for. */
  readonly waited: number | undefined;
  readonly end: WaitEnd | undefined;
  /** What the last answer said, where the wait was given up for it. */
  readonly why: string | undefined;
}

/** Whether the outputs are final for this run, or what the end will change is not known yet. */
export type Verdict = "known" | "pending";

/** Tells whether an answer is older than what the wait has seen, or comes before the model is named. */
export function isBehind(job: FineTuningJobState, run: Run): boolean {
  return (
    run.end === "finished" && (!isFinished(job.status) || (job.status === "succeeded" && job.fineTunedModel === null))
  );
}

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
        `${waited}, and for the last ${formatDuration(longestOutage / 1000)} of it no good answer came`,
        "Check the network and Portkey's status page, then run again: the wait goes on.",
      );
    case "refused":
      return new WaitTimeoutError(
        jobId,
        job.status,
        `, and the wait was given up${waited} for what an answer said`,
        `Run again: the wait goes on. The answer: ${run.why ?? "not kept"}`,
      );
    case "not started":
      return new WaitTimeoutError(
        jobId,
        job.status,
        `, and the program could not wait for it: its own process lacks settings that the provider's process has (${run.why ?? "not kept"})`,
        "What the Automation API is given as envVars reaches the provider's process alone. Put the settings where both " +
          "processes find them: in the job's connection, in the stack's config, or in the environment of the process that runs the program.",
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
