/** How long a request goes on, where that is not what the settings say. */
export interface RequestLimits {
  /** Goes on trying for at least so many milliseconds, even when the retries are spent. */
  readonly keepTryingMs?: number;
  /** Milliseconds that the tries and the pauses between them may take together. */
  readonly withinMs?: number;
  /** Milliseconds that one try may take at most, whatever the settings allow. */
  readonly requestTimeoutMs?: number;
  /** How many times it is sent again, in place of the settings' number. */
  readonly maxRetries?: number;
  /** Ends it at once. */
  readonly signal?: AbortSignal | undefined;
}

/** The most entries of a list that are read; here, since `list.ts` loads zod, and who parses a `limit` must not. */
export const maxEntries = 10_000;
