/** What became of a task: its result, or the error that it threw. */
export type Outcome<Result> =
  { readonly result: Result; readonly error: undefined } | { readonly result: undefined; readonly error: Error };

/** Runs a task, and takes whatever becomes of it as a value. */
export function outcomeOf<Result>(task: () => Result): Outcome<Result> {
  try {
    return { result: task(), error: undefined };
  } catch (error) {
    return { result: undefined, error: error instanceof Error ? error : new Error(`threw ${String(error)}`) };
  }
}

/** Returns the error that a call ends with. */
export function errorOf<Thrown extends Error = Error>(call: Promise<unknown>): Promise<Thrown> {
  return call.then(
    () => Promise.reject(new Error("there was no error")),
    (error: Thrown) => error,
  );
}
