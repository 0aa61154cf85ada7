import type { Clock } from "./clock";
import { isPassing, longestRetryAfter, RateLimitError, ServerError } from "./answerErrors";
import type { PortkeyError } from "./errors";
import type { FineTuningJobState } from "./job";
import { isFinished } from "./status";

// All in milliseconds.
const shortestInterval = 10_000;
// With the requests before and after it, an end is noticed within 60 s.
const longestInterval = 55_000;
const intervalGrowth = 1.5;
const jitter = 0.1;
/** The part of an interval for which somebody else's look at the same job will do. */
const freshness = 0.9;
/** How long after the estimated finish the looks stay dense. */
const denseAfterEstimate = 120_000;
/** How long a wait goes on without a good answer. */
export const longestOutage = 600_000;
/** Fewer bad answers than this are no outage, however long the poll interval is. */
const fewestFailures = 3;
/** An answer that would end the wait has to come so often in a row. */
const refusalsThatCount = 3;
/** Timers can't be set for more than 24 days. */
const longestSleep = 86_400_000;

export const waitEnds = ["finished", "timeout", "outage", "refused", "not started"] as const;
/**
 * Why a wait came to its end: the job finished, the time was up, nobody answered any more, an answer was final, or the
 * program's process could not ask at all.
 */
export type WaitEnd = (typeof waitEnds)[number];

export interface WaitOptions {
  /** Reads the job once, with the retries that a first look deserves, taking at most so many milliseconds. */
  readonly firstLook: (most: number) => Promise<FineTuningJobState>;
  /** Reads the job once, without retries, taking at most so many milliseconds; a look younger than `freshFor` will do. */
  readonly look: (most: number, freshFor: number) => Promise<FineTuningJobState>;
  /** Tells when on the clock the look was made that came last; left out, it was made now. */
  readonly lookedAt?: () => number;
  /** Milliseconds to wait at most. */
  readonly timeout: number;
  /** Milliseconds between two looks; left out, the interval adapts. */
  readonly pollInterval: number | undefined;
  readonly clock: Clock;
  /** Ends the wait at once. */
  readonly signal?: AbortSignal | undefined;
  /** Is told of each good look. */
  readonly onLook: (job: FineTuningJobState, waited: number) => void;
  /** Is told of each look that was in vain, and for how many milliseconds no look has been good. */
  readonly onFailure?: (silent: number, waited: number) => void;
}

export interface WaitResult {
  readonly end: WaitEnd;
  /** Milliseconds. */
  readonly waited: number;
  /** What the last answer said, where the wait was given up for it. */
  readonly why?: string;
}

/**
 * Paces the looks at a job until there is nothing more to wait for. It never decides.
 *
 * @throws nothing but the signal's reason.
 */
export async function wait(options: WaitOptions): Promise<WaitResult> {
  const { clock, timeout, signal, onLook, onFailure } = options;
  const start = clock.elapsed();
  const deadline = start + timeout;
  const waited = (): number => clock.elapsed() - start;
  const ended = (end: WaitEnd, error?: unknown): WaitResult => ({
    end,
    waited: waited(),
    ...(error instanceof Error ? { why: error.message } : {}),
  });

  const pace = new Pace(options.pollInterval, clock);
  let job: FineTuningJobState | undefined;
  let interval = 0;
  let lastGoodAnswer = start;
  // Until then an answer has asked us to stay away, so that no silence counts.
  let quietUntil = start;
  let failures = 0;
  let refusals = 0;
  for (let first = true; ; first = false) {
    const left = deadline - clock.elapsed();
    const most = Math.max(shortestInterval, left);
    let pause: number;
    let failure: unknown;
    try {
      job = await (first
        ? options.firstLook(timeout > 0 ? left : most)
        : options.look(most, left > 0 ? interval * freshness : 0));
      lastGoodAnswer = options.lookedAt?.() ?? clock.elapsed();
      failures = refusals = 0;
      onLook(job, waited());
      if (isFinished(job.status)) {
        return ended("finished");
      }
      interval = pace.next(job);
      pause = lastGoodAnswer + interval - clock.elapsed();
    } catch (error) {
      signal?.throwIfAborted();
      failure = error;
      interval = pace.next(job);
      if (isPassing(error)) {
        if (first && !isOverload(error)) {
          return ended("refused", error);
        }
        failures += 1;
        refusals = 0;
        pause = Math.max(interval, error.retryAfter ?? 0);
        if (error.retryAfter !== undefined && error.retryAfter > longestRetryAfter) {
          quietUntil = clock.elapsed() + error.retryAfter;
        }
      } else {
        refusals += 1;
        if (first || refusals >= refusalsThatCount) {
          return ended("refused", error);
        }
        pause = Math.min(interval, shortestInterval);
      }
      onFailure?.(clock.elapsed() - lastGoodAnswer, waited());
    }
    if (clock.elapsed() >= deadline) {
      return ended("timeout");
    }
    if (failures >= fewestFailures && clock.elapsed() - Math.max(lastGoodAnswer, quietUntil) >= longestOutage) {
      return ended("outage", failure);
    }
    await clock.sleep(Math.max(0, Math.min(pause, deadline - clock.elapsed(), longestSleep)), signal);
  }
}

/** Tells whether a server was reached that has too much to do: it is worth waiting for, even before the first good answer. */
function isOverload(error: PortkeyError): boolean {
  return error.retriable && (error instanceof RateLimitError || error instanceof ServerError);
}

/** Says how long to sleep before the next look. */
class Pace {
  private growing = shortestInterval;

  constructor(
    private readonly pollInterval: number | undefined,
    private readonly clock: Clock,
  ) {}

  next(job: FineTuningJobState | undefined): number {
    return this.pollInterval ?? this.adaptive(job?.estimatedFinish ?? null) * (1 - jitter * this.clock.random());
  }

  /** Far from the estimated finish looks are few, around it they are dense; without one they thin out. */
  private adaptive(estimatedFinish: number | null): number {
    if (estimatedFinish !== null) {
      const ahead = estimatedFinish * 1000 - this.clock.now();
      if (ahead > 0) {
        return Math.min(longestInterval, Math.max(shortestInterval, ahead / 2));
      }
      if (-ahead < denseAfterEstimate) {
        return shortestInterval;
      }
    }
    const interval = this.growing;
    this.growing = Math.min(longestInterval, this.growing * intervalGrowth);
    return interval;
  }
}
