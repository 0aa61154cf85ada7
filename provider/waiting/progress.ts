import { closeSync, openSync } from "node:fs";
import { shown } from "../text/shown";
import type { Clock } from "../http/clock";
import type { FineTuningJobState } from "../jobs/fields";
import { isFinished, type JobStatus } from "../jobs/status";
import { answeredLine, silentLine } from "./progressLine";

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

interface ProgressOptions {
  /** Whether each line stays, as in a log. */
  readonly sparse: boolean;
  readonly clock: Clock;
}

/** What is known of the job at one time of its wait. */
interface Seen {
  readonly waitedMs: number;
  /** For how long no read has been good; undefined after a good one. */
  readonly silentMs: number | undefined;
  /** When it was seen, by the clock. */
  readonly atMs: number;
}

/** Shows on a job's row what its wait is about: each read for a moment, each change of status for good. */
export class Progress {
  private job: FineTuningJobState | undefined;
  private event: string | undefined;
  private seen: Seen | undefined;
  private lastStatus: JobStatus | undefined;
  private wasSilent = false;
  private hasShown = false;
  private nextLineMs = 0;
  private ticking: NodeJS.Timeout | undefined;

  constructor(
    private readonly row: Row,
    private readonly options: ProgressOptions,
  ) {}

  /** The job as it was shown last. */
  get lastJob(): FineTuningJobState | undefined {
    return this.job;
  }

  /** Shows a job that has been read. */
  answered(job: FineTuningJobState, waitedMs: number): void {
    this.job = job;
    this.see(waitedMs, undefined);
  }

  /** Shows that no read has been good for so long. */
  silent(silentMs: number, waitedMs: number): void {
    this.see(waitedMs, silentMs);
  }

  /** Shows the message of the job's newest event, with what was read last. */
  newestEvent(message: string): void {
    const isNew = message !== this.event;
    this.event = message;
    if (isNew && this.seen !== undefined && this.seen.silentMs === undefined) {
      this.see(this.seen.waitedMs, undefined);
    }
  }

  /** Says for good, in a preview, what the up will wait for. */
  announce(line: string): void {
    this.write(shown(line), false);
  }

  /** Ends the lines between two reads. */
  close(): void {
    clearInterval(this.ticking);
  }

  private see(waitedMs: number, silentMs: number | undefined): void {
    this.seen = { waitedMs, silentMs, atMs: this.options.clock.elapsed() };
    if (!this.options.sparse) {
      this.ticking ??= setInterval(() => this.tick(), tickIntervalMs).unref();
    }
    const status = this.job?.status;
    const wasFinishedBefore = status !== undefined && isFinished(status) && !this.hasShown;
    if (wasFinishedBefore || !this.row.isThere()) {
      return;
    }
    const isSilent = silentMs !== undefined;
    const hasChanged = status !== this.lastStatus;
    if (!hasChanged && isSilent === this.wasSilent && this.options.sparse && waitedMs < this.nextLineMs) {
      return;
    }
    this.hasShown = true;
    this.lastStatus = status;
    this.wasSilent = isSilent;
    this.nextLineMs = waitedMs * sparseFactor;
    // The newest event is one of the status before: in a line that stays it would belong to the wrong one.
    this.write(this.line(this.seen, hasChanged ? undefined : this.event), !hasChanged);
  }

  private tick(): void {
    if (this.seen === undefined || !this.hasShown || !this.row.isThere()) {
      return;
    }
    const { waitedMs, silentMs, atMs } = this.seen;
    const sinceMs = this.options.clock.elapsed() - atMs;
    const now = { waitedMs: waitedMs + sinceMs, silentMs: silentMs === undefined ? undefined : silentMs + sinceMs };
    this.write(this.line(now, this.event), true);
  }

  private line({ waitedMs, silentMs }: Omit<Seen, "atMs">, event: string | undefined): string {
    return this.job === undefined || silentMs !== undefined
      ? silentLine(this.job?.status, silentMs ?? 0, waitedMs)
      : answeredLine(this.job, waitedMs, event, this.options.clock.now());
  }

  /** To show something is a courtesy. */
  private write(line: string, ephemeral: boolean): void {
    try {
      this.row.write(line, ephemeral);
    } catch {
      // The wait goes on.
    }
  }
}

/** Tells whether somebody could be watching: a CI log keeps every line that a terminal would replace. */
export function hasTerminal(): boolean {
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
