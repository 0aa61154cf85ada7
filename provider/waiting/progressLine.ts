import { shown } from "../text/shown";
import { formatDuration } from "../text/words";
import { untilEstimatedFinishMs } from "../jobs/estimate";
import type { FineTuningJobState } from "../jobs/fields";
import { isFinished, isPaused, type JobStatus } from "../jobs/status";
import type { WaitProgress } from "./waiter";

/** Writes one line, what matters first, since a row may have no more than 20 characters: time waited, time left, status. */
export function describe(progress: WaitProgress, nowMs: number): string {
  const { job, waitedMs } = progress;
  const time = waitedMs >= 1_000 ? [shortDuration(waitedMs, exactBelowMs)] : [];
  if (progress.kind === "silent") {
    const trouble = `no answer for ${shortDuration(progress.silentMs, exactBelowMs)}`;
    const before = job === undefined ? [] : [`${job.status} before`];
    return shown([trouble, ...time, ...before].join(", "));
  }
  const { status, trainedTokens, estimatedFinish } = progress.job;
  const tokens = trainedTokens === null ? [] : [`${trainedTokens} tokens`];
  if (isFinished(status)) {
    return shown([[status, ...time].join(" after "), ...tokens].join(", "));
  }
  const event = progress.event === undefined ? [] : [progress.event];
  return shown([...time, ...timeLeft(estimatedFinish, nowMs), unfinished(status), ...tokens, ...event].join(", "));
}

/** What a preview knows of a job that the up will wait for. */
export interface PendingJob {
  readonly status: JobStatus;
  readonly estimatedFinish?: number;
}

export function pendingOf({ status, estimatedFinish }: FineTuningJobState): PendingJob {
  return { status, ...(estimatedFinish === null ? {} : { estimatedFinish }) };
}

/** Writes what a preview says of it. */
export function describePending({ status, estimatedFinish }: PendingJob, timeoutMs: number, nowMs: number): string {
  const left = timeLeft(estimatedFinish, nowMs).map((time) => ` about ${time}`);
  return shown(
    [unfinished(status), ...left].join(",") + `; the up will wait up to ${formatDuration(timeoutMs)} for it`,
  );
}

/** A job that is paused waits for somebody, as the deployment waits for it. */
function unfinished(status: JobStatus): string {
  return isPaused(status) ? `${status} (somebody has to resume it)` : status;
}

const minuteMs = 60_000;
/** Up to ten minutes one sees the time go on by the second. */
const exactBelowMs = 10 * minuteMs;
/** Estimates that lie in the past by more than this say nothing. */
const longestOverdueMs = 86_400_000;

function timeLeft(estimatedFinish: number | null | undefined, nowMs: number): string[] {
  const leftMs = untilEstimatedFinishMs(estimatedFinish, nowMs);
  if (leftMs === undefined || leftMs < -longestOverdueMs) {
    return [];
  }
  return [leftMs >= 0 ? `${shortDuration(leftMs)} left` : `due ${shortDuration(-leftMs)} ago`];
}

/** Leaves the seconds out from a minute on, or from where it is said: a row is short. */
function shortDuration(durationMs: number, exactBelow = minuteMs): string {
  return formatDuration(durationMs < exactBelow ? durationMs : Math.round(durationMs / minuteMs) * minuteMs);
}
