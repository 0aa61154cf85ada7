import { systemClock, type Clock } from "../provider/http/clock";
import type { JobsClient } from "../provider/jobs/jobsClient";
import type { Environment } from "../provider/settings/sources";
import { inProcessEngine } from "./pulumi/mocks";

// One for all programs of this process that go by the same clock: they share its connections.
const clients = new WeakMap<Clock, JobsClient>();

/** Returns the environment in which a program finds settings: the process's, or its test's. */
export function programEnvironment(): Environment {
  return inProcessEngine()?.environment ?? process.env;
}

/** Returns the clock that a program goes by: the system's, or its test's. */
export function programClock(): Clock {
  return inProcessEngine()?.clock ?? systemClock;
}

/**
 * Returns what asks Portkey in a program's process. It is loaded only now, since most programs have no need of an HTTP client in their own
 * process; and by `require`, since jest has no `import()` without a flag of Node's.
 */
export function programClient(): JobsClient {
  const clock = programClock();
  const client = clients.get(clock) ?? load(clock);
  clients.set(clock, client);
  return client;
}

function load(clock: Clock): JobsClient {
  const { JobsClient } = require("../provider/jobs/jobsClient") as typeof import("../provider/jobs/jobsClient");
  return new JobsClient(clock, inProcessEngine()?.send);
}
