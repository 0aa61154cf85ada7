import { longestRetryAfterMs, RateLimitError, ServerError } from "../errors/answerErrors";
import { mayPass } from "../errors/portkeyError";
import type { Clock } from "../http/clock";
import type { RequestLimits } from "../http/requestLimits";
import { untilEstimatedFinishMs } from "../jobs/estimate";
import type { FineTuningJobState } from "../jobs/fields";
import { isFinished } from "../jobs/status";

const shortestIntervalMs = 10_000;
// With the requests before and after the pause, the end of a job is noticed within 60 s.
const longestIntervalMs = 55_000;
const intervalGrowth = 1.5;
const jitter = 0.1;
/** How long after the estimated finish the reads stay frequent. */
const denseAfterEstimateMs = 120_000;
/** How long a wait continues without a valid response. */
export const longestOutageMs = 600_000;
/** The longest pause, even if `Retry-After` is longer. */
const longestAbsenceMs = 600_000;
/** An outage needs at least this many failures, even with a long poll interval. */
const fewestFailures = 3;
/** This many refusals in sequence end a wait. */
const refusalsThatCount = 3;
/** Timers are limited to 24 days. */
const longestSleepMs = 86_400_000;

export const waitEnds = ["finished", "timeout", "outage", "refused", "not started"] as const;
/**
 * Why a wait ended: the job finished, the timeout expired, there was an outage, the wait was refused (a final error, or no connection at
 * the start), or the program could not start it.
 */
export type WaitEnd = (typeof waitEnds)[number];

/** The result of a wait. */
export interface WaitResult {
  readonly end: WaitEnd;
  readonly waitedMs: number;
  /** The last error, if it ended the wait. */
  readonly why?: string | undefined;
}

export interface WaitOptions {
  /** Reads the job. */
  readonly read: (limits: RequestLimits) => Promise<FineTuningJobState>;
  /** The longest time to wait. */
  readonly timeoutMs: number;
  /** The time between two reads. By default it adapts. */
  readonly pollIntervalMs: number | undefined;
  readonly clock: Clock;
  /** Stops the wait immediately. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each successful read. */
  readonly onRead: (job: FineTuningJobState, waitedMs: number) => void;
  /** Called after each failed read, with the time since the last valid response. */
  readonly onFailure?: (silentMs: number, waitedMs: number) => void;
}

/**
 * Reads a job repeatedly until the wait ends. It makes no decision about the job.
 *
 * @throws only the signal's reason.
 */
export async function wait(options: WaitOptions): Promise<WaitResult> {
  const { clock, timeoutMs, signal, read, onRead, onFailure } = options;
  const startMs = clock.elapsed();
  const waitedMs = (): number => clock.elapsed() - startMs;
  const pace = new Pace(options.pollIntervalMs, clock);
  const patience = new Patience(clock);
  let job: FineTuningJobState | undefined;
  for (let first = true; ; first = false) {
    let pauseMs: number;
    try {
      job = await read({ ...(first ? firstLimits(timeoutMs) : laterLimits(timeoutMs - waitedMs())), signal });
      patience.answered();
      onRead(job, waitedMs());
      if (isFinished(job.status)) {
        return { end: "finished", waitedMs: waitedMs() };
      }
      pauseMs = pace.next(job);
    } catch (error) {
      signal?.throwIfAborted();
      pauseMs = patience.failed(error, pace.next(job));
      const end = (first && !isOverload(error)) || patience.isRefused ? "refused" : "outage";
      const isOver = end === "refused" || (patience.isOutage && waitedMs() < timeoutMs);
      if (isOver) {
        return { end, waitedMs: waitedMs(), why: error instanceof Error ? error.message : undefined };
      }
      onFailure?.(patience.silentMs, waitedMs());
    }
    const leftMs = timeoutMs - waitedMs();
    if (leftMs <= 0) {
      return { end: "timeout", waitedMs: waitedMs() };
    }
    await clock.sleep(Math.min(pauseMs, leftMs, longestSleepMs), signal);
  }
}

/** The first read is retried as the settings say, within the timeout; if that is 0, within ten seconds. */
function firstLimits(timeoutMs: number): RequestLimits {
  return { withinMs: timeoutMs > 0 ? timeoutMs : shortestIntervalMs };
}

/** A later read is not retried, because the next read comes soon. */
function laterLimits(leftMs: number): RequestLimits {
  return { maxRetries: 0, requestTimeoutMs: Math.max(shortestIntervalMs, leftMs) };
}

/** Decides how long failures are tolerated. */
class Patience {
  private failures = 0;
  private refusals = 0;
  private lastGoodAnswerMs: number;
  /** The server asked us to wait until this time, so silence before it is not an outage. */
  private quietUntilMs: number;

  constructor(private readonly clock: Clock) {
    this.lastGoodAnswerMs = this.quietUntilMs = clock.elapsed();
  }

  /** The time since the last valid response. */
  get silentMs(): number {
    return this.clock.elapsed() - this.lastGoodAnswerMs;
  }

  get isRefused(): boolean {
    return this.refusals >= refusalsThatCount;
  }

  get isOutage(): boolean {
    const silentSinceMs = Math.max(this.lastGoodAnswerMs, this.quietUntilMs);
    return this.failures >= fewestFailures && this.clock.elapsed() - silentSinceMs >= longestOutageMs;
  }

  answered(): void {
    this.failures = this.refusals = 0;
    this.lastGoodAnswerMs = this.clock.elapsed();
  }

  /** Counts an error, and returns when to read again. */
  failed(error: unknown, intervalMs: number): number {
    if (!mayPass(error)) {
      this.refusals += 1;
      return Math.min(intervalMs, shortestIntervalMs);
    }
    this.failures += 1;
    this.refusals = 0;
    const absenceMs = Math.min(error.retryAfterMs ?? 0, longestAbsenceMs);
    if (absenceMs > longestRetryAfterMs) {
      this.quietUntilMs = this.clock.elapsed() + absenceMs;
    }
    return Math.max(intervalMs, absenceMs);
  }
}

/** Returns whether the server was reached but is overloaded. Then it makes sense to wait, even before the first valid response. */
function isOverload(error: unknown): boolean {
  return (error instanceof RateLimitError || error instanceof ServerError) && error.tryAgain === "soon";
}

/** Decides how long to sleep before the next read. */
class Pace {
  private growingMs = shortestIntervalMs;

  constructor(
    private readonly pollIntervalMs: number | undefined,
    private readonly clock: Clock,
  ) {}

  next(job: FineTuningJobState | undefined): number {
    return this.pollIntervalMs ?? this.adaptiveMs(job?.estimatedFinish) * (1 - jitter * this.clock.random());
  }

  /** Reads rarely long before the estimated finish, and often around it. Without an estimate, the interval grows. */
  private adaptiveMs(estimatedFinish: number | null | undefined): number {
    const aheadMs = untilEstimatedFinishMs(estimatedFinish, this.clock.now());
    if (aheadMs !== undefined) {
      if (aheadMs > 0) {
        return Math.min(longestIntervalMs, Math.max(shortestIntervalMs, aheadMs / 2));
      }
      if (-aheadMs < denseAfterEstimateMs) {
        return shortestIntervalMs;
      }
    }
    const intervalMs = this.growingMs;
    this.growingMs = Math.min(longestIntervalMs, this.growingMs * intervalGrowth);
    return intervalMs;
  }
}
