import * as pulumi from "@pulumi/pulumi";
import { parseArguments } from "../provider/waiting/arguments";
import { originOf } from "../provider/settings/origin";
import type { SettingsSources } from "../provider/settings/sources";
import type { Redact } from "../provider/text/redact";
import { prepareRun } from "../provider/waiting/prepareRun";
import { describePending, type PendingJob } from "../provider/waiting/progressLine";
import { runVersion, type HandedRun } from "../provider/waiting/run";
import type { ConnectionArgs } from "./connectionArgs";
import { programClock, programCore, programEnvironment } from "./core";
import { dependenciesOf } from "./dependencies";
import { isLeftOut } from "./leftOut";
import { watchProgram } from "./programFailure";
import { progressOf } from "./progress";
import { checkProviderSettings } from "./providerSettings";
import { resourceType } from "./providerText";
import { readStackConfig } from "./stackConfig";

/** What a job's read needs of the program that asks for it. */
export interface PreparedRun {
  readonly jobId: string;
  /** Goes to the provider as `__run`; undefined where mocks answer in its place. */
  readonly run: HandedRun | undefined;
}

/** A job as the program makes it, when all transformations have had their say. */
export interface MadeJob {
  options: pulumi.CustomResourceOptions;
  connection: pulumi.Output<ConnectionArgs | undefined> | undefined;
  /** Undefined as long as it is being made. */
  resource: pulumi.CustomResource | undefined;
}

/** A job's part in one run of the program, from when it is made until it may be read. */
export interface WatchedRun {
  /** Whether an operator has said not to wait for a job that the program waits for; false until it is prepared. */
  readonly skipsWait: () => boolean;
  /**
   * Waits, in an up that has something to wait for, and says what the provider has to know of this run.
   *
   * @throws InvalidArgumentError; SettingsMismatchError; the error that has ended the program meanwhile.
   */
  prepare(given: Readonly<Record<string, unknown>>, connection: unknown): Promise<PreparedRun>;
  /** Masks the credentials that the job is read with in a text that is shown; before they are known it masks nothing. */
  readonly redact: Redact;
  /** Says in a preview, on the job's row, what the up will wait for. */
  announce(pending: pulumi.Output<PendingJob | undefined>, prepared: pulumi.Output<PreparedRun>): void;
  /** Ends what goes on beside it, however it has ended. */
  close(): void;
}

/** Begins the run of a job, which may be one that is waited for. */
export function watchRun(name: string, job: MadeJob, mayWait: boolean): WatchedRun {
  const preview = pulumi.runtime.isDryRun();
  const program = mayWait && !preview ? watchProgram() : undefined;
  const progress = mayWait ? progressOf(name, pulumi.createUrn(name, resourceType, job.options.parent)) : undefined;
  let skips = false;
  let sources: SettingsSources | undefined;

  async function prepare(given: Readonly<Record<string, unknown>>, connection: unknown): Promise<PreparedRun> {
    const args = parseArguments(given, job.options.customTimeouts);
    const { jobId, timeoutMs, pollIntervalMs } = args;
    const places = { config: await readStackConfig(), environment: programEnvironment() };
    const known = { connection, ...places };
    sources = known;
    const run = await prepareRun(args, preview, places, async () => {
      const dependencies = await dependenciesOf(job.options, new Set(job.resource && [job.resource]));
      program?.signal.throwIfAborted();
      if (isLeftOut(dependencies)) {
        return { end: "not started", waitedMs: 0 }; // it will not be read either
      }
      checkProviderSettings(jobId.decoded, known, job.resource?.getProvider(resourceType));
      return programCore().waiter.wait({
        jobId,
        timeoutMs,
        pollIntervalMs,
        signal: program?.signal,
        sources: known,
        onProgress: (seen) => progress?.show(seen),
      });
    });
    skips = run === undefined && args.waitFor !== undefined;
    return { jobId: jobId.given, run: { version: runVersion, ...run, settings: originOf(known) } };
  }

  function redact(text: string): string {
    return sources === undefined ? text : programCore().resolveSettings(sources).redact(text);
  }

  function announce(pending: pulumi.Output<PendingJob | undefined>, prepared: pulumi.Output<PreparedRun>): void {
    if (preview && progress !== undefined) {
      pulumi.all([pending, prepared.run]).apply(([pendingJob, run]) => {
        if (pendingJob !== undefined && run?.timeoutMs !== undefined) {
          progress.announce(describePending(pendingJob, run.timeoutMs, programClock().now()));
        }
      });
    }
  }

  function close(): void {
    progress?.close();
    program?.stop();
  }

  return { skipsWait: () => skips, prepare, redact, announce, close };
}
