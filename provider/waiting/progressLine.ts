import { shown } from "../text/shown";
import { formatDuration } from "../text/words";
import { untilEstimatedFinishMs } from "../jobs/estimate";
import type { FineTuningJobState } from "../jobs/fields";
import { isFinished, isPaused, type JobStatus } from "../jobs/status";

/** Writes one line of a job that has been read, what matters first, since a row may have no more than 20 characters: status, time left, time waited. */
export function answeredLine(
  { status, trainedTokens, estimatedFinish }: FineTuningJobState,
  waitedMs: number,
  event: string | undefined,
  nowMs: number,
): string {
  const tokens = trainedTokens === null ? [] : [`${trainedTokens} tokens`];
  const parts = isFinished(status)
    ? [waitedMs >= 1_000 ? `${status} after ${shortDuration(waitedMs, exactBelowMs)}` : status, ...tokens]
    : [
        unfinished(status),
        ...timeLeft(estimatedFinish, nowMs),
        ...timeWaited(waitedMs),
        ...tokens,
        ...(event === undefined ? [] : [event]),
      ];
  return shown(parts.join(", "));
}

/** Writes one line while no read is good; the status is that of the last good one. */
export function silentLine(status: JobStatus | undefined, silentMs: number, waitedMs: number): string {
  const before = status === undefined ? [] : [`${status} before`];
  const parts = [`no answer for ${shortDuration(silentMs, exactBelowMs)}`, ...timeWaited(waitedMs), ...before];
  return shown(parts.join(", "));
}

/** What a preview knows of a job that the up will wait for. */
export interface PendingJob {
  readonly status: JobStatus;
  readonly estimatedFinish: number | null;
}

/** Writes what a preview says of it. */
export function pendingLine({ status, estimatedFinish }: PendingJob, timeoutMs: number, nowMs: number): string {
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

function timeWaited(waitedMs: number): string[] {
  return waitedMs >= 1_000 ? [`waited ${shortDuration(waitedMs, exactBelowMs)}`] : [];
}

function timeLeft(estimatedFinish: number | null, nowMs: number): string[] {
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
