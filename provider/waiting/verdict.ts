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

/** How long a response may be older than the last read of the wait. */
const longestDelayMs = 120_000;
const delayIntervalMs = 5_000;
/** The longest time for the last read after a wait that failed. */
const lastReadWithinMs = 10_000;

/** A job in a run of a program. */
interface Verdict {
  readonly job: FineTuningJobState;
  /** Whether its outputs are final for this run. In a preview, outputs that the end of the job changes may be unknown. */
  readonly isFinal: boolean;
}

/**
 * Reads a job after a wait, or once without a wait, and decides whether the program may continue with it.
 *
 * @param wait What the program waits for, and how the wait ended; undefined if it does not wait.
 * @throws what a read throws; JobFailedError, JobCancelledError, WaitTimeoutError, MissingModelError or OutageError.
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
  // Masking costs a tenth of a read, and most runs do not need the name.
  const name = (): string => settings.redact(jobId.decoded);
  try {
    for (;;) {
      const job = await client.readJob(settings, jobId, limits);
      if (!isBehind(job, wait?.end) || clock.elapsed() - startMs >= longestDelayMs) {
        return { job, isFinal: wait === undefined || decide(name(), masked(job, settings.redact), wait, clock.now()) };
      }
      await clock.sleep(delayIntervalMs, signal);
    }
  } catch (error) {
    const outage = wait !== undefined && mayPass(error) ? outageOf(name(), wait, error) : undefined;
    throw outage ?? error;
  }
}

/** Masks credentials in the parts of a job that messages show. The job's outputs are the user's data, and are not changed. */
export function masked(job: FineTuningJobState, redact: Redact): FineTuningJobState {
  const { status, error } = job;
  return { ...job, status: isDocumented(status) ? status : redact(status), error: mapTexts(error, redact) };
}

/** Returns whether a response is older than the last read of the wait, or does not have the model's name yet. */
function isBehind(job: FineTuningJobState, end: WaitEnd | undefined): boolean {
  return end === "finished" && (!isFinished(job.status) || (job.status === "succeeded" && job.fineTunedModel === null));
}

/**
 * Decides whether a program may continue with a job. Returns whether the result is final, which it may not be in a preview.
 *
 * @param name The job's id, for errors.
 * @throws JobFailedError, JobCancelledError, WaitTimeoutError or MissingModelError.
 */
export function decide(name: string, job: FineTuningJobState, wait: EndedWait, nowMs: number): boolean {
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
      // After a long wait that succeeded, a short outage must not fail the deployment.
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
