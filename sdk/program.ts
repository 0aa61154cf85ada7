import * as pulumi from "@pulumi/pulumi";
import { systemClock, type Clock } from "../provider/http/clock";
import type { JobsClient } from "../provider/jobs/jobsClient";
import type { ModelLookout } from "../provider/models/modelLookout";
import type { Environment } from "../provider/settings/sources";
import { inProcessEngine } from "./pulumi/mocks";

// One for each clock. Programs in the same process share its connections.
const clients = new WeakMap<Clock, JobsClient>();

/** Returns the environment variables of the program: the process's, or those of its test. */
export function programEnvironment(): Environment {
  return inProcessEngine()?.environment ?? process.env;
}

/** Returns the clock of the program: the system's, or that of its test. */
export function programClock(): Clock {
  return inProcessEngine()?.clock ?? systemClock;
}

/**
 * Returns the client for requests from the program. It is loaded when it is first needed, since most programs send no requests themselves.
 * It uses `require`, because jest supports `import()` only with a Node.js flag.
 */
export function programClient(): JobsClient {
  const clock = programClock();
  const client = clients.get(clock) ?? newClient(clock);
  clients.set(clock, client);
  return client;
}

// One for each program in this process, since its results belong to that run.
const lookouts = new WeakMap<object, ModelLookout>();

/** Returns the model check of the program. */
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
