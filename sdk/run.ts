import * as pulumi from "@pulumi/pulumi";
import type { Run } from "../provider/verdict";
import type { Waiter } from "../provider/waiter";
import type { Arguments } from "./arguments";
import { isMocked } from "./mocks";
import { Progress } from "./progress";
import { readStackConfig } from "./stackConfig";

/** What a job's read needs of the program that asks for it. */
export interface PreparedRun {
  readonly jobId: string;
  /** Goes to the provider as `__run`; undefined where nothing is waited for. */
  readonly run: Partial<Run> | undefined;
}

export interface RunRequest {
  readonly arguments: Arguments;
  readonly connection: unknown;
  readonly urn: pulumi.Output<string>;
}

let sharedWaiter: Waiter | undefined;

/** Waits, in an up that has something to wait for, and says what the provider has to know of this run. */
export async function prepareRun({ arguments: given, connection, urn }: RunRequest): Promise<PreparedRun> {
  const { jobId, waitFor, timeout, pollInterval } = given;
  if (waitFor === undefined || isMocked()) {
    return { jobId, run: undefined };
  }
  const preview = pulumi.runtime.isDryRun();
  if (preview || timeout === 0) {
    return { jobId, run: { preview, waitFor, timeout } };
  }
  sharedWaiter ??= newWaiter();
  const progress = new Progress(urn);
  const { end, waited } = await sharedWaiter.wait({
    jobId,
    timeout,
    pollInterval,
    sources: { connection, config: await readStackConfig(), environment: process.env },
    onProgress: (seen) => progress.show(seen),
  });
  return { jobId, run: { preview, waitFor, timeout, end, waited: Math.round(waited / 1000) } };
}

/** Loads what a program that does not wait has no need of: the HTTP client. Jest knows no `import()` without a flag of Node's. */
function newWaiter(): Waiter {
  const { Waiter } = require("../provider/waiter") as typeof import("../provider/waiter");
  return new Waiter();
}
