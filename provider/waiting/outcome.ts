import {
  JobCancelledError,
  JobFailedError,
  MissingModelError,
  OutageError,
  WaitTimeoutError,
} from "../errors/jobErrors";
import type { PortkeyError } from "../errors/portkeyError";
import { formatDuration } from "../text/words";
import { untilEstimatedFinishMs } from "../jobs/estimate";
import type { FineTuningJobState } from "../jobs/fields";
import { isFinished, isPaused } from "../jobs/status";
import type { Run } from "./run";
import { longestOutageMs } from "./wait";

/** Whether the outputs are final for this run, or what the end will change is not known yet. */
export type Outcome = "known" | "pending";

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
export function outcomeOf(jobId: string, job: FineTuningJobState, run: Run, nowMs: number): Outcome {
  if (run.waitFor === undefined) {
    return "known";
  }
  if (job.status === "succeeded" && job.fineTunedModel === null) {
    throw new MissingModelError(jobId);
  }
  if (!isFinished(job.status)) {
    if (run.preview && run.timeoutMs > 0) {
      return "pending";
    }
    throw notFinished(jobId, job, run, nowMs);
  }
  switch (run.waitFor) {
    case "finished":
      return "known";
    case "succeeded":
      return successOf(jobId, job);
  }
}

function successOf(jobId: string, job: FineTuningJobState): Outcome {
  switch (job.status) {
    case "failed":
      throw new JobFailedError(jobId, job.error, spent(job));
    case "cancelled":
      throw new JobCancelledError(jobId, job.error, spent(job));
    default:
      return "known";
  }
}

function notFinished(jobId: string, job: FineTuningJobState, run: Run, nowMs: number): WaitTimeoutError {
  const estimate = describeEstimate(job.estimatedFinish, nowMs);
  const waited = run.waitedMs === undefined ? "" : ` after waiting ${formatDuration(run.waitedMs)}`;
  const detail = `${waited}${estimate === undefined ? "" : `, estimated to finish ${estimate}`}`;
  switch (run.end) {
    case "outage":
      return new WaitTimeoutError(
        jobId,
        job.status,
        `${waited}, and for the last ${formatDuration(longestOutageMs)} of it no good answer came`,
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
      return new WaitTimeoutError(
        jobId,
        job.status,
        detail,
        isPaused(job.status)
          ? "Have somebody resume it, then run again: the wait goes on."
          : "Raise timeout, or run again: the wait goes on.",
      );
    case undefined:
      return new WaitTimeoutError(
        jobId,
        job.status,
        detail,
        `timeout is 0, so nothing was waited for. Run again once it has ${run.waitFor === "finished" ? "finished" : "succeeded"}, or give it a timeout such as "6h".`,
      );
  }
}

/** Says of a wait that ended without a good answer how it ended; undefined where nothing was waited for. */
export function outageOf(jobId: string, { end, waitedMs = 0 }: Run, last: PortkeyError): OutageError | undefined {
  const waited = formatDuration(waitedMs);
  switch (end) {
    case "outage":
      return new OutageError(
        jobId,
        `the wait was given up after ${waited}, since for ${formatDuration(longestOutageMs)} no good answer came`,
        last,
      );
    case "timeout":
    case "finished":
      return new OutageError(jobId, `no good answer came when the wait was over, after ${waited}`, last);
    case "refused":
    case "not started":
    case undefined:
      return undefined;
  }
}

/** Writes a time as `at 14:05 UTC (in 8m)`, with the date when it is not today's. */
export function describeEstimate(estimatedFinish: number | null, nowMs: number): string | undefined {
  const aheadMs = untilEstimatedFinishMs(estimatedFinish, nowMs);
  const finish = new Date(nowMs + (aheadMs ?? Number.NaN));
  if (aheadMs === undefined || Number.isNaN(finish.getTime())) {
    return undefined;
  }
  const [date = "", time = ""] = finish.toISOString().split("T");
  const today = new Date(nowMs).toISOString().startsWith(date);
  const relative = aheadMs >= 0 ? `in ${formatDuration(aheadMs)}` : `${formatDuration(-aheadMs)} ago`;
  return `at ${today ? "" : `${date} `}${time.slice(0, 5)} UTC (${relative})`;
}

function spent(job: FineTuningJobState): string {
  const parts = [
    ...(job.trainedTokens === null ? [] : [`${job.trainedTokens} tokens trained`]),
    ...(job.createdAt === null || job.finishedAt === null
      ? []
      : [`ran ${formatDuration((job.finishedAt - job.createdAt) * 1_000)}`]),
  ];
  return parts.length === 0 ? "" : `; ${parts.join(", ")}`;
}
