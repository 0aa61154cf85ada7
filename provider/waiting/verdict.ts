import type { Clock } from "../http/clock";
import type { RequestLimits } from "../http/requestLimits";
import { mayPass } from "../errors/portkeyError";
import type { FineTuningJobState } from "../jobs/fields";
import type { JobId } from "../jobs/jobId";
import type { JobsClient } from "../jobs/jobsClient";
import { isDocumented } from "../jobs/status";
import type { Settings } from "../settings/settings";
import { mapTexts } from "../text/json";
import type { Redact } from "../text/redact";
import { isBehind, outageOf, outcomeOf, type Outcome } from "./outcome";
import type { Run } from "./run";
import { longestOutageMs } from "./wait";

/** For how long an answer may be older than what the wait has seen. */
const longestDelayMs = 120_000;
const delayIntervalMs = 5_000;
/** How long a read may take where the wait before it has tried in vain. */
const lastReadWithinMs = 10_000;

/** A job as a run of a program has it. */
export interface Verdict {
  readonly job: FineTuningJobState;
  readonly outcome: Outcome;
}

/**
 * Reads the job once more when a wait has come to its end, or for the first time where nothing was waited for, and decides whether a
 * program may go on with it.
 *
 * @throws what reading throws; JobFailedError, JobCancelledError, WaitTimeoutError, MissingModelError or OutageError.
 */
export async function readVerdict(
  client: JobsClient,
  clock: Clock,
  run: Run,
  settings: Settings,
  jobId: JobId,
  signal?: AbortSignal,
): Promise<Verdict> {
  const start = clock.elapsed();
  const limits = { ...readLimits(run), signal };
  try {
    for (;;) {
      const job = await client.readJob(settings, jobId, limits);
      if (!isBehind(job, run) || clock.elapsed() - start >= longestDelayMs) {
        return { job, outcome: outcomeOf(jobId.decoded, masked(job, settings.redact), run, clock.now()) };
      }
      await clock.sleep(delayIntervalMs, signal);
    }
  } catch (error) {
    const outage = mayPass(error) ? outageOf(jobId.decoded, run, error) : undefined;
    throw outage ?? error;
  }
}

/** Masks credentials in what messages say of a job. What the job itself says is the user's, and stays as it is. */
export function masked(job: FineTuningJobState, redact: Redact): FineTuningJobState {
  const { status, error } = job;
  return { ...job, status: isDocumented(status) ? status : redact(status), error: mapTexts(error, redact) };
}

function readLimits({ end }: Run): RequestLimits {
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
