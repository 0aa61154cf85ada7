import type { Clock } from "../../provider/http/clock";

interface Sleeper {
  readonly wakesAtMs: number;
  readonly wake: () => void;
}

/** A clock on which hours pass as soon as somebody sleeps for them; of several sleepers the one wakes first that is due first. */
export class SimulatedClock implements Clock {
  private readonly startMs = Date.now();
  private passedMs = 0;
  private readonly sleepers: Sleeper[] = [];

  now(): number {
    return this.startMs + this.passedMs;
  }

  elapsed(): number {
    return this.passedMs;
  }

  async sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((wake) => {
      this.sleepers.push({ wakesAtMs: this.passedMs + durationMs, wake });
      // Who else is about to sleep gets the chance to.
      setImmediate(() => this.wakeNext());
    });
    signal?.throwIfAborted();
  }

  random(): number {
    return 0.5;
  }

  private wakeNext(): void {
    this.sleepers.sort((one, other) => one.wakesAtMs - other.wakesAtMs);
    const next = this.sleepers.shift();
    if (next !== undefined) {
      this.passedMs = Math.max(this.passedMs, next.wakesAtMs);
      next.wake();
    }
  }
}
