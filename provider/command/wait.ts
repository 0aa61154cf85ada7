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
 * Waits for a job as an update does, with progress on stderr. Writes the outputs of a GitHub Actions step, also if the wait fails.
 *
 * @throws what an update throws; the signal's reason.
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
      // The result of the job is more important than this error.
      shell.printError(`${presentable(lost).message}\n`);
    }
    // A pipeline that has seen an unfinished job repeats the wait, whatever the last error was.
    throw error instanceof OutageError
      ? new WaitTimeoutError(
          settings.redact(jobId.decoded),
          status,
          ", according to the last valid response",
          error.message,
        )
      : error;
  } finally {
    line.end();
  }
}

/** Returns the status from the last read, which may be newer than the wait's. */
function statusAfter(error: unknown, { status }: FineTuningJobState): string {
  return error instanceof JobFailedError ? "failed" : error instanceof JobCancelledError ? "cancelled" : status;
}
