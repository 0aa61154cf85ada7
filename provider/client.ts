import { systemClock, type Clock } from "./clock";
import { isPassing, longestRetryAfter } from "./answerErrors";
import { ConnectionError, PortkeyError, SecureConnectionError, UnexpectedResponseError, type Subject } from "./errors";
import { encodeJobId } from "./jobId";
import { limiter } from "./limiter";
import { answerError, parseEvents, parseJob, retryAfter } from "./response";
import type { FineTuningJobState } from "./job";
import type { Settings } from "./settings";
import { get, mostConnections, TransportError } from "./transport";

const firstBackoff = 500;
const longestBackoff = 8_000;
/** Seconds that the request for events may take: it is a courtesy. */
const eventsTimeout = 5;

/** How long a read goes on. */
export interface ReadLimits {
  /** Milliseconds to go on trying at least, when all retries are spent. */
  readonly keepTryingMs?: number;
  /** Milliseconds that requests and retries may take together. */
  readonly withinMs?: number;
  /** Ends it at once. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads fine-tuning jobs. One client serves a process: who asks for the same job at the same time shares the answer. */
export class PortkeyClient {
  private readonly underWay = new Map<string, Promise<FineTuningJobState>>();
  private readonly limited = limiter(mostConnections);

  constructor(private readonly clock: Clock = systemClock) {}

  /**
   * Reads a job: `GET {baseUrl}/fine_tuning/jobs/{id}`, tried again where that can help.
   *
   * @param jobId as `parseJobId` returns it.
   * @throws a PortkeyError, one class for each cause; or the signal's reason.
   */
  readJob(settings: Settings, jobId: string, limits: ReadLimits = {}): Promise<FineTuningJobState> {
    const { baseUrl, headers, requestTimeout, maxRetries } = settings;
    const { keepTryingMs, withinMs } = limits;
    const key = JSON.stringify([jobId, baseUrl, headers, requestTimeout, maxRetries, keepTryingMs, withinMs]);
    const shared = this.underWay.get(key);
    if (shared !== undefined) {
      return shared;
    }
    const reading = this.readWithRetries(settings, jobId, limits).finally(() => this.underWay.delete(key));
    this.underWay.set(key, reading);
    return reading;
  }

  /** Reads the message of a job's newest event: `GET …/events?limit=1`. Returns undefined when there is none to be had. */
  async readNewestEvent(settings: Settings, jobId: string, signal?: AbortSignal): Promise<string | undefined> {
    try {
      const url = `${urlOf(settings, jobId)}/events?limit=1`;
      const timeout = Math.min(settings.requestTimeout, eventsTimeout);
      const answer = await this.limited(() => get(url, settings.headers, { timeout, signal }));
      return parseEvents(answer, settings.redact);
    } catch {
      return undefined;
    }
  }

  private async readWithRetries(settings: Settings, jobId: string, limits: ReadLimits): Promise<FineTuningJobState> {
    const { keepTryingMs = 0, withinMs = Number.POSITIVE_INFINITY, signal } = limits;
    const start = this.clock.elapsed();
    const leftMs = (): number => start + withinMs - this.clock.elapsed();
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.limited(() => {
          const timeout = Math.min(settings.requestTimeout, Math.ceil(Math.max(1, leftMs())) / 1000);
          return this.readOnce({ ...settings, requestTimeout: timeout }, jobId, tries, signal);
        });
      } catch (error) {
        const keptTryingMs = this.clock.elapsed() - start;
        const spent = tries > settings.maxRetries;
        if (!(isPassing(error) && (keptTryingMs < keepTryingMs || (error.retriable && !spent)))) {
          throw error;
        }
        const pauseMs = this.pauseMs(error, tries, spent);
        if (pauseMs > Math.max(longestRetryAfter, keepTryingMs - keptTryingMs) || pauseMs >= leftMs()) {
          throw error;
        }
        await this.clock.sleep(pauseMs, signal);
      }
    }
  }

  private async readOnce(
    settings: Settings,
    jobId: string,
    tries: number,
    signal: AbortSignal | undefined,
  ): Promise<FineTuningJobState> {
    const { baseUrl, headers, requestTimeout: timeout } = settings;
    const subject: Subject = { jobId, baseUrl };
    try {
      const answer = await get(urlOf(settings, jobId), headers, { timeout, signal });
      if (answer.status >= 200 && answer.status < 300) {
        return parseJob(answer, subject, settings);
      }
      throw answerError(answer, subject, settings.redact, tries, retryAfter(answer, this.clock.now()));
    } catch (error) {
      throw error instanceof TransportError ? transportError(error, subject, settings, tries) : error;
    }
  }

  /** What the answer asks for, or else exponential, with full jitter. Beyond the retries it is never nothing. */
  private pauseMs({ retryAfter }: PortkeyError, tries: number, spent: boolean): number {
    const backoff = this.clock.random() * Math.min(longestBackoff, firstBackoff * 2 ** (tries - 1));
    return retryAfter === undefined ? backoff : Math.max(retryAfter, spent ? backoff : 0);
  }
}

function urlOf(settings: Settings, jobId: string): string {
  return `${settings.baseUrl}/fine_tuning/jobs/${encodeJobId(jobId)}`;
}

function transportError(error: TransportError, subject: Subject, { redact }: Settings, tries: number): PortkeyError {
  const why = redact(error.message);
  // The transport's own error, whose message is masked like this one's: a library's holds the request's headers.
  const options = { cause: new TransportError(error.kind, why) };
  switch (error.kind) {
    case "unanswered":
      return new ConnectionError(subject, why, tries, options);
    case "insecure":
      return new SecureConnectionError(subject, why, tries, options);
    case "unreadable":
      return new UnexpectedResponseError(subject, why, "nothing of it was used", options);
  }
}
