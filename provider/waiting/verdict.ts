import type { RequestLimits } from "../http/requestLimits";
import { JobCancelledError, JobFailedError } from "../errors/jobErrors";
import { mayPass } from "../errors/portkeyError";
import type { FineTuningJobState } from "../jobs/fields";
import type { JobId } from "../jobs/jobId";
import type { JobsClient } from "../jobs/jobsClient";
import { isDocumented, isFinished } from "../jobs/status";
import type { Settings } from "../settings/settings";
import { mapTexts } from "../text/json";
import type { Redact } from "../text/redact";
import { formatDuration } from "../text/words";
import { notFinished, outageOf, type EndedWait } from "./endedWait";
import { missingModel } from "./missingModel";
import { longestOutageMs, type WaitEnd } from "./wait";

/** For how long an answer may be older than what the wait has seen. */
const longestDelayMs = 120_000;
const delayIntervalMs = 5_000;
/** How long a read may take where the wait before it has tried in vain. */
const lastReadWithinMs = 10_000;

/** A job as a run of a program has it. */
interface Verdict {
  readonly job: FineTuningJobState;
  /** Whether its outputs are final for this run; in a preview those that the end will change are not known yet. */
  readonly isFinal: boolean;
}

/**
 * Reads a job once more when a wait has come to its end, or for the first time where nothing was waited for, and decides whether a
 * program may go on with it.
 *
 * @param wait what the program waits for, and how that has ended; undefined where it waits for nothing.
 * @throws what reading throws; JobFailedError, JobCancelledError, WaitTimeoutError, MissingModelError or OutageError.
 */
export async function readVerdict(
  client: JobsClient,
  settings: Settings,
  jobId: JobId,
  wait: EndedWait | undefined,
  signal?: AbortSignal,
): Promise<Verdict> {
  const { clock } = client;
  const startMs = clock.elapsed();
  const limits = { ...readLimits(wait?.end), signal };
  // Most runs wait for nothing and need no name: to mask in it costs a tenth of a read.
  const name = (): string => settings.redact(jobId.decoded);
  try {
    for (;;) {
      const job = await client.readJob(settings, jobId, limits);
      if (!isBehind(job, wait?.end) || clock.elapsed() - startMs >= longestDelayMs) {
        return { job, isFinal: wait === undefined || judge(name(), masked(job, settings.redact), wait, clock.now()) };
      }
      await clock.sleep(delayIntervalMs, signal);
    }
  } catch (error) {
    const outage = wait !== undefined && mayPass(error) ? outageOf(name(), wait, error) : undefined;
    throw outage ?? error;
  }
}

/** Masks credentials in what messages say of a job. What the job itself says is the user's, and stays as it is. */
export function masked(job: FineTuningJobState, redact: Redact): FineTuningJobState {
  const { status, error } = job;
  return { ...job, status: isDocumented(status) ? status : redact(status), error: mapTexts(error, redact) };
}

/** Tells whether an answer is older than what the wait has seen, or comes before the model is named. */
function isBehind(job: FineTuningJobState, end: WaitEnd | undefined): boolean {
  return end === "finished" && (!isFinished(job.status) || (job.status === "succeeded" && job.fineTunedModel === null));
}

/**
 * Decides whether a program may go on with a job as it is. Returns whether that is final: in a preview it need not be.
 *
 * @param name the job's, as errors have it.
 * @throws JobFailedError, JobCancelledError, WaitTimeoutError or MissingModelError.
 */
export function judge(name: string, job: FineTuningJobState, wait: EndedWait, nowMs: number): boolean {
  const { status } = job;
  if (status === "succeeded" && job.fineTunedModel === null) {
    throw missingModel(name, job);
  }
  if (!isFinished(status)) {
    if (wait.preview && wait.timeoutMs > 0) {
      return false;
    }
    throw notFinished(name, job, wait, nowMs);
  }
  if (wait.waitFor === "succeeded" && status === "failed") {
    throw new JobFailedError(name, job.error, spent(job));
  }
  if (wait.waitFor === "succeeded" && status === "cancelled") {
    throw new JobCancelledError(name, job.error, spent(job));
  }
  return true;
}

function spent(job: FineTuningJobState): string {
  const parts = [
    ...(job.trainedTokens === null ? [] : [`${job.trainedTokens} tokens trained`]),
    ...(job.createdAt === null || job.finishedAt === null
      ? []
      : [`ran ${formatDuration((job.finishedAt - job.createdAt) * 1_000)}`]),
  ];
  return parts.length === 0 ? "" : `; ${parts.join(", ")}`;
}

function readLimits(end: WaitEnd | undefined): RequestLimits {
  switch (end) {
    case "finished":
      // Hours of waiting that found the end are not given up for a server that is away right then.
      return { keepTryingMs: longestOutageMs };
    case "timeout":
    case "outage":
    case "refused":
      return { withinMs: lastReadWithinMs };
    case "not started":
    case undefined:
      return {};
  }
}
