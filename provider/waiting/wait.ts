import { longestRetryAfterMs, RateLimitError, ServerError } from "../errors/answerErrors";
import { mayPass } from "../errors/portkeyError";
import type { Clock } from "../http/clock";
import type { RequestLimits } from "../http/requestLimits";
import { untilEstimatedFinishMs } from "../jobs/estimate";
import type { FineTuningJobState } from "../jobs/fields";
import { isFinished } from "../jobs/status";

const shortestIntervalMs = 10_000;
// With the requests before and after it, an end is noticed within 60 s.
const longestIntervalMs = 55_000;
const intervalGrowth = 1.5;
const jitter = 0.1;
/** How long after the estimated finish the reads stay dense. */
const denseAfterEstimateMs = 120_000;
/** How long a wait goes on without a good answer. */
export const longestOutageMs = 600_000;
/** However long an answer asks to stay away, within this the job is read again. */
const longestAbsenceMs = 600_000;
/** Fewer bad answers than this are no outage, however long the poll interval is. */
const fewestFailures = 3;
/** So many refusals in a row end a wait. */
const refusalsThatCount = 3;
/** Timers can't be set for more than 24 days. */
const longestSleepMs = 86_400_000;

export const waitEnds = ["finished", "timeout", "outage", "refused", "not started"] as const;
/**
 * Why a wait came to its end: the job finished, the time was up, nobody answered any more, it was given up (an answer
 * was final, or there was no connection from the start), or the program's process could not ask at all.
 */
export type WaitEnd = (typeof waitEnds)[number];

/** How a wait has ended. */
export interface WaitResult {
  readonly end: WaitEnd;
  readonly waitedMs: number;
  /** What the last answer said, where the wait was given up for it. */
  readonly why?: string | undefined;
}

export interface WaitOptions {
  /** Reads the job. */
  readonly read: (limits: RequestLimits) => Promise<FineTuningJobState>;
  /** How long to wait at most. */
  readonly timeoutMs: number;
  /** The time between two reads; left out, the interval adapts. */
  readonly pollIntervalMs: number | undefined;
  readonly clock: Clock;
  /** Ends the wait at once. */
  readonly signal?: AbortSignal | undefined;
  /** Is told of each good read. */
  readonly onRead: (job: FineTuningJobState, waitedMs: number) => void;
  /** Is told of each read that was in vain, and for how long none has been good. */
  readonly onFailure?: (silentMs: number, waitedMs: number) => void;
}

/**
 * Paces the reads of a job until there is nothing more to wait for. It never decides.
 *
 * @throws nothing but the signal's reason.
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

/** The first read is retried as the settings say, within the time that the wait has; where that is none, within ten seconds. */
function firstLimits(timeoutMs: number): RequestLimits {
  return { withinMs: timeoutMs > 0 ? timeoutMs : shortestIntervalMs };
}

/** A later read is not retried: the next one comes soon enough. */
function laterLimits(leftMs: number): RequestLimits {
  return { maxRetries: 0, requestTimeoutMs: Math.max(shortestIntervalMs, leftMs) };
}

/** Says how long bad answers are borne. */
class Patience {
  private failures = 0;
  private refusals = 0;
  private lastGoodAnswerMs: number;
  /** Up to here an answer has told us to stay away: that silence is no outage. */
  private quietUntilMs: number;

  constructor(private readonly clock: Clock) {
    this.lastGoodAnswerMs = this.quietUntilMs = clock.elapsed();
  }

  /** How long no answer has been good. */
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

  /** Takes an error, and returns when to read again. */
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

/** Tells whether a server was reached that has too much to do: it is worth waiting for, even before the first good answer. */
function isOverload(error: unknown): boolean {
  return (error instanceof RateLimitError || error instanceof ServerError) && error.tryAgain === "soon";
}

/** Says how long to sleep before the next read. */
class Pace {
  private growingMs = shortestIntervalMs;

  constructor(
    private readonly pollIntervalMs: number | undefined,
    private readonly clock: Clock,
  ) {}

  next(job: FineTuningJobState | undefined): number {
    return this.pollIntervalMs ?? this.adaptiveMs(job?.estimatedFinish) * (1 - jitter * this.clock.random());
  }

  /** Far from the estimated finish reads are few, around it they are dense; without one they thin out. */
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
