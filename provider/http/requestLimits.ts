/** Limits for a request that differ from the settings. */
export interface RequestLimits {
  /** Keep retrying for at least this time, even after all retries. */
  readonly keepTryingMs?: number;
  /** The longest time for all attempts and the pauses between them, in milliseconds. */
  readonly withinMs?: number;
  /** The longest time for one attempt, in milliseconds, even if the settings allow more. */
  readonly requestTimeoutMs?: number;
  /** The number of retries, instead of the settings' number. */
  readonly maxRetries?: number;
  /** Stops the request immediately. */
  readonly signal?: AbortSignal | undefined;
}

/** The largest number of list entries that are read. It is here because `list.ts` loads zod, and parsing a `limit` must not. */
export const maxEntries = 10_000;
