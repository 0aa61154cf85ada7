interface Shared {
  readonly result: Promise<unknown>;
  readonly over: AbortController;
  callers: number;
}

/** Lets those who ask the same at the same time share one request and its answer. */
export class Sharing {
  private readonly underWay = new Map<string, Shared>();

  /**
   * Joins the request of this key, or begins it. It goes on as long as somebody who asked for it is still there.
   *
   * @param key says what is asked for, and so what the answer is.
   * @param begin is given the signal that ends the request.
   * @throws what the request throws; the reason of the caller's own signal, at once.
   */
  async join<Value>(
    key: string,
    begin: (over: AbortSignal) => Promise<Value>,
    signal: AbortSignal | undefined,
  ): Promise<Value> {
    signal?.throwIfAborted();
    const shared = this.underWay.get(key) ?? this.start(key, begin);
    shared.callers += 1;
    try {
      return (await orLeft(shared.result, signal)) as Value;
    } finally {
      shared.callers -= 1;
      if (shared.callers === 0 && this.forget(key, shared)) {
        shared.over.abort();
      }
    }
  }

  private start(key: string, begin: (over: AbortSignal) => Promise<unknown>): Shared {
    const over = new AbortController();
    const result = begin(over.signal).finally(() => this.forget(key, shared));
    result.catch(() => undefined); // Nobody may be left to hear of it.
    const shared: Shared = { result, over, callers: 0 };
    this.underWay.set(key, shared);
    return shared;
  }

  /** Tells whether it was under way until now. */
  private forget(key: string, shared: Shared): boolean {
    return this.underWay.get(key) === shared && this.underWay.delete(key);
  }
}

/** Returns the answer, or throws a signal's reason as soon as that is aborted. */
function orLeft<Value>(answer: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  return signal === undefined
    ? answer
    : new Promise((resolve, reject) => {
        const leave = (): void => reject(signal.reason);
        signal.addEventListener("abort", leave);
        answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
      });
}
