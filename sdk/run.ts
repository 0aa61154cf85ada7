import * as pulumi from "@pulumi/pulumi";
import { parseArguments } from "../provider/waiting/arguments";
import { prepareRun } from "../provider/waiting/prepareRun";
import { describePending, type PendingJob } from "../provider/waiting/progressLine";
import type { Run } from "../provider/waiting/run";
import { programClock, programCore, programEnvironment } from "./core";
import { dependenciesOf } from "./dependencies";
import { isLeftOut } from "./leftOut";
import { isMocked } from "./mocks";
import { watchProgram } from "./programFailure";
import { progressOf } from "./progress";
import { readStackConfig } from "./stackConfig";

/** What a job's read needs of the program that asks for it. */
export interface PreparedRun {
  readonly jobId: string;
  /** Goes to the provider as `__run`; undefined where nothing is waited for. */
  readonly run: Run | undefined;
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
  const progress = progressOf(name, pulumi.createUrn(name, type, options.parent));

  async function prepare(
    given: Readonly<Record<string, unknown>>,
    connection: unknown,
    own: ReadonlySet<pulumi.Resource>,
  ): Promise<PreparedRun> {
    try {
      const args = parseArguments(given);
      const { jobId, timeoutMs, pollIntervalMs } = args;
      const places = { config: await readStackConfig(), environment: programEnvironment() };
      const run = await prepareRun(args, preview, places, async () => {
        const dependencies = await dependenciesOf(options, own);
        program?.signal.throwIfAborted();
        if (isLeftOut(dependencies)) {
          return { end: "not started", waitedMs: 0 }; // it will not be read either
        }
        return programCore().waiter.wait({
          jobId,
          timeoutMs,
          pollIntervalMs,
          signal: program?.signal,
          sources: { connection, ...places },
          onProgress: (seen) => progress.show(seen),
        });
      });
      return { jobId, run };
    } finally {
      progress.close();
      program?.stop();
    }
  }

  function announce(pending: pulumi.Output<PendingJob | undefined>, prepared: pulumi.Output<PreparedRun>): void {
    if (preview) {
      pulumi.all([pending, prepared.run]).apply(([job, run]) => {
        if (job !== undefined && run !== undefined) {
          progress.announce(describePending(job, run.timeoutMs, programClock().now()));
        }
      });
    }
  }

  return { prepare, announce };
}
