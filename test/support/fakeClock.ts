import type { Clock } from "../../provider/clock";

/** A clock on which time passes as soon as somebody sleeps. It keeps what was slept. */
export class FakeClock implements Clock {
  readonly sleeps: number[] = [];
  /** Is told the time, in milliseconds, whenever it has passed. */
  onPass: (now: number) => void = () => undefined;

  constructor(
    private time = Date.UTC(2026, 0, 1),
    private readonly chance = 0.5,
  ) {}

  now(): number {
    return this.time;
  }

  /** Lets time pass while nobody sleeps, such as during a request. */
  pass(milliseconds: number): void {
    this.time += milliseconds;
    this.onPass(this.time);
  }

  async sleep(milliseconds: number): Promise<void> {
    this.sleeps.push(milliseconds);
    this.pass(milliseconds);
  }

  random(): number {
    return this.chance;
  }
}
