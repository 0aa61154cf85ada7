import { PortkeyClient } from "./client";
import { systemClock, type Clock } from "./clock";
import { MissingCredentialsError, PortkeyError } from "./errors";
import { parseJobId } from "./jobId";
import type { FineTuningJobState } from "./job";
import { resolveSettings, type Settings, type SettingsSources } from "./settings";
import { isFinished } from "./status";
import { longestOutage, wait, type WaitResult } from "./wait";

const mostEventReads = 2;
const mostFailedEventReads = 3;

/** What is known of a job that is waited for. */
export interface WaitProgress {
  /** The job as it was at the last good look; undefined before there was one. */
  readonly job: FineTuningJobState | undefined;
  /** Milliseconds. */
  readonly waited: number;
  /** The message of the newest event, where the provider has events. */
  readonly event: string | undefined;
  /** Milliseconds for which no look has been good; undefined when the last one was. */
  readonly silent: number | undefined;
}

export interface WaitRequest {
  readonly jobId: string;
  /** Seconds. */
  readonly timeout: number;
  /** Seconds. */
  readonly pollInterval: number | undefined;
  readonly sources: SettingsSources;
  /** Ends the wait at once. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (progress: WaitProgress) => void;
}

/** Waits for jobs in the program's process. Waits for the same job share one stream of looks. */
export class Waiter {
  private readonly watched = new Map<string, WatchedJob>();
  private eventReads = 0;

  constructor(
    private readonly client = new PortkeyClient(),
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * Waits until the job has finished, the time is up, or looking makes no more sense: then the read that follows says why.
   *
   * @throws nothing but the signal's reason.
   */
  async wait(request: WaitRequest): Promise<WaitResult> {
    let settings: Settings;
    let jobId: string;
    try {
      settings = resolveSettings(request.sources);
      jobId = parseJobId(request.jobId);
    } catch (error) {
      const why =
        error instanceof MissingCredentialsError
          ? "it finds no Portkey credentials"
          : error instanceof PortkeyError
            ? error.message
            : String(error);
      return { end: "not started", waited: 0, why };
    }
    return this.waitFor(request, settings, jobId);
  }

  private async waitFor(request: WaitRequest, settings: Settings, jobId: string): Promise<WaitResult> {
    const { baseUrl, headers, requestTimeout, maxRetries } = settings;
    const { signal } = request;
    const key = JSON.stringify([jobId, baseUrl, headers, requestTimeout, maxRetries]);
    const job = this.watched.get(key) ?? new WatchedJob(this.clock, (over) => this.readEvent(settings, jobId, over));
    this.watched.set(key, job);
    let shown: WaitProgress | undefined;
    const show = (progress: WaitProgress): void => {
      shown = progress;
      tell(request.onProgress, progress);
    };
    const stopListening = job.onEvent((event) => shown?.silent === undefined && shown && show({ ...shown, event }));
    try {
      return await wait({
        clock: this.clock,
        signal,
        timeout: request.timeout * 1000,
        pollInterval: request.pollInterval === undefined ? undefined : request.pollInterval * 1000,
        firstLook: (most) =>
          job.look(0, () =>
            // Long waits need no limit for it, and without one they share it.
            this.client.readJob(settings, jobId, { ...(most < longestOutage ? { withinMs: most } : {}), signal }),
          ),
        look: (most, freshFor) =>
          job.look(freshFor, () =>
            this.client.readJob(
              { ...settings, maxRetries: 0, requestTimeout: Math.min(requestTimeout, most / 1000) },
              jobId,
              { signal },
            ),
          ),
        lookedAt: () => job.lookedAt,
        onLook: (state, waited) => {
          show({ job: state, waited, event: job.event, silent: undefined });
          if (!isFinished(state.status)) {
            job.refreshEvent();
          }
        },
        onFailure: (silent, waited) => show({ job: shown?.job, waited, event: undefined, silent }),
      });
    } finally {
      stopListening();
      if (job.isUnwatched) {
        job.forget();
        this.watched.delete(key);
      }
    }
  }

  /** Events are a courtesy: they never take the connections that the looks need. */
  private async readEvent(settings: Settings, jobId: string, over: AbortSignal): Promise<string | undefined> {
    if (this.eventReads >= mostEventReads) {
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

/** What the waits for one job share: the last look, and the newest event's message, for which nobody waits. */
class WatchedJob {
  event: string | undefined;
  lookedAt = 0;
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

  async look(freshFor: number, read: () => Promise<FineTuningJobState>): Promise<FineTuningJobState> {
    if (this.latest !== undefined && this.clock.elapsed() - this.lookedAt < freshFor) {
      return this.latest;
    }
    const job = await read();
    this.latest = job;
    this.lookedAt = this.clock.elapsed();
    return job;
  }

  /** Returns what ends the listening. */
  onEvent(listener: (event: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  refreshEvent(): void {
    if (this.readingEvent || this.failedEventReads >= mostFailedEventReads) {
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

/** Showing progress is a courtesy too. */
function tell(listener: WaitRequest["onProgress"], progress: WaitProgress): void {
  try {
    listener(progress);
  } catch {
    // The wait goes on.
  }
}
