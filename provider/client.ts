import { systemClock, type Clock } from "./clock";
import { isPassing } from "./answerErrors";
import { ConnectionError, PortkeyError, SecureConnectionError, UnexpectedResponseError, type Subject } from "./errors";
import { encodeJobId } from "./jobId";
import { limiter } from "./limiter";
import { answerError, parseEvents, parseJob, retryAfter } from "./response";
import type { FineTuningJobState } from "./job";
import type { Settings } from "./settings";
import { get, mostConnections, TransportError } from "./transport";

const firstBackoff = 500;
const longestBackoff = 8_000;
/** The longest time, in milliseconds, that an answer can make us wait. */
const longestRetryAfter = 60_000;

/** Reads fine-tuning jobs. One client serves a process: who asks for the same job at the same time shares the answer. */
export class PortkeyClient {
  private readonly underWay = new Map<string, Promise<FineTuningJobState>>();
  private readonly limited = limiter(mostConnections);

  constructor(private readonly clock: Clock = systemClock) {}

  /**
   * Reads a job: `GET {baseUrl}/fine_tuning/jobs/{id}`, tried again where that can help.
   *
   * @param jobId as `parseJobId` returns it.
   * @param patience milliseconds to go on trying at least, when all retries are spent.
   * @throws a PortkeyError, one class for each cause.
   */
  readJob(settings: Settings, jobId: string, patience = 0): Promise<FineTuningJobState> {
    const { baseUrl, headers, requestTimeout, maxRetries } = settings;
    const key = JSON.stringify([jobId, baseUrl, headers, requestTimeout, maxRetries, patience]);
    const shared = this.underWay.get(key);
    if (shared !== undefined) {
      return shared;
    }
    const reading = this.readWithRetries(settings, jobId, patience).finally(() => this.underWay.delete(key));
    this.underWay.set(key, reading);
    return reading;
  }

  /** Reads the message of a job's newest event: `GET …/events?limit=1`. Returns undefined when there is none to be had. */
  async readNewestEvent(settings: Settings, jobId: string): Promise<string | undefined> {
    try {
      const url = `${urlOf(settings, jobId)}/events?limit=1`;
      const answer = await this.limited(() => get(url, settings.headers, settings.requestTimeout));
      return parseEvents(answer, settings.redact);
    } catch {
      return undefined;
    }
  }

  private async readWithRetries(settings: Settings, jobId: string, patience: number): Promise<FineTuningJobState> {
    const patientUntil = this.clock.now() + patience;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.limited(() => this.readOnce(settings, jobId, tries));
      } catch (error) {
        const patient = this.clock.now() < patientUntil && isPassing(error);
        const retriable = error instanceof PortkeyError && error.retriable && tries <= settings.maxRetries;
        if (!patient && !retriable) {
          throw error;
        }
        // Patience must not become a loop without a pause, whatever an answer says.
        const pause = tries > settings.maxRetries ? this.backoff(tries) : 0;
        await this.clock.sleep(
          error.retryAfter === undefined ? this.backoff(tries) : Math.max(error.retryAfter, pause),
        );
      }
    }
  }

  private async readOnce(settings: Settings, jobId: string, tries: number): Promise<FineTuningJobState> {
    const subject: Subject = { jobId, baseUrl: settings.baseUrl };
    try {
      const answer = await get(urlOf(settings, jobId), settings.headers, settings.requestTimeout);
      if (answer.status >= 200 && answer.status < 300) {
        return parseJob(answer, subject, settings);
      }
      const after = retryAfter(answer, this.clock.now());
      throw answerError(answer, subject, settings.redact, tries, after && Math.min(after, longestRetryAfter));
    } catch (error) {
      throw error instanceof TransportError ? transportError(error, subject, settings, tries) : error;
    }
  }

  /** Exponential, with full jitter. */
  private backoff(tries: number): number {
    return this.clock.random() * Math.min(longestBackoff, firstBackoff * 2 ** (tries - 1));
  }
}

function urlOf(settings: Settings, jobId: string): string {
  return `${settings.baseUrl}/fine_tuning/jobs/${encodeJobId(jobId)}`;
}

function transportError(error: TransportError, subject: Subject, { redact }: Settings, tries: number): PortkeyError {
  const cause = redact(error.message);
  switch (error.kind) {
    case "unanswered":
      return new ConnectionError(subject, cause, tries);
    case "insecure":
      return new SecureConnectionError(subject, cause, tries);
    case "unreadable":
      return new UnexpectedResponseError(subject, cause, "nothing of it was used");
  }
}
