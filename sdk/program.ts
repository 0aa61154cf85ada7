import * as pulumi from "@pulumi/pulumi";
import { systemClock, type Clock } from "../provider/http/clock";
import type { JobsClient } from "../provider/jobs/jobsClient";
import type { ModelLookout } from "../provider/models/modelLookout";
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
  const client = clients.get(clock) ?? newClient(clock);
  clients.set(clock, client);
  return client;
}

// One for each program that runs in this process: what it has seen is true of that run.
const lookouts = new WeakMap<object, ModelLookout>();

/** Returns what looks at the models of a program's jobs. */
export function programLookout(): ModelLookout {
  const monitor = pulumi.runtime.getMonitor() ?? lookouts;
  const lookout = lookouts.get(monitor) ?? newLookout();
  lookouts.set(monitor, lookout);
  return lookout;
}

function newClient(clock: Clock): JobsClient {
  const { JobsClient } = require("../provider/jobs/jobsClient") as typeof import("../provider/jobs/jobsClient");
  return new JobsClient(clock, inProcessEngine()?.send);
}

function newLookout(): ModelLookout {
  const { ModelLookout } =
    require("../provider/models/modelLookout") as typeof import("../provider/models/modelLookout");
  return new ModelLookout(programClient());
}
