import { closeSync, openSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { formatDuration } from "../provider/duration";
import { oneLine } from "../provider/errors";
import { isFinished, type JobStatus } from "../provider/status";
import { describeEstimate } from "../provider/verdict";
import type { WaitProgress } from "../provider/waiter";

// Where lines can't replace each other, each may come only when the wait is longer than at the last one by this factor.
const sparseFactor = 1.5;

/** Shows on a job's row what its wait is about: each look for a moment, each change of status for good. */
export class Progress {
  private lastStatus: JobStatus | undefined;
  private nextLine = 0;

  constructor(
    private readonly urn: pulumi.Output<string>,
    private readonly sparse = !hasTerminal(),
  ) {}

  show(progress: WaitProgress): void {
    const { job, waited } = progress;
    if (isFinished(job.status) && this.lastStatus === undefined) {
      return; // nothing was waited for
    }
    const changed = job.status !== this.lastStatus;
    const sparse = this.sparse || !pulumi.runtime.hasEngine();
    if (!changed && sparse && waited < this.nextLine) {
      return;
    }
    this.lastStatus = job.status;
    this.nextLine = waited * sparseFactor;
    this.log(describe(progress, Date.now()), !changed);
  }

  private log(line: string, ephemeral: boolean): void {
    if (!pulumi.runtime.hasEngine()) {
      process.stderr.write(`${line}\n`);
      return;
    }
    // The resource itself is not registered before the wait is over; the engine only asks for its urn.
    const row = { urn: this.urn } as pulumi.Resource;
    pulumi.log.info(line, row, undefined, ephemeral).catch(() => undefined);
  }
}

/** Tells whether somebody could be watching: a CI log keeps every line that a terminal would replace. */
function hasTerminal(): boolean {
  if (process.env["CI"]) {
    return false;
  }
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return process.platform === "win32";
  }
}

/** Writes one line: status, time waited, estimated finish, tokens, newest event. */
export function describe({ job, waited, event }: WaitProgress, now: number): string {
  const estimate = isFinished(job.status) ? undefined : describeEstimate(job.estimatedFinish, now);
  const parts = [
    job.status,
    ...(waited >= 1 ? [`waited ${formatDuration(waited)}`] : []),
    ...(estimate === undefined ? [] : [`estimated to finish ${estimate}`]),
    ...(job.trainedTokens === null ? [] : [`${job.trainedTokens} tokens`]),
    ...(event === undefined ? [] : [event]),
  ];
  return oneLine(parts.join(", "));
}
