import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";

/** What tells the time and lets it pass; tests put their own in its place. */
export interface Clock {
  /** Returns the time of day in milliseconds since the Unix epoch, which dates in answers are compared with. It can be set back. */
  now(): number;
  /** Returns milliseconds on a clock that only goes forward, by which intervals and deadlines are measured. */
  elapsed(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason once that is aborted. */
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
