const mostFailures = 3;

/**
 * Follows the newest event of a job that is waited for: a courtesy, for which nobody waits, and which ends when there is none to be had.
 *
 * @param read reads its message; undefined where there is none. It throws where it was not asked for.
 * @returns what reads it once more.
 */
export function followNewestEvent(
  read: () => Promise<string | undefined>,
  onEvent: (message: string) => void,
): () => void {
  let isReading = false;
  let failures = 0;
  return () => {
    if (isReading || failures >= mostFailures) {
      return;
    }
    isReading = true;
    read()
      .then((message) => {
        failures = message === undefined ? failures + 1 : 0;
        if (message !== undefined) {
          onEvent(message);
        }
      })
      .catch(() => undefined)
      .finally(() => {
        isReading = false;
      });
  };
}
