import { OutageError, WaitTimeoutError } from "../errors/jobErrors";
import type { PortkeyError } from "../errors/portkeyError";
import { formatDuration } from "../text/words";
import { untilEstimatedFinishMs } from "../jobs/estimate";
import type { FineTuningJobState } from "../jobs/fields";
import { isPaused } from "../jobs/status";
import type { WaitFor } from "./arguments";
import { longestOutageMs, type WaitEnd } from "./wait";

/** What a run of a program waits for, and how the wait ended. In a preview, and if `timeoutMs` is 0, there was no wait. */
export interface EndedWait {
  readonly waitFor: WaitFor;
  readonly preview: boolean;
  readonly timeoutMs: number;
  readonly end?: WaitEnd | undefined;
  readonly waitedMs?: number | undefined;
  /** The last error, if it ended the wait. */
  readonly why?: string | undefined;
}

/** Creates the error for a job that is not finished: how the wait ended, and what to do. */
export function notFinished(name: string, job: FineTuningJobState, wait: EndedWait, nowMs: number): WaitTimeoutError {
  const { end, waitedMs, why = "unknown", waitFor } = wait;
  const waited = waitedMs === undefined ? "" : ` after waiting ${formatDuration(waitedMs)}`;
  const finish = finishWords(job.estimatedFinish, nowMs);
  const estimate = finish === undefined ? "" : `, estimated to finish ${finish}`;
  const runAgain = "run again to keep waiting";
  const still = (detail: string, next: string) => new WaitTimeoutError(name, job.status, detail, next);
  switch (end) {
    case "outage":
      return still(
        `${waited}, but there was no valid response for the last ${formatDuration(longestOutageMs)}`,
        `Check the network and Portkey's status page, then ${runAgain}.`,
      );
    case "refused":
      return still(
        `, but an error ended the wait${waited.replace(" waiting", "")}`,
        `Run again to keep waiting. The error: ${why}`,
      );
    case "not started":
      return still(
        `, but the program could not wait, because it can't use its settings (${why})`,
        "Correct the settings that the program finds, then run again.",
      );
    case "finished":
      return still(`${waited}, although an earlier response said that it had finished`, "Run again to keep waiting.");
    case "timeout":
      return still(
        `${waited}${estimate}`,
        isPaused(job.status)
          ? `Resume the job at the provider, then ${runAgain}.`
          : `Raise the timeout, or ${runAgain}.`,
      );
    case undefined:
      return still(
        estimate,
        `The timeout is 0, so there was no wait. ${isPaused(job.status) ? "Resume the job at the provider, then run" : "Run"} again when it has ${waitFor}, or set a timeout, such as "6h".`,
      );
  }
}

/** Creates the error for a wait that ended without a valid response; undefined if there was no wait. */
export function outageOf(name: string, { end, waitedMs = 0 }: EndedWait, last: PortkeyError): OutageError | undefined {
  const waited = formatDuration(waitedMs);
  switch (end) {
    case "outage":
      return new OutageError(
        name,
        `the wait stopped after ${waited}, because there was no valid response for ${formatDuration(longestOutageMs)}`,
        last,
      );
    case "timeout":
    case "finished":
      return new OutageError(name, `there was no valid response at the end of the wait, after ${waited}`, last);
    case "refused":
    case "not started":
    case undefined:
      return undefined;
  }
}

/** Writes a time as `at 14:05 UTC (in 8m)`, with the date if it is not today. */
export function finishWords(estimatedFinish: number | null, nowMs: number): string | undefined {
  const aheadMs = untilEstimatedFinishMs(estimatedFinish, nowMs);
  const finish = new Date(nowMs + (aheadMs ?? Number.NaN));
  if (aheadMs === undefined || Number.isNaN(finish.getTime())) {
    return undefined;
  }
  const [date = "", time = ""] = finish.toISOString().split("T");
  const today = new Date(nowMs).toISOString().startsWith(date);
  const relative = aheadMs >= 0 ? `in ${formatDuration(aheadMs)}` : `${formatDuration(-aheadMs)} ago`;
  return `at ${today ? "" : `${date} `}${time.slice(0, 5)} UTC (${relative})`;
}
