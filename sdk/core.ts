import { systemClock, type Clock } from "../provider/http/clock";
import type { Waiter } from "../provider/waiting/waiter";
import { inProcessEngine } from "./mocks";

const waiters = new WeakMap<Clock, Waiter>();

/** Returns the clock that a program goes by: the system's, or its test's. */
export function programClock(): Clock {
  return inProcessEngine()?.clock ?? systemClock;
}

/**
 * Returns what waits for jobs in this process. It is loaded only now, since a program that does not wait has no need of an HTTP
 * client; and by `require`, since jest has no `import()` without a flag of Node's.
 */
export function programWaiter(): Waiter {
  const clock = programClock();
  const { Waiter } = require("../provider/waiting/waiter") as typeof import("../provider/waiting/waiter");
  const { JobsClient } = require("../provider/jobs/jobsClient") as typeof import("../provider/jobs/jobsClient");
  const waiter = waiters.get(clock) ?? new Waiter(new JobsClient(clock), clock);
  waiters.set(clock, waiter);
  return waiter;
}
