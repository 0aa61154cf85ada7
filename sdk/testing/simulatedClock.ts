import type { Clock } from "../../provider/http/clock";
import type { Send } from "../../provider/http/transport";

interface Sleeper {
  readonly wakesAtMs: number;
  readonly wake: () => void;
}

/** How many turns nothing has to go on in before time passes: who has just been answered is about to sleep again. */
const quietTurns = 2;

/**
 * A clock on which hours pass as soon as everybody sleeps: while a request is under way it stands still. Of several sleepers the one
 * wakes first that is due first, so that whole programs run on it; no user asks how long each of them slept.
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

  /** Makes what sends requests one whose requests take no time of this clock. */
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

  /** Looks once a turn of the event loop whether all is quiet, as long as somebody sleeps. */
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
