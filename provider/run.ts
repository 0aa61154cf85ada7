import { fieldNames, fieldOf, type FineTuningJobState } from "./jobs/fields";
import type { JobsClient } from "./jobs/jobsClient";
import { isFinished } from "./jobs/status";
import { modelCheckOf } from "./models/modelCheck";
import { modelWarning, requireModel } from "./models/modelFinding";
import type { ModelLookout } from "./models/modelLookout";
import type { SettingsOrigin } from "./settings/origin";
import { resolveSettings, type Settings } from "./settings/settings";
import { settingTypes } from "./settings/settingTypes";
import { findText, type SettingsSources } from "./settings/sources";
import { redactor, type Redact } from "./text/redact";
import { parseArguments, type Arguments, type CustomTimeouts } from "./waiting/arguments";
import type { EndedWait } from "./waiting/endedWait";
import { followNewestEvent } from "./waiting/newestEvent";
import { hasTerminal, Progress, type StatusLine } from "./waiting/progress";
import { pendingLine, type PendingJob } from "./waiting/progressLine";
import { masked, readVerdict } from "./waiting/verdict";
import { wait, type WaitResult } from "./waiting/wait";

type PartialWait = { readonly [Name in keyof EndedWait]?: EndedWait[Name] | undefined };

/** The version of a run's format. It changes when an older provider would misread the format. */
export const runVersion = 4;

/**
 * What the provider needs to know about this run of the program: what it waits for, and how the wait ended. The program passes it to the
 * provider, and the state stores it. A run with no values waits for nothing.
 */
export interface Run extends PartialWait {
  readonly version: typeof runVersion;
  /** Where the program's settings come from, for the provider to compare. */
  readonly settings?: SettingsOrigin | undefined;
  /** How long the job's model must still exist, in milliseconds; not set if it need not. */
  readonly requireModelForMs?: number | undefined;
}

/** The result of preparing a job: its run, and how far ahead to warn about a shutdown of its model. */
export interface Begun {
  readonly run: Run;
  readonly warnWithinMs: number | undefined;
}

/**
 * Waits for a job if this run needs to: in an update, unless the operator has turned off waits and checks for this operation
 * (`PORTKEY_SKIP_WAIT`, `portkey:skipWait`).
 *
 * @param begin Starts the wait.
 * @throws what `begin` throws; InvalidArgumentError.
 */
export async function beginRun(
  args: Arguments,
  preview: boolean,
  sources: SettingsSources,
  begin: () => Promise<WaitResult>,
): Promise<Begun> {
  if (skipsWaiting(sources)) {
    return { run: { version: runVersion }, warnWithinMs: undefined };
  }
  const { warnWithinMs, requireForMs } = modelCheckOf(args, sources);
  const { waitFor, timeoutMs } = args;
  const run = {
    version: runVersion,
    ...(requireForMs === undefined ? {} : { requireModelForMs: requireForMs }),
  } as const;
  if (waitFor === undefined) {
    return { run, warnWithinMs };
  }
  if (preview || timeoutMs === 0) {
    return { run: { ...run, preview, waitFor, timeoutMs }, warnWithinMs };
  }
  const { end, waitedMs, why } = await begin();
  const wait = { preview, waitFor, timeoutMs, end, waitedMs: Math.round(waitedMs / 1_000) * 1_000 };
  return { run: { ...run, ...wait, ...(why === undefined ? {} : { why }) }, warnWithinMs };
}

/** Returns whether the operator has turned off waits and checks for this operation. */
export function skipsWaiting(sources: SettingsSources): boolean {
  const found = findText("skipWait", sources);
  return found !== undefined && settingTypes.boolean.written(found.value, found.argument);
}

/**
 * Waits for a job, and shows its progress.
 *
 * @throws only the signal's reason.
 */
export async function waitForJob(
  client: JobsClient,
  settings: Settings,
  { jobId, timeoutMs, pollIntervalMs }: Arguments,
  progress: Progress,
  signal?: AbortSignal,
): Promise<WaitResult> {
  const over = new AbortController();
  const readNewestEvent = followNewestEvent(
    () => client.readNewestEvent(settings, jobId, over.signal),
    (message) => progress.newestEvent(message),
  );
  try {
    return await wait({
      read: (limits) => client.readJob(settings, jobId, limits),
      timeoutMs,
      pollIntervalMs,
      clock: client.clock,
      signal,
      onRead: (job, waitedMs) => {
        progress.answered(masked(job, settings.redact), waitedMs);
        if (!isFinished(job.status)) {
          readNewestEvent();
        }
      },
      onFailure: (silentMs, waitedMs) => progress.silent(silentMs, waitedMs),
    });
  } finally {
    over.abort();
    progress.close();
  }
}

/** The result of reading a job for a run. */
interface JobRead {
  /** The known outputs, null if the API has no value. Outputs that the end of the job will change are left out until it has ended. */
  readonly outputs: Partial<FineTuningJobState>;
  /** Set if outputs are left out. */
  readonly pending: PendingJob | undefined;
}

/**
 * Reads a job for a run of a program.
 *
 * @throws what a read throws, the verdict's errors, and ModelUnavailableError.
 */
export async function readForRun(
  client: JobsClient,
  lookout: ModelLookout,
  settings: Settings,
  jobId: Arguments["jobId"],
  run: Run,
  signal?: AbortSignal,
): Promise<JobRead> {
  const { waitFor, preview = false, timeoutMs = 0 } = run;
  const ended = waitFor === undefined ? undefined : { ...run, waitFor, preview, timeoutMs };
  const { job, isFinal } = await readVerdict(client, settings, jobId, ended, signal);
  if (isFinal) {
    const looked = { ...job, jobId: settings.redact(jobId.decoded) };
    await requireModel(lookout, settings, looked, run.requireModelForMs, signal);
    return { outputs: job, pending: undefined };
  }
  const { status, estimatedFinish } = masked(job, settings.redact);
  return { outputs: lastingOutputs(job), pending: { status, estimatedFinish } };
}

function lastingOutputs(job: FineTuningJobState): JobRead["outputs"] {
  return Object.fromEntries(
    fieldNames.filter((name) => fieldOf(name).lasting === true).map((name) => [name, job[name]]),
  );
}

/** A job with its arguments, and everything that its run needs. */
export interface JobInProgram {
  readonly given: unknown;
  readonly customTimeouts: CustomTimeouts | undefined;
  readonly sources: SettingsSources;
  /** The values of secret arguments, which errors must not show. */
  readonly secrets: readonly string[];
  readonly preview: boolean;
  readonly statusLine: StatusLine;
}

/** The result of a run in one process. */
interface RanJob extends JobRead {
  readonly jobId: string;
  /** The warning about the job's model, if any. The caller need not await it. */
  readonly warning: Promise<string | undefined>;
  /** Masks the job's credentials and secret arguments. */
  readonly redact: Redact;
}

/**
 * Runs a job in one process: parses its arguments, waits if needed, and reads it.
 *
 * @throws a PortkeyError; the signal's reason.
 */
export async function runJob(
  client: JobsClient,
  lookout: ModelLookout,
  { given, customTimeouts, sources, secrets, preview, statusLine }: JobInProgram,
  signal: AbortSignal,
): Promise<RanJob> {
  const args = parseArguments(given, customTimeouts, redactor(secrets));
  const settings = resolveSettings(sources, secrets);
  const { clock } = client;
  const progress = new Progress(statusLine, { sparse: !hasTerminal(), clock });
  const { run, warnWithinMs } = await beginRun(args, preview, sources, () =>
    waitForJob(client, settings, args, progress, signal),
  );
  const read = await readForRun(client, lookout, settings, args.jobId, run, signal);
  if (read.pending !== undefined) {
    progress.announce(pendingLine(read.pending, args.timeoutMs, clock.now()));
  }
  const { fineTunedModel = null, model = null } = read.outputs;
  const looked = { jobId: settings.redact(args.jobId.decoded), fineTunedModel, model };
  const warning = modelWarning(lookout, settings, looked, warnWithinMs, signal);
  return { jobId: args.jobId.given, ...read, warning, redact: settings.redact };
}
