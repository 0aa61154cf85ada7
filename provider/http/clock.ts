import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";

/** The time and the timers. Tests use their own. */
export interface Clock {
  /** Returns the time in milliseconds since the Unix epoch, for comparison with dates in responses. It can be set back. */
  now(): number;
  /** Returns milliseconds on a monotonic clock, for intervals and deadlines. */
  elapsed(): number;
  /** Resolves after this time; rejects with the signal's reason when it is aborted. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /** Returns a number from 0 (included) to 1 (excluded). */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (durationMs, signal) =>
    setTimeout(durationMs, undefined, signal && { signal }).catch((error: unknown) => {
      throw signal?.reason ?? error;
    }),
  random: () => Math.random(),
};
