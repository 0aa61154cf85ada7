import * as pulumi from "@pulumi/pulumi";
import { formatDuration } from "../provider/duration";
import type { JobStatus } from "../provider/status";
import { describeEstimate } from "../provider/verdict";
import type { WaitProgress } from "../provider/waiter";

/** Shows on a job's row what its wait is about: each look for a moment, each change of status for good. */
export class Progress {
  private lastStatus: JobStatus | undefined;

  constructor(private readonly urn: pulumi.Output<string>) {}

  show(progress: WaitProgress): void {
    const { status } = progress.job;
    const changed = status !== this.lastStatus;
    this.lastStatus = status;
    this.log(describe(progress, Date.now()), !changed);
  }

  private log(line: string, ephemeral: boolean): void {
    if (!pulumi.runtime.hasEngine()) {
      if (!ephemeral) {
        process.stderr.write(`${line}\n`);
      }
      return;
    }
    // The resource itself is not registered before the wait is over; the engine only asks for its urn.
    const row = { urn: this.urn } as pulumi.Resource;
    pulumi.log.info(line, row, undefined, ephemeral).catch(() => undefined);
  }
}

/** Writes one line: status, time waited, estimated finish, tokens, newest event. */
export function describe({ job, waited, event }: WaitProgress, now: number): string {
  const estimate = describeEstimate(job.estimatedFinish, now);
  return [
    job.status,
    ...(waited >= 1 ? [`waited ${formatDuration(waited)}`] : []),
    ...(estimate === undefined ? [] : [`estimated to finish ${estimate}`]),
    ...(job.trainedTokens === null ? [] : [`${job.trainedTokens} tokens`]),
    ...(event === undefined ? [] : [event]),
  ].join(", ");
}
