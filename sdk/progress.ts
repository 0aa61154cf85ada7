import { closeSync, openSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { formatDuration, oneLine } from "../provider/errors/words";
import type { Clock } from "../provider/http/clock";
import { untilEstimatedFinishMs } from "../provider/jobs/estimate";
import { isFinished, type JobStatus } from "../provider/jobs/status";
import type { WaitProgress } from "../provider/waiting/waiter";
import { programClock } from "./core";
import { hasEngine, inProcessEngine } from "./mocks";

// Where lines can't replace each other, each may come only when the wait is longer than at the last one by this factor.
const sparseFactor = 1.5;
/** The time between two lines in a terminal, where the times go on without a request. */
const tickIntervalMs = 5_000;

export interface ProgressOptions {
  /** Whether each line stays, as in a log. */
  readonly sparse?: boolean;
  readonly clock?: Clock;
}

/** Shows on a job's row what its wait is about: each read for a moment, each change of status for good. */
export class Progress {
  private readonly sparse: boolean;
  private readonly clock: Clock;
  private urn: string | undefined;
  private lastStatus: JobStatus | undefined;
  private lastKind: WaitProgress["kind"] = "answered";
  private hasShown = false;
  private nextLineMs = 0;
  private seen: { readonly progress: WaitProgress; readonly at: number } | undefined;
  private ticking: NodeJS.Timeout | undefined;

  constructor(
    private readonly name: string,
    urn: pulumi.Output<string>,
    { sparse = !hasTerminal(), clock = programClock() }: ProgressOptions = {},
  ) {
    this.sparse = sparse || !hasEngine();
    this.clock = clock;
    // A line that waits for its urn would hold back every later line of the program.
    urn.apply((known) => (this.urn = known));
  }

  show(progress: WaitProgress): void {
    this.seen = { progress, at: this.clock.elapsed() };
    if (!this.sparse) {
      this.ticking ??= setInterval(() => this.tick(), tickIntervalMs).unref();
    }
    const { job, kind, waitedMs } = progress;
    if (job !== undefined && isFinished(job.status) && !this.hasShown) {
      return; // nothing was waited for
    }
    if (!this.hasRow()) {
      return;
    }
    const changed = job?.status !== this.lastStatus;
    if (!changed && kind === this.lastKind && this.sparse && waitedMs < this.nextLineMs) {
      return;
    }
    this.hasShown = true;
    this.lastStatus = job?.status;
    this.lastKind = kind;
    this.nextLineMs = waitedMs * sparseFactor;
    // The newest event is one of the status before: in a line that stays it would belong to the wrong one.
    const shown = changed && kind === "answered" ? { ...progress, event: undefined } : progress;
    this.log(describe(shown, this.clock.now()), !changed);
  }

  /** Says for good, in a preview, what the up will wait for. */
  announce(line: string): void {
    this.log(oneLine(line), false);
  }

  /** Ends the lines between two reads. */
  close(): void {
    clearInterval(this.ticking);
  }

  private tick(): void {
    if (this.seen === undefined || !this.hasShown || !this.hasRow()) {
      return;
    }
    const { progress, at } = this.seen;
    const sinceMs = this.clock.elapsed() - at;
    const waitedMs = progress.waitedMs + sinceMs;
    const now: WaitProgress =
      progress.kind === "silent"
        ? { ...progress, waitedMs, silentMs: progress.silentMs + sinceMs }
        : { ...progress, waitedMs };
    this.log(describe(now, this.clock.now()), true);
  }

  private hasRow(): boolean {
    return this.urn !== undefined || !hasEngine();
  }

  private log(line: string, ephemeral: boolean): void {
    if (!hasEngine()) {
      const log = inProcessEngine()?.log ?? ((text: string) => process.stderr.write(`${text}\n`));
      log(`${this.name}: ${line}`);
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
export function describe(progress: WaitProgress, nowMs: number): string {
  const { job, waitedMs } = progress;
  const time = waitedMs >= 1_000 ? [shortDuration(waitedMs, exactBelowMs)] : [];
  if (progress.kind === "silent") {
    const trouble = `no answer for ${shortDuration(progress.silentMs, exactBelowMs)}`;
    const before = job === undefined ? [] : [`${job.status} before`];
    return oneLine([trouble, ...time, ...before].join(", "));
  }
  const { status, trainedTokens, estimatedFinish } = progress.job;
  const tokens = trainedTokens === null ? [] : [`${trainedTokens} tokens`];
  if (isFinished(status)) {
    return oneLine([[status, ...time].join(" after "), ...tokens].join(", "));
  }
  const event = progress.event === undefined ? [] : [progress.event];
  return oneLine([...time, ...timeLeft(estimatedFinish, nowMs), status, ...tokens, ...event].join(", "));
}

/** What a preview knows of a job that the up will wait for. */
export interface PendingJob {
  readonly status: JobStatus;
  readonly estimatedFinish?: number;
}

/** Writes what a preview says of it. */
export function describePending({ status, estimatedFinish }: PendingJob, timeoutMs: number, nowMs: number): string {
  const left = timeLeft(estimatedFinish, nowMs).map((time) => ` about ${time}`);
  return oneLine([status, ...left].join(",") + `; the up will wait up to ${formatDuration(timeoutMs)} for it`);
}

const minuteMs = 60_000;
/** Up to ten minutes one sees the time go on by the second. */
const exactBelowMs = 10 * minuteMs;
/** Estimates that lie in the past by more than this say nothing. */
const longestOverdueMs = 86_400_000;

function timeLeft(estimatedFinish: number | null | undefined, nowMs: number): string[] {
  const leftMs = untilEstimatedFinishMs(estimatedFinish, nowMs);
  if (leftMs === undefined || leftMs < -longestOverdueMs) {
    return [];
  }
  return [leftMs >= 0 ? `${shortDuration(leftMs)} left` : `due ${shortDuration(-leftMs)} ago`];
}

/** Leaves the seconds out from a minute on, or from where it is said: a row is short. */
function shortDuration(durationMs: number, exactBelow = minuteMs): string {
  return formatDuration(durationMs < exactBelow ? durationMs : Math.round(durationMs / minuteMs) * minuteMs);
}
