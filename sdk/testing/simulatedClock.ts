import type { Clock } from "../../provider/http/clock";
import type { Send } from "../../provider/http/transport";

interface Sleeper {
  readonly wakesAtMs: number;
  readonly wake: () => void;
}

/** How many turns of the event loop must be idle before time passes: a caller with a new response is about to sleep again. */
const quietTurns = 2;

/**
 * A clock on which time passes immediately when all callers sleep, and stops during requests. The caller that must wake first wakes first,
 * so whole programs can run on it.
 */
export class SimulatedClock implements Clock {
  private readonly startMs = Date.now();
  private passedMs = 0;
  private underWay = 0;
  private quiet = 0;
  private isTurning = false;
  private sleepers: Sleeper[] = [];

  now(): number {
    return this.startMs + this.passedMs;
  }

  elapsed(): number {
    return this.passedMs;
  }

  async sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    let sleeper: Sleeper | undefined;
    const leave = (): void => {
      this.sleepers = this.sleepers.filter((other) => other !== sleeper);
      sleeper?.wake();
    };
    signal?.addEventListener("abort", leave, { once: true });
    await new Promise<void>((wake) => {
      sleeper = { wakesAtMs: this.passedMs + durationMs, wake };
      this.sleepers.push(sleeper);
      this.turn();
    });
    signal?.removeEventListener("abort", leave);
    signal?.throwIfAborted();
  }

  /** Wraps a function that sends requests, so that they take no time on this clock. */
  whileItStands(send: Send): Send {
    return async (...request) => {
      this.underWay += 1;
      try {
        return await send(...request);
      } finally {
        this.underWay -= 1;
        this.quiet = 0;
        this.turn();
      }
    };
  }

  random(): number {
    return 0.5;
  }

  /** Checks in each turn of the event loop whether all is idle, while somebody sleeps. */
  private turn(): void {
    if (this.isTurning || this.sleepers.length === 0 || this.underWay > 0) {
      return;
    }
    this.isTurning = true;
    setImmediate(() => {
      this.isTurning = false;
      this.quiet = this.underWay > 0 ? 0 : this.quiet + 1;
      if (this.quiet > quietTurns) {
        this.quiet = 0;
        this.wakeNext();
      }
      this.turn();
    });
  }

  private wakeNext(): void {
    const [next] = this.sleepers.toSorted((one, other) => one.wakesAtMs - other.wakesAtMs);
    if (next !== undefined) {
      this.sleepers = this.sleepers.filter((other) => other !== next);
      this.passedMs = Math.max(this.passedMs, next.wakesAtMs);
      next.wake();
    }
  }
}
