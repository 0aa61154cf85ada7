import * as pulumi from "@pulumi/pulumi";
import { InvalidArgumentError } from "../provider/errors";
import { settingTable } from "../provider/settingTable";
import { runVersion, type Run } from "../provider/verdict";
import type { Waiter } from "../provider/waiter";
import { parseArguments } from "./arguments";
import { dependenciesOf } from "./dependencies";
import { isMocked } from "./mocks";
import { watchProgram } from "./programFailure";
import { describePending, Progress, type PendingJob } from "./progress";
import { readStackConfig } from "./stackConfig";

/** What a job's read needs of the program that asks for it. */
export interface PreparedRun {
  readonly jobId: string;
  /** Goes to the provider as `__run`; undefined where nothing is waited for. */
  readonly run: Partial<Run> | undefined;
}

/** A job's part in one run of the program, from when it is made until it may be read. */
export interface WatchedRun {
  /**
   * Waits, in an up that has something to wait for, and says what the provider has to know of this run.
   *
   * @param own holds the resource itself, which does not depend on itself.
   * @throws InvalidArgumentError; the error that has ended the program meanwhile.
   */
  prepare(
    given: Readonly<Record<string, unknown>>,
    connection: unknown,
    own: ReadonlySet<pulumi.Resource>,
  ): Promise<PreparedRun>;
  /** Says in a preview, on the job's row, what the up will wait for. */
  announce(pending: pulumi.Output<PendingJob | undefined>, prepared: pulumi.Output<PreparedRun>): void;
}

let sharedWaiter: Waiter | undefined;

/** Begins the run of a job that may be waited for. Where mocks stand in for the engine there is none. */
export function watchRun(
  name: string,
  type: string,
  options: pulumi.CustomResourceOptions = {},
): WatchedRun | undefined {
  if (isMocked()) {
    return undefined;
  }
  const preview = pulumi.runtime.isDryRun();
  const program = preview ? undefined : watchProgram();
  const progress = new Progress(name, pulumi.createUrn(name, type, options.parent));

  async function prepare(
    given: Readonly<Record<string, unknown>>,
    connection: unknown,
    own: ReadonlySet<pulumi.Resource>,
  ): Promise<PreparedRun> {
    try {
      const { jobId, waitFor, timeout, pollInterval } = parseArguments(given);
      const config = await readStackConfig();
      if (waitFor === undefined || skipsWaiting(config)) {
        return { jobId, run: undefined };
      }
      const run: Partial<Run> = { version: runVersion, preview, waitFor, timeout };
      if (preview || timeout === 0) {
        return { jobId, run };
      }
      await pulumi.runtime.serializeProperty("dependencies", dependenciesOf(options, own), new Set());
      program?.signal.throwIfAborted();
      sharedWaiter ??= newWaiter();
      const { end, waited, why } = await sharedWaiter.wait({
        jobId,
        timeout,
        pollInterval,
        signal: program?.signal,
        sources: { connection, config, environment: process.env },
        onProgress: (seen) => progress.show(seen),
      });
      return { jobId, run: { ...run, end, waited: Math.round(waited / 1000), ...(why === undefined ? {} : { why }) } };
    } finally {
      progress.close();
      program?.stop();
    }
  }

  function announce(pending: pulumi.Output<PendingJob | undefined>, prepared: pulumi.Output<PreparedRun>): void {
    if (preview) {
      pulumi.all([pending, prepared.run]).apply(([job, run]) => {
        if (job && run?.timeout !== undefined) {
          progress.announce(describePending(job, run.timeout, Date.now()));
        }
      });
    }
  }

  return { prepare, announce };
}

/**
 * Tells whether this operation is to wait for nothing and to judge nothing, which an operator says with `PORTKEY_SKIP_WAIT` or
 * `portkey:skipWait`.
 */
function skipsWaiting(config: (name: string) => string | undefined): boolean {
  const places = [
    { argument: "portkey:skipWait", value: config("skipWait") },
    ...settingTable.skipWait.environment.map((name) => ({ argument: name, value: process.env[name] })),
  ];
  const found = places.find(({ value = "" }) => value.trim() !== "");
  switch (found?.value?.trim()) {
    case undefined:
    case "false":
      return false;
    case "true":
      return true;
    default:
      throw new InvalidArgumentError(found?.argument ?? "", "it must be true or false");
  }
}

/** Loads what a program that does not wait has no need of: the HTTP client. Jest knows no `import()` without a flag of Node's. */
function newWaiter(): Waiter {
  const { Waiter } = require("../provider/waiter") as typeof import("../provider/waiter");
  return new Waiter();
}
