import type { Clock } from "./clock";
import { isPassing } from "./answerErrors";
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

export const waitEnds = ["finished", "timeout", "outage", "refused"] as const;
/** Why a wait came to its end: the job finished, the time was up, nobody answered any more, or an answer was final. */
export type WaitEnd = (typeof waitEnds)[number];

export interface WaitOptions {
  /** Reads the job once, with the retries that a first look deserves. */
  readonly firstLook: () => Promise<FineTuningJobState>;
  /** Reads the job once, without retries, taking at most so many milliseconds; a look younger than `freshFor` will do. */
  readonly look: (most: number, freshFor: number) => Promise<FineTuningJobState>;
  /** Tells when the look was made that came last; left out, it was made now. */
  readonly lookedAt?: () => number;
  /** Milliseconds to wait at most. */
  readonly timeout: number;
  /** Milliseconds between two looks; left out, the interval adapts. */
  readonly pollInterval: number | undefined;
  readonly clock: Clock;
  /** Is told of each good look. */
  readonly onLook: (job: FineTuningJobState, waited: number) => void;
}

export interface WaitResult {
  readonly end: WaitEnd;
  /** Milliseconds. */
  readonly waited: number;
}

/** Paces the looks at a job until there is nothing more to wait for. It never decides and never throws. */
export async function wait(options: WaitOptions): Promise<WaitResult> {
  const { clock, timeout, onLook } = options;
  const start = clock.now();
  const deadline = start + timeout;
  const ended = (end: WaitEnd): WaitResult => ({ end, waited: clock.now() - start });

  let job: FineTuningJobState;
  try {
    job = await options.firstLook();
  } catch {
    return ended("refused");
  }
  const pace = new Pace(options.pollInterval, clock);
  let lastGoodAnswer = options.lookedAt?.() ?? clock.now();
  let retryAfter: number | undefined;
  let failures = 0;
  for (;;) {
    if (retryAfter === undefined) {
      onLook(job, clock.now() - start);
    }
    if (isFinished(job.status)) {
      return ended("finished");
    }
    if (clock.now() >= deadline) {
      return ended("timeout");
    }
    if (failures >= fewestFailures && clock.now() - lastGoodAnswer >= longestOutage) {
      return ended("outage");
    }
    const interval = Math.max(pace.next(job), retryAfter ?? 0);
    const due = (retryAfter === undefined ? lastGoodAnswer : clock.now()) + interval;
    await clock.sleep(Math.max(0, Math.min(due, deadline) - clock.now()));
    const left = deadline - clock.now();
    try {
      job = await options.look(Math.max(shortestInterval, left), left > 0 ? interval * freshness : 0);
      lastGoodAnswer = options.lookedAt?.() ?? clock.now();
      retryAfter = undefined;
      failures = 0;
    } catch (error) {
      if (!isPassing(error)) {
        return ended("refused");
      }
      retryAfter = error.retryAfter ?? 0;
      failures += 1;
    }
  }
}

/** Says how long to sleep before the next look. */
class Pace {
  private growing = shortestInterval;

  constructor(
    private readonly pollInterval: number | undefined,
    private readonly clock: Clock,
  ) {}

  next(job: FineTuningJobState): number {
    return this.pollInterval ?? this.adaptive(job.estimatedFinish) * (1 - jitter * this.clock.random());
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
