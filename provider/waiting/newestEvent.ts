const mostFailures = 3;

/**
 * Follows the newest event of a job during a wait. This is optional: nothing waits for it, and it stops if there are no events.
 *
 * @param read Reads the message; undefined if there is none. It throws if no request was sent.
 * @returns A function that reads the event again.
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
