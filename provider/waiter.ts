import { PortkeyClient } from "./client";
import { systemClock, type Clock } from "./clock";
import { parseJobId } from "./jobId";
import type { FineTuningJobState } from "./job";
import { resolveSettings, type Settings, type SettingsSources } from "./settings";
import { wait, type WaitResult } from "./wait";

const mostEventReads = 2;
const mostFailedEventReads = 3;
/** Milliseconds after which a wait is too old to join: its deadline would come too early. */
const oldestToJoin = 60_000;

/** What is known of a job that is waited for. */
export interface WaitProgress {
  readonly job: FineTuningJobState;
  /** Seconds. */
  readonly waited: number;
  /** The message of the newest event, where the provider has events. */
  readonly event: string | undefined;
}

export interface WaitRequest {
  readonly jobId: string;
  /** Seconds. */
  readonly timeout: number;
  /** Seconds. */
  readonly pollInterval: number | undefined;
  readonly sources: SettingsSources;
  readonly onProgress: (progress: WaitProgress) => void;
}

interface Watch {
  readonly started: number;
  readonly result: Promise<WaitResult>;
  readonly listeners: Set<WaitRequest["onProgress"]>;
  latest: WaitProgress | undefined;
}

/** Waits for jobs in the program's process. Waits for the same job share their looks. */
export class Waiter {
  private readonly watches = new Map<string, Watch>();
  private eventReads = 0;

  constructor(
    private readonly client = new PortkeyClient(),
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * Waits until the job has finished, the time is up, or looking makes no more sense.
   *
   * @throws InvalidArgumentError or MissingCredentialsError when no look is possible; never for what a look finds.
   */
  async wait(request: WaitRequest): Promise<WaitResult> {
    const settings = resolveSettings(request.sources);
    const jobId = parseJobId(request.jobId);
    const key = JSON.stringify([
      jobId,
      request.timeout,
      request.pollInterval,
      settings.baseUrl,
      settings.headers,
      settings.requestTimeout,
      settings.maxRetries,
    ]);
    const shared = this.watches.get(key);
    const young = shared !== undefined && this.clock.now() - shared.started < oldestToJoin;
    const watch = young ? shared : this.start(key, settings, jobId, request);
    watch.listeners.add(request.onProgress);
    if (watch.latest !== undefined) {
      tellOne(request.onProgress, watch.latest);
    }
    return watch.result;
  }

  private start(key: string, settings: Settings, jobId: string, request: WaitRequest): Watch {
    const events = new NewestEvent(() => this.readEvent(settings, jobId));
    const listeners: Watch["listeners"] = new Set();
    const tell = (progress: WaitProgress): void => {
      watch.latest = progress;
      listeners.forEach((listener) => tellOne(listener, progress));
    };
    const result = Promise.resolve()
      .then(() =>
        wait({
          clock: this.clock,
          timeout: request.timeout * 1000,
          pollInterval: request.pollInterval === undefined ? undefined : request.pollInterval * 1000,
          firstLook: () => this.client.readJob(settings, jobId),
          look: (most) =>
            this.client.readJob(
              { ...settings, maxRetries: 0, requestTimeout: Math.min(settings.requestTimeout, most / 1000) },
              jobId,
            ),
          onLook: (job, waited) => {
            tell({ job, waited: waited / 1000, event: events.latest });
            events.refresh(() => {
              if (watch.latest?.job === job) {
                tell({ ...watch.latest, event: events.latest });
              }
            });
          },
        }),
      )
      .finally(() => {
        events.close();
        if (this.watches.get(key) === watch) {
          this.watches.delete(key);
        }
      });
    const watch: Watch = { started: this.clock.now(), result, listeners, latest: undefined };
    this.watches.set(key, watch);
    return watch;
  }

  /** Events are a courtesy: they never take the connections that the looks need. */
  private async readEvent(settings: Settings, jobId: string): Promise<string | undefined> {
    if (this.eventReads >= mostEventReads) {
      throw new Error("too many event reads under way");
    }
    this.eventReads += 1;
    try {
      return await this.client.readNewestEvent(settings, jobId);
    } finally {
      this.eventReads -= 1;
    }
  }
}

/** Showing progress is a courtesy too. */
function tellOne(listener: WaitRequest["onProgress"], progress: WaitProgress): void {
  try {
    listener(progress);
  } catch {
    // The wait goes on.
  }
}

/** Keeps the newest event's message, without anybody waiting for it. */
class NewestEvent {
  latest: string | undefined;
  private failures = 0;
  private reading = false;

  constructor(private readonly read: () => Promise<string | undefined>) {}

  refresh(changed: () => void): void {
    if (this.reading || this.failures >= mostFailedEventReads) {
      return;
    }
    this.reading = true;
    this.read()
      .then((message) => {
        this.failures = message === undefined ? this.failures + 1 : 0;
        if (message !== undefined && message !== this.latest && !this.closed) {
          this.latest = message;
          changed();
        }
      })
      .catch(() => undefined)
      .finally(() => {
        this.reading = false;
      });
  }

  private closed = false;

  close(): void {
    this.closed = true;
  }
}
