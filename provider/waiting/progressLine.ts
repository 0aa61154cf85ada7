import { shown } from "../text/shown";
import { formatDuration } from "../text/words";
import { untilEstimatedFinishMs } from "../jobs/estimate";
import type { FineTuningJobState } from "../jobs/fields";
import { isFinished, isPaused, type JobStatus } from "../jobs/status";

/**
 * Writes the status line of a job: status, time left, time waited, and then the rest. The most important parts come first, since the CLI
 * may show only 20 characters.
 */
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

/** Writes the status line while there is no valid response, with the last known status. */
export function silentLine(status: JobStatus | undefined, silentMs: number, waitedMs: number): string {
  const before = status === undefined ? [] : [`last status: ${status}`];
  const parts = [`no valid response for ${shortDuration(silentMs, exactBelowMs)}`, ...timeWaited(waitedMs), ...before];
  return shown(parts.join(", "));
}

/** What a preview knows about a job that the update will wait for. */
export interface PendingJob {
  readonly status: JobStatus;
  readonly estimatedFinish: number | null;
}

/** Writes the status line of such a job in a preview. */
export function pendingLine({ status, estimatedFinish }: PendingJob, timeoutMs: number, nowMs: number): string {
  const left = timeLeft(estimatedFinish, nowMs).map((time) => ` about ${time}`);
  return shown(
    [unfinished(status), ...left].join(",") + `; the update will wait up to ${formatDuration(timeoutMs)} for it`,
  );
}

function unfinished(status: JobStatus): string {
  return isPaused(status) ? `${status} (must be resumed)` : status;
}

const minuteMs = 60_000;
/** Up to ten minutes, times include seconds. */
const exactBelowMs = 10 * minuteMs;
/** Estimates that are older than this are not shown. */
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

/** Writes a duration without seconds if it is long, since the line is short. */
function shortDuration(durationMs: number, exactBelow = minuteMs): string {
  return formatDuration(durationMs < exactBelow ? durationMs : Math.round(durationMs / minuteMs) * minuteMs);
}
