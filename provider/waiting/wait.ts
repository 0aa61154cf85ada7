import { longestRetryAfterMs, RateLimitError, ServerError } from "../errors/answerErrors";
import { mayPass, type PortkeyError } from "../errors/portkeyError";
import type { Clock } from "../http/clock";
import { untilEstimatedFinishMs } from "../jobs/estimate";
import type { FineTuningJobState } from "../jobs/fields";
import { isFinished } from "../jobs/status";
import type { WaitEnd } from "./run";

const shortestIntervalMs = 10_000;
// With the requests before and after it, an end is noticed within 60 s.
const longestIntervalMs = 55_000;
const intervalGrowth = 1.5;
const jitter = 0.1;
/** The part of an interval for which somebody else's read of the same job will do. */
const freshness = 0.9;
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

export interface WaitOptions {
  /** Reads the job once, with the retries that a first read deserves, taking at most so many milliseconds. */
  readonly firstRead: (withinMs: number) => Promise<FineTuningJobState>;
  /** Reads the job once, without retries, taking at most so many milliseconds; a read younger than `freshForMs` will do. */
  readonly read: (withinMs: number, freshForMs: number) => Promise<FineTuningJobState>;
  /** Tells when on the clock the job was read last; left out, it was now. */
  readonly readAt?: () => number;
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

export interface WaitResult {
  readonly end: WaitEnd;
  readonly waitedMs: number;
  /** What the last answer said, where the wait was given up for it. */
  readonly why?: string;
}

/**
 * Paces the reads of a job until there is nothing more to wait for. It never decides.
 *
 * @throws nothing but the signal's reason.
 */
export async function wait(options: WaitOptions): Promise<WaitResult> {
  const { clock, timeoutMs, signal, onRead, onFailure } = options;
  const start = clock.elapsed();
  const deadline = start + timeoutMs;
  const waitedMs = (): number => clock.elapsed() - start;
  const ended = (end: WaitEnd, error?: unknown): WaitResult => ({
    end,
    waitedMs: waitedMs(),
    ...(error instanceof Error ? { why: error.message } : {}),
  });

  const pace = new Pace(options.pollIntervalMs, clock);
  let job: FineTuningJobState | undefined;
  let intervalMs = 0;
  let lastGoodAnswer = start;
  // Up to here an answer has told us to stay away: that silence is no outage.
  let quietUntil = start;
  let failures = 0;
  let refusals = 0;
  for (let first = true; ; first = false) {
    const leftMs = deadline - clock.elapsed();
    const withinMs = Math.max(shortestIntervalMs, leftMs);
    let pauseMs: number;
    let failure: unknown;
    try {
      job = await (first
        ? options.firstRead(timeoutMs > 0 ? leftMs : withinMs)
        : options.read(withinMs, leftMs > 0 ? intervalMs * freshness : 0));
      lastGoodAnswer = options.readAt?.() ?? clock.elapsed();
      failures = refusals = 0;
      onRead(job, waitedMs());
      if (isFinished(job.status)) {
        return ended("finished");
      }
      intervalMs = pace.next(job);
      pauseMs = lastGoodAnswer + intervalMs - clock.elapsed();
    } catch (error) {
      signal?.throwIfAborted();
      failure = error;
      intervalMs = pace.next(job);
      if (mayPass(error)) {
        if (first && !isOverload(error)) {
          return ended("refused", error);
        }
        failures += 1;
        refusals = 0;
        const absenceMs = Math.min(error.retryAfterMs ?? 0, longestAbsenceMs);
        pauseMs = Math.max(intervalMs, absenceMs);
        if (absenceMs > longestRetryAfterMs) {
          quietUntil = clock.elapsed() + absenceMs;
        }
      } else {
        refusals += 1;
        if (first || refusals >= refusalsThatCount) {
          return ended("refused", error);
        }
        pauseMs = Math.min(intervalMs, shortestIntervalMs);
      }
      onFailure?.(clock.elapsed() - lastGoodAnswer, waitedMs());
    }
    if (clock.elapsed() >= deadline) {
      return ended("timeout");
    }
    if (failures >= fewestFailures && clock.elapsed() - Math.max(lastGoodAnswer, quietUntil) >= longestOutageMs) {
      return ended("outage", failure);
    }
    await clock.sleep(Math.max(0, Math.min(pauseMs, deadline - clock.elapsed(), longestSleepMs)), signal);
  }
}

/** Tells whether a server was reached that has too much to do: it is worth waiting for, even before the first good answer. */
function isOverload(error: PortkeyError): boolean {
  return error.tryAgain === "soon" && (error instanceof RateLimitError || error instanceof ServerError);
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
