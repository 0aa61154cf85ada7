import { shown } from "../text/shown";
import type { Clock } from "../http/clock";
import { isFinished, type JobStatus } from "../jobs/status";
import { describe } from "./progressLine";
import type { WaitProgress } from "./waiter";

// Where lines can't replace each other, each may come only when the wait is longer than at the last one by this factor.
const sparseFactor = 1.5;
/** The time between two lines in a terminal, where the times go on without a request. */
const tickIntervalMs = 5_000;

/** A job's row of the terminal. */
export interface Row {
  /** Whether it can be written to. */
  readonly isThere: () => boolean;
  /** Writes a line; the next one takes the place of one that is ephemeral. */
  readonly write: (line: string, ephemeral: boolean) => void;
}

export interface ProgressOptions {
  /** Whether each line stays, as in a log. */
  readonly sparse: boolean;
  readonly clock: Clock;
}

/** Shows on a job's row what its wait is about: each read for a moment, each change of status for good. */
export class Progress {
  private lastStatus: JobStatus | undefined;
  private lastKind: WaitProgress["kind"] = "answered";
  private hasShown = false;
  private nextLineMs = 0;
  private seen: { readonly progress: WaitProgress; readonly at: number } | undefined;
  private ticking: NodeJS.Timeout | undefined;

  constructor(
    private readonly row: Row,
    private readonly options: ProgressOptions,
  ) {}

  show(progress: WaitProgress): void {
    this.seen = { progress, at: this.options.clock.elapsed() };
    if (!this.options.sparse) {
      this.ticking ??= setInterval(() => this.tick(), tickIntervalMs).unref();
    }
    const { job, kind, waitedMs } = progress;
    if (job !== undefined && isFinished(job.status) && !this.hasShown) {
      return; // nothing was waited for
    }
    if (!this.row.isThere()) {
      return;
    }
    const changed = job?.status !== this.lastStatus;
    if (!changed && kind === this.lastKind && this.options.sparse && waitedMs < this.nextLineMs) {
      return;
    }
    this.hasShown = true;
    this.lastStatus = job?.status;
    this.lastKind = kind;
    this.nextLineMs = waitedMs * sparseFactor;
    // The newest event is one of the status before: in a line that stays it would belong to the wrong one.
    const shown = changed && kind === "answered" ? { ...progress, event: undefined } : progress;
    this.row.write(describe(shown, this.options.clock.now()), !changed);
  }

  /** Says for good, in a preview, what the up will wait for. */
  announce(line: string): void {
    this.row.write(shown(line), false);
  }

  /** Ends the lines between two reads. */
  close(): void {
    clearInterval(this.ticking);
  }

  private tick(): void {
    if (this.seen === undefined || !this.hasShown || !this.row.isThere()) {
      return;
    }
    const { progress, at } = this.seen;
    const sinceMs = this.options.clock.elapsed() - at;
    const waitedMs = progress.waitedMs + sinceMs;
    const now: WaitProgress =
      progress.kind === "silent"
        ? { ...progress, waitedMs, silentMs: progress.silentMs + sinceMs }
        : { ...progress, waitedMs };
    this.row.write(describe(now, this.options.clock.now()), true);
  }
}
