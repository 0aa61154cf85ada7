import { systemClock, type Clock } from "../provider/http/clock";
import type { JobsClient } from "../provider/jobs/jobsClient";
import type { resolveSettings } from "../provider/settings/settings";
import type { Environment } from "../provider/settings/sources";
import type { Waiter } from "../provider/waiting/waiter";
import { inProcessEngine } from "./mocks";

/** What asks Portkey in a program's process. One serves all programs that go by the same clock: they share its connections. */
export interface Core {
  readonly client: JobsClient;
  readonly waiter: Waiter;
  readonly resolveSettings: typeof resolveSettings;
}

const cores = new WeakMap<Clock, Core>();

/** Returns the clock that a program goes by: the system's, or its test's. */
export function programClock(): Clock {
  return inProcessEngine()?.clock ?? systemClock;
}

/** Returns the environment in which a program finds settings: the process's, or its test's. */
export function programEnvironment(): Environment {
  return inProcessEngine()?.environment ?? process.env;
}

/**
 * Returns what asks Portkey. It is loaded only now, since most programs have no need of an HTTP client in their own process; and by
 * `require`, since jest has no `import()` without a flag of Node's.
 */
export function programCore(): Core {
  const clock = programClock();
  const core = cores.get(clock) ?? load(clock);
  cores.set(clock, core);
  return core;
}

function load(clock: Clock): Core {
  const { JobsClient } = require("../provider/jobs/jobsClient") as typeof import("../provider/jobs/jobsClient");
  const { Waiter } = require("../provider/waiting/waiter") as typeof import("../provider/waiting/waiter");
  const { resolveSettings } =
    require("../provider/settings/settings") as typeof import("../provider/settings/settings");
  const client = new JobsClient(clock);
  return { client, waiter: new Waiter(client, clock), resolveSettings };
}
