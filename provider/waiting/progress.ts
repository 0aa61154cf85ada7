import { closeSync, openSync } from "node:fs";
import { shown } from "../text/shown";
import type { Clock } from "../http/clock";
import type { FineTuningJobState } from "../jobs/fields";
import { isFinished, type JobStatus } from "../jobs/status";
import { answeredLine, silentLine } from "./progressLine";

// If lines can't replace each other, the next one comes only when the wait is this many times as long.
const sparseFactor = 1.5;
/** In a terminal, how often the times are updated between two reads. */
const tickIntervalMs = 5_000;

/** A job's status line in the CLI. */
export interface StatusLine {
  /** Whether it can show a line. */
  readonly isReady: () => boolean;
  /** Shows a line. The next line replaces it if it is ephemeral. */
  readonly write: (line: string, ephemeral: boolean) => void;
}

interface ProgressOptions {
  /** Whether each line stays, as in a log. */
  readonly sparse: boolean;
  readonly clock: Clock;
}

/** What is known about the job at one point of the wait. */
interface Seen {
  readonly waitedMs: number;
  /** How long there has been no valid response; undefined after a valid one. */
  readonly silentMs: number | undefined;
  /** When this was read, by the clock. */
  readonly atMs: number;
}

/** Shows the progress of a wait: an ephemeral line for each read, and a lasting line for each change of status. */
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
    private readonly statusLine: StatusLine,
    private readonly options: ProgressOptions,
  ) {}

  /** The job that was shown last. */
  get lastJob(): FineTuningJobState | undefined {
    return this.job;
  }

  /** Shows a job that has been read. */
  answered(job: FineTuningJobState, waitedMs: number): void {
    this.job = job;
    this.see(waitedMs, undefined);
  }

  /** Shows how long there has been no valid response. */
  silent(silentMs: number, waitedMs: number): void {
    this.see(waitedMs, silentMs);
  }

  /** Shows the message of the job's newest event, together with the last read. */
  newestEvent(message: string): void {
    const isNew = message !== this.event;
    this.event = message;
    if (isNew && this.seen !== undefined && this.seen.silentMs === undefined) {
      this.see(this.seen.waitedMs, undefined);
    }
  }

  /** Shows a lasting line in a preview: what the update will wait for. */
  announce(line: string): void {
    this.write(shown(line), false);
  }

  /** Stops the updates between two reads. */
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
    if (wasFinishedBefore || !this.statusLine.isReady()) {
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
    // The newest event belongs to the previous status, so a lasting line must not show it.
    this.write(this.line(this.seen, hasChanged ? undefined : this.event), !hasChanged);
  }

  private tick(): void {
    if (this.seen === undefined || !this.hasShown || !this.statusLine.isReady()) {
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

  /** Writes a line. Errors are ignored, since progress is optional. */
  private write(line: string, ephemeral: boolean): void {
    try {
      this.statusLine.write(line, ephemeral);
    } catch {
      // The wait continues.
    }
  }
}

/** Returns whether there is a terminal: a CI log would keep every line that a terminal replaces. */
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
