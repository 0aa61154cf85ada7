interface Shared {
  readonly result: Promise<unknown>;
  readonly over: AbortController;
  callers: number;
}

/** Lets those who ask the same at the same time share one request and its result. */
export class Sharing {
  private readonly underWay = new Map<string, Shared>();

  /**
   * Joins the request of this key, or begins it. It goes on as long as somebody who asked for it is still there.
   *
   * @param key says what is asked for, and so what the result is.
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
    const settled = new AbortController();
    const left = new Promise<never>((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { signal: settled.signal });
    });
    shared.callers += 1;
    try {
      return (await Promise.race([shared.result, left])) as Value;
    } finally {
      settled.abort();
      shared.callers -= 1;
      if (shared.callers === 0) {
        this.forget(key, shared);
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

  private forget(key: string, shared: Shared): void {
    if (this.underWay.get(key) === shared) {
      this.underWay.delete(key);
    }
  }
}
