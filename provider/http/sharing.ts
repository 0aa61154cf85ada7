interface Shared {
  readonly result: Promise<unknown>;
  readonly over: AbortController;
  callers: number;
}

/** Lets callers with the same request at the same time share one request and its response. */
export class Sharing {
  private readonly underWay = new Map<string, Shared>();

  /**
   * Joins the request with this key, or starts it. It continues until the last caller has left.
   *
   * @param key Identifies the request, and so the type of the response.
   * @param begin Starts the request. Its signal stops it.
   * @throws what the request throws; immediately, the reason of the caller's own signal.
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
    result.catch(() => undefined); // There may be no caller left to handle it.
    const shared: Shared = { result, over, callers: 0 };
    this.underWay.set(key, shared);
    return shared;
  }

  /** Returns whether the request was still in progress. */
  private forget(key: string, shared: Shared): boolean {
    return this.underWay.get(key) === shared && this.underWay.delete(key);
  }
}

/** Returns the response, or throws the signal's reason as soon as it is aborted. */
function orLeft<Value>(answer: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  return signal === undefined
    ? answer
    : new Promise((resolve, reject) => {
        const leave = (): void => reject(signal.reason);
        signal.addEventListener("abort", leave);
        answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
      });
}
