import { JobCancelledError, JobFailedError, OutageError, WaitTimeoutError } from "../errors/jobErrors";
import { presentable } from "../errors/internalError";
import type { FineTuningJobState, KnownJob } from "../jobs/fields";
import type { JobsClient } from "../jobs/jobsClient";
import { ModelLookout } from "../models/modelLookout";
import { readForRun, runVersion, waitForJob, type Run } from "../run";
import type { Settings } from "../settings/settings";
import { compact } from "../text/json";
import type { Arguments } from "../waiting/arguments";
import { Progress } from "../waiting/progress";
import { progressLineOf, silent } from "./progressLine";
import { tellGitHub, type Shell } from "./shell";

/**
 * Waits for a job as an up does, with its progress on stderr. Tells GitHub Actions what has become of it, for better or worse.
 *
 * @throws what an up throws; the signal's reason.
 */
export async function waitInShell(
  client: JobsClient,
  settings: Settings,
  args: Arguments,
  isQuiet: boolean,
  shell: Shell,
): Promise<KnownJob> {
  const { jobId, waitFor, timeoutMs } = args;
  const { clock, signal } = shell;
  const line = isQuiet ? silent : progressLineOf(shell);
  const progress = new Progress(line, { sparse: shell.terminalColumns() === undefined, clock });
  try {
    const waited = await waitForJob(client, settings, args, progress, signal);
    const run: Run = { version: runVersion, preview: false, waitFor, timeoutMs };
    const { outputs } = await readForRun(
      client,
      new ModelLookout(client),
      settings,
      jobId,
      timeoutMs === 0 ? run : { ...run, ...waited },
      signal,
    );
    return { jobId: jobId.given, ...compact(outputs) } as KnownJob;
  } catch (error) {
    const { lastJob } = progress;
    if (lastJob === undefined || signal.aborted) {
      throw error;
    }
    const status = statusAfter(error, lastJob);
    try {
      tellGitHub(shell, { jobId: jobId.given, status });
    } catch (lost) {
      // What has become of the job matters more.
      shell.printError(`${presentable(lost).message}\n`);
    }
    // A pipeline that has seen the job in training runs the wait again, whatever came last.
    throw error instanceof OutageError
      ? new WaitTimeoutError(settings.redact(jobId.decoded), status, ", as far as is known", error.message)
      : error;
  } finally {
    line.end();
  }
}

/** The last read, which ended the wait, can have seen more than the wait. */
function statusAfter(error: unknown, { status }: FineTuningJobState): string {
  return error instanceof JobFailedError ? "failed" : error instanceof JobCancelledError ? "cancelled" : status;
}
