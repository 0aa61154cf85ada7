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
import { hasTerminal, Progress, type Row } from "./waiting/progress";
import { pendingLine, type PendingJob } from "./waiting/progressLine";
import { masked, readVerdict } from "./waiting/verdict";
import { wait, type WaitResult } from "./waiting/wait";

type PartialWait = { readonly [Name in keyof EndedWait]?: EndedWait[Name] | undefined };

/** The form of a run; it changes where an older provider would guess wrong. */
export const runVersion = 4;

/**
 * What the read of a job has to know of this run of the program: what it waits for, and how that has ended. The program hands it down to the
 * provider, and the state keeps it. What is left out is as in a run that waits for nothing.
 */
export interface Run extends PartialWait {
  readonly version: typeof runVersion;
  /** From where the program takes its settings; the provider compares it. */
  readonly settings?: SettingsOrigin | undefined;
  /** For how many milliseconds from now on the model of the job must be there; left out where it need not. */
  readonly requireModelForMs?: number | undefined;
}

/** What a run makes of a job's arguments: what its read has to know, and how far ahead its model's end is warned of. */
export interface Begun {
  readonly run: Run;
  readonly warnWithinMs: number | undefined;
}

/**
 * Waits for a job where this run of the program is to: in an up, unless an operator has said that this operation waits for nothing and judges
 * nothing (`PORTKEY_SKIP_WAIT`, `portkey:skipWait`).
 *
 * @param begin begins the wait.
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

/** Tells whether an operator has said that this operation waits for nothing and judges nothing. */
export function skipsWaiting(sources: SettingsSources): boolean {
  const found = findText("skipWait", sources);
  return found !== undefined && settingTypes.boolean.written(found.value, found.argument);
}

/**
 * Waits for a job, and shows meanwhile what is known of it.
 *
 * @throws nothing but the signal's reason.
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

/** What a run of a program gets of a job. */
interface JobRead {
  /** The outputs that are known, null where the API has none; those that the end of the job will change are left out as long as they are not. */
  readonly outputs: Partial<FineTuningJobState>;
  /** Is there where outputs are left out. */
  readonly pending: PendingJob | undefined;
}

/**
 * Reads a job for a run of a program.
 *
 * @throws what reading throws, the verdict's errors, and ModelUnavailableError.
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

/** A job with its arguments as a program has given them, and all that their run needs. */
export interface JobInProgram {
  readonly given: unknown;
  readonly customTimeouts: CustomTimeouts | undefined;
  readonly sources: SettingsSources;
  /** The texts of arguments that are secret: no error shows them. */
  readonly secrets: readonly string[];
  readonly preview: boolean;
  readonly row: Row;
}

/** What a run in one process has made of a job. */
interface RanJob extends JobRead {
  readonly jobId: string;
  /** What there is to warn of its model, for which nobody has to wait. */
  readonly warning: Promise<string | undefined>;
  /** Masks the credentials and the secret arguments of the job. */
  readonly redact: Redact;
}

/**
 * Runs a job from beginning to end in one process: parses its arguments, waits where it is to, and reads.
 *
 * @throws a PortkeyError; the signal's reason.
 */
export async function runJob(
  client: JobsClient,
  lookout: ModelLookout,
  { given, customTimeouts, sources, secrets, preview, row }: JobInProgram,
  signal: AbortSignal,
): Promise<RanJob> {
  const args = parseArguments(given, customTimeouts, redactor(secrets));
  const settings = resolveSettings(sources, secrets);
  const { clock } = client;
  const progress = new Progress(row, { sparse: !hasTerminal(), clock });
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
