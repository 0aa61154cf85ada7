import { MissingCredentialsError } from "../errors/argumentErrors";
import { systemClock, type Clock } from "../http/clock";
import { connectionKey } from "../http/client";
import type { FineTuningJobState } from "../jobs/fields";
import type { JobId } from "../jobs/jobId";
import { JobsClient } from "../jobs/jobsClient";
import { isFinished } from "../jobs/status";
import { resolveSettings, type Settings } from "../settings/settings";
import type { SettingsSources } from "../settings/sources";
import { masked } from "./verdict";
import { longestOutageMs, wait, type WaitResult } from "./wait";

const maxEventReads = 2;
const maxFailedEventReads = 3;

/** What is known of a job that is waited for. */
export type WaitProgress = AnsweredProgress | SilentProgress;

/** The last read was good. */
export interface AnsweredProgress {
  readonly kind: "answered";
  readonly waitedMs: number;
  readonly job: FineTuningJobState;
  /** The message of the newest event, where the provider has events. */
  readonly event: string | undefined;
}

/** The last read was in vain. */
export interface SilentProgress {
  readonly kind: "silent";
  readonly waitedMs: number;
  /** How long no read has been good. */
  readonly silentMs: number;
  /** The job as it was at the last good read; undefined before there was one. */
  readonly job: FineTuningJobState | undefined;
}

export interface WaitRequest {
  readonly jobId: JobId;
  readonly timeoutMs: number;
  readonly pollIntervalMs: number | undefined;
  readonly sources: SettingsSources;
  /** Ends the wait at once. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (progress: WaitProgress) => void;
}

/** Waits for jobs in the program's process. Waits for the same job share one stream of reads. */
export class Waiter {
  private readonly watched = new Map<string, WatchedJob>();
  private eventReads = 0;

  constructor(
    private readonly client = new JobsClient(),
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * Waits until the job has finished, the time is up, or reading makes no more sense: then the provider's own read says why.
   *
   * @throws nothing but the signal's reason.
   */
  async wait(request: WaitRequest): Promise<WaitResult> {
    let settings: Settings;
    try {
      settings = resolveSettings(request.sources);
    } catch (error) {
      return { end: "not started", waitedMs: 0, why: whyNotStarted(error) };
    }
    return this.watch(request, settings, request.jobId);
  }

  private async watch(request: WaitRequest, settings: Settings, jobId: JobId): Promise<WaitResult> {
    const { signal, timeoutMs, pollIntervalMs } = request;
    const key = JSON.stringify([jobId.decoded, connectionKey(settings)]);
    const watched =
      this.watched.get(key) ?? new WatchedJob(this.clock, (over) => this.readEvent(settings, jobId, over));
    this.watched.set(key, watched);
    let shown: WaitProgress | undefined;
    const show = (progress: WaitProgress): void => {
      shown = progress;
      tell(request.onProgress, progress);
    };
    const stopListening = watched.onEvent((event) => {
      if (shown?.kind === "answered") {
        show({ ...shown, event });
      }
    });
    try {
      return await wait({
        clock: this.clock,
        signal,
        timeoutMs,
        pollIntervalMs,
        firstRead: (withinMs) =>
          watched.read(0, () =>
            // Long waits need no limit for it, and without one they share it.
            this.client.readJob(settings, jobId, { ...(withinMs < longestOutageMs ? { withinMs } : {}), signal }),
          ),
        read: (withinMs, freshForMs) =>
          watched.read(freshForMs, () => {
            // Where the settings allow less, that holds for all waits, and they share it.
            const limit = withinMs < settings.requestTimeoutMs ? { requestTimeoutMs: withinMs } : {};
            return this.client.readJob(settings, jobId, { maxRetries: 0, ...limit, signal });
          }),
        readAt: () => watched.readAt,
        onRead: (job, waitedMs) => {
          show({ kind: "answered", waitedMs, job: masked(job, settings.redact), event: watched.event });
          if (!isFinished(job.status)) {
            watched.refreshEvent();
          }
        },
        onFailure: (silentMs, waitedMs) => show({ kind: "silent", waitedMs, silentMs, job: shown?.job }),
      });
    } finally {
      stopListening();
      if (watched.isUnwatched) {
        watched.forget();
        this.watched.delete(key);
      }
    }
  }

  /** Events are a courtesy: they never take the connections that the reads need. */
  private async readEvent(settings: Settings, jobId: JobId, over: AbortSignal): Promise<string | undefined> {
    if (this.eventReads >= maxEventReads) {
      throw new Error("too many event reads under way");
    }
    this.eventReads += 1;
    try {
      return await this.client.readNewestEvent(settings, jobId, over);
    } finally {
      this.eventReads -= 1;
    }
  }
}

/** What the waits for one job share: the last read, and the newest event's message, for which nobody waits. */
class WatchedJob {
  event: string | undefined;
  readAt = 0;
  private latest: FineTuningJobState | undefined;
  private readonly listeners = new Set<(event: string) => void>();
  private readingEvent = false;
  private failedEventReads = 0;
  private readonly over = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly readEvent: (over: AbortSignal) => Promise<string | undefined>,
  ) {}

  get isUnwatched(): boolean {
    return this.listeners.size === 0;
  }

  /** Gives up the request for an event that may be under way. */
  forget(): void {
    this.over.abort();
  }

  async read(freshForMs: number, read: () => Promise<FineTuningJobState>): Promise<FineTuningJobState> {
    if (this.latest !== undefined && this.clock.elapsed() - this.readAt < freshForMs) {
      return this.latest;
    }
    const job = await read();
    this.latest = job;
    this.readAt = this.clock.elapsed();
    return job;
  }

  /** Returns what ends the listening. */
  onEvent(listener: (event: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  refreshEvent(): void {
    if (this.readingEvent || this.failedEventReads >= maxFailedEventReads) {
      return;
    }
    this.readingEvent = true;
    this.readEvent(this.over.signal)
      .then((message) => {
        this.failedEventReads = message === undefined ? this.failedEventReads + 1 : 0;
        if (message !== undefined && message !== this.event) {
          this.event = message;
          this.listeners.forEach((listener) => listener(message));
        }
      })
      .catch(() => undefined)
      .finally(() => {
        this.readingEvent = false;
      });
  }
}

/** Says why the program's process can't ask, as part of a sentence. */
function whyNotStarted(error: unknown): string {
  if (error instanceof MissingCredentialsError) {
    return "it finds no Portkey credentials";
  }
  return error instanceof Error ? error.message : String(error);
}

/** Showing progress is a courtesy too. */
function tell(listener: WaitRequest["onProgress"], progress: WaitProgress): void {
  try {
    listener(progress);
  } catch {
    // The wait goes on.
  }
}
