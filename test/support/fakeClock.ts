import { type Clock } from "../../provider/http/clock";

/** A clock on which time passes as soon as somebody sleeps, for one who sleeps alone: it keeps what was slept. `SimulatedClock` puts several in order. */
export class FakeClock implements Clock {
  readonly sleeps: number[] = [];
  /** Is told the time, in milliseconds, whenever it has passed. */
  onPass: (now: number) => void = () => undefined;

  private passed = 0;

  constructor(
    private start = Date.UTC(2026, 0, 1),
    private readonly chance = 0.5,
  ) {}

  now(): number {
    return this.start + this.passed;
  }

  elapsed(): number {
    return this.passed;
  }

  /** Sets the time of day, forward or back, while no time passes. */
  set(milliseconds: number): void {
    this.start += milliseconds;
  }

  /** Lets time pass while nobody sleeps, such as during a request. */
  pass(milliseconds: number): void {
    this.passed += milliseconds;
    this.onPass(this.now());
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(milliseconds);
    this.pass(milliseconds);
    signal?.throwIfAborted();
  }

  random(): number {
    return this.chance;
  }
}
