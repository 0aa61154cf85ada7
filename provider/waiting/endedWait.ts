import { OutageError, WaitTimeoutError } from "../errors/jobErrors";
import type { PortkeyError } from "../errors/portkeyError";
import { formatDuration } from "../text/words";
import { untilEstimatedFinishMs } from "../jobs/estimate";
import type { FineTuningJobState } from "../jobs/fields";
import { isPaused } from "../jobs/status";
import type { WaitFor } from "./arguments";
import { longestOutageMs, type WaitEnd } from "./wait";

/** What a run of a program waits for, and how that has ended. In a preview, and where `timeoutMs` is 0, it has not begun. */
export interface EndedWait {
  readonly waitFor: WaitFor;
  readonly preview: boolean;
  readonly timeoutMs: number;
  readonly end?: WaitEnd | undefined;
  readonly waitedMs?: number | undefined;
  /** What the last answer said, where the wait was given up for it. */
  readonly why?: string | undefined;
}

/** Says of a job that is not finished how the wait for it has ended, and what to do. */
export function notFinished(name: string, job: FineTuningJobState, wait: EndedWait, nowMs: number): WaitTimeoutError {
  const { end, waitedMs, why = "not kept", waitFor } = wait;
  const waited = waitedMs === undefined ? "" : ` after waiting ${formatDuration(waitedMs)}`;
  const finish = finishWords(job.estimatedFinish, nowMs);
  const estimate = finish === undefined ? "" : `, estimated to finish ${finish}`;
  const goesOn = "run again: the wait goes on";
  const still = (detail: string, next: string) => new WaitTimeoutError(name, job.status, detail, next);
  switch (end) {
    case "outage":
      return still(
        `${waited}, and for the last ${formatDuration(longestOutageMs)} of it no good answer came`,
        `Check the network and Portkey's status page, then ${goesOn}.`,
      );
    case "refused":
      return still(
        `, and the wait was given up${waited} for what an answer said`,
        `Run again: the wait goes on. The answer: ${why}`,
      );
    case "not started":
      return still(
        `, and the program could not wait for it: its own process can't use the settings that it finds (${why})`,
        "Correct the settings that the program's process finds, then run again.",
      );
    case "finished":
      return still(`${waited}, although it had been reported as finished`, "Run again: the wait goes on.");
    case "timeout":
      return still(
        `${waited}${estimate}`,
        isPaused(job.status) ? `Have somebody resume it, then ${goesOn}.` : `Raise timeout, or ${goesOn}.`,
      );
    case undefined:
      return still(
        estimate,
        `timeout is 0, so nothing was waited for. ${isPaused(job.status) ? "Have somebody resume it, run" : "Run"} again once it has ${waitFor}, or give it a timeout such as "6h".`,
      );
  }
}

/** Says of a wait that ended without a good answer how it ended; undefined where nothing was waited for. */
export function outageOf(name: string, { end, waitedMs = 0 }: EndedWait, last: PortkeyError): OutageError | undefined {
  const waited = formatDuration(waitedMs);
  switch (end) {
    case "outage":
      return new OutageError(
        name,
        `the wait was given up after ${waited}, since for ${formatDuration(longestOutageMs)} no good answer came`,
        last,
      );
    case "timeout":
    case "finished":
      return new OutageError(name, `no good answer came when the wait was over, after ${waited}`, last);
    case "refused":
    case "not started":
    case undefined:
      return undefined;
  }
}

/** Writes a time as `at 14:05 UTC (in 8m)`, with the date when it is not today's. */
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
