import { closeSync, openSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { systemClock, type Clock } from "../provider/clock";
import { formatDuration } from "../provider/duration";
import { oneLine } from "../provider/errors";
import { isFinished, type JobStatus } from "../provider/status";
import type { WaitProgress } from "../provider/waiter";
import { hasEngine } from "./mocks";

// Where lines can't replace each other, each may come only when the wait is longer than at the last one by this factor.
const sparseFactor = 1.5;
/** Milliseconds between two lines in a terminal, where the times go on without a request. */
const tickInterval = 5_000;

export interface ProgressOptions {
  /** Whether each line stays, as in a log. */
  readonly sparse?: boolean;
  readonly clock?: Clock;
}

/** Shows on a job's row what its wait is about: each look for a moment, each change of status for good. */
export class Progress {
  private readonly sparse: boolean;
  private readonly clock: Clock;
  private urn: string | undefined;
  private lastStatus: JobStatus | undefined;
  private wasSilent = false;
  private nextLine = 0;
  private seen: { readonly progress: WaitProgress; readonly at: number } | undefined;
  private ticking: NodeJS.Timeout | undefined;

  constructor(
    private readonly name: string,
    urn: pulumi.Output<string>,
    { sparse = !hasTerminal(), clock = systemClock }: ProgressOptions = {},
  ) {
    this.sparse = sparse || !hasEngine();
    this.clock = clock;
    // A line that waits for its urn would hold back every later line of the program.
    urn.apply((known) => (this.urn = known));
  }

  show(progress: WaitProgress): void {
    this.seen = { progress, at: this.clock.elapsed() };
    if (!this.sparse) {
      this.ticking ??= setInterval(() => this.tick(), tickInterval).unref();
    }
    const { job, waited, silent } = progress;
    if (job !== undefined && isFinished(job.status) && this.lastStatus === undefined && !this.wasSilent) {
      return; // nothing was waited for
    }
    if (!this.hasRow()) {
      return;
    }
    const changed = job?.status !== this.lastStatus;
    const silenced = (silent !== undefined) !== this.wasSilent;
    if (!changed && !silenced && this.sparse && waited < this.nextLine) {
      return;
    }
    this.lastStatus = job?.status;
    this.wasSilent = silent !== undefined;
    this.nextLine = waited * sparseFactor;
    // The newest event is one of the status before: in a line that stays it would belong to the wrong one.
    const shown = changed ? { ...progress, event: undefined } : progress;
    this.log(describe(shown, this.clock.now()), !changed);
  }

  /** Says for good, in a preview, what the up will wait for. */
  announce(line: string): void {
    this.log(oneLine(line), false);
  }

  /** Ends the lines between two looks. */
  close(): void {
    clearInterval(this.ticking);
  }

  private tick(): void {
    if (this.seen === undefined || this.lastStatus === undefined || !this.hasRow()) {
      return;
    }
    const { progress, at } = this.seen;
    const since = this.clock.elapsed() - at;
    const silent = progress.silent === undefined ? undefined : progress.silent + since;
    this.log(describe({ ...progress, waited: progress.waited + since, silent }, this.clock.now()), true);
  }

  private hasRow(): boolean {
    return this.urn !== undefined || !hasEngine();
  }

  private log(line: string, ephemeral: boolean): void {
    if (!hasEngine()) {
      process.stderr.write(`${this.name}: ${line}\n`);
      return;
    }
    // The resource itself is not registered before the wait is over; the engine only asks for its urn.
    const row = { urn: pulumi.output(this.urn) } as pulumi.Resource;
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

/** Writes one line, what matters first, since a row may have no more than 20 characters: time waited, time left, status. */
export function describe({ job, waited, event, silent }: WaitProgress, now: number): string {
  const time = waited >= 1_000 ? [shortDuration(waited / 1_000, exactSeconds)] : [];
  if (silent !== undefined) {
    const trouble = `no answer for ${shortDuration(silent / 1_000, exactSeconds)}`;
    const before = job === undefined ? [] : [`${job.status} before`];
    return oneLine([trouble, ...time, ...before].join(", "));
  }
  if (job === undefined) {
    return oneLine(time.join(", "));
  }
  const tokens = job.trainedTokens === null ? [] : [`${job.trainedTokens} tokens`];
  if (isFinished(job.status)) {
    return oneLine([[job.status, ...time].join(" after "), ...tokens].join(", "));
  }
  return oneLine(
    [
      ...time,
      ...timeLeft(job.estimatedFinish, now),
      job.status,
      ...tokens,
      ...(event === undefined ? [] : [event]),
    ].join(", "),
  );
}

/** What a preview knows of a job that the up will wait for. */
export interface PendingJob {
  readonly status: JobStatus;
  readonly estimatedFinish?: number;
}

/** Writes what a preview says of it. */
export function describePending({ status, estimatedFinish }: PendingJob, timeoutSeconds: number, now: number): string {
  const left = timeLeft(estimatedFinish ?? null, now).map((time) => ` about ${time}`);
  return oneLine([status, ...left].join(",") + `; the up will wait up to ${formatDuration(timeoutSeconds)} for it`);
}

/** Up to ten minutes one sees the time go on by the second. */
const exactSeconds = 600;
/** Estimates that lie in the past by more than this say nothing: 0 stands for none, too. */
const longestOverdue = 86_400;

function timeLeft(estimatedFinish: number | null, now: number): string[] {
  const left = estimatedFinish === null || estimatedFinish <= 0 ? Number.NaN : estimatedFinish - now / 1_000;
  if (Number.isNaN(left) || left < -longestOverdue) {
    return [];
  }
  return [left >= 0 ? `${shortDuration(left)} left` : `due ${shortDuration(-left)} ago`];
}

/** Leaves the seconds out from a minute on, or from where it is said: a row is short. */
function shortDuration(seconds: number, exactBelow = 60): string {
  return formatDuration(seconds < exactBelow ? seconds : Math.round(seconds / 60) * 60);
}
