import { longestRetryAfterMs } from "../errors/answerErrors";
import { mayPass, type PortkeyError } from "../errors/portkeyError";
import { ConnectionError, SecureConnectionError, UnexpectedResponseError, type Subject } from "../errors/requestErrors";
import type { Settings } from "../settings/settings";
import { answerError } from "./answerError";
import { systemClock, type Clock } from "./clock";
import { limiter } from "./limiter";
import { parseAnswer } from "./parseAnswer";
import type { ApiRequest } from "./request";
import type { RequestLimits } from "./requestLimits";
import { Sharing } from "./sharing";
import { get, TransportError, type Send } from "./transport";

const firstBackoffMs = 500;
const longestBackoffMs = 8_000;
/** How many requests one process sends to a host at the same time. The program and the provider together send up to 16. */
export const maxRequestsAtOnce = 8;

/** Sends requests to the API. A process has one client: callers that ask for the same at the same time share the response. */
export class PortkeyClient {
  /** By schema, which determines the type of the shared value. */
  private readonly sharing = new WeakMap<object, Sharing>();
  private readonly limiters = new Map<string, ReturnType<typeof limiter>>();

  constructor(
    private readonly clock: Clock = systemClock,
    private readonly send: Send = get,
  ) {}

  /**
   * Sends a request, retries it if that can help, and parses the response.
   *
   * @throws a PortkeyError, one class for each cause; or the signal's reason.
   */
  get<Parsed, Value>(
    settings: Settings,
    request: ApiRequest<Parsed, Value>,
    limits: RequestLimits = {},
  ): Promise<Value> {
    const { signal, ...numbers } = limits;
    const sharing = this.sharing.get(request.schema) ?? new Sharing();
    this.sharing.set(request.schema, sharing);
    const key = JSON.stringify([request.path, connectionKey(settings), Object.entries(numbers)]);
    return sharing.join(key, (over) => this.getWithRetries(settings, request, { ...numbers, signal: over }), signal);
  }

  private async getWithRetries<Parsed, Value>(
    settings: Settings,
    request: ApiRequest<Parsed, Value>,
    limits: RequestLimits,
  ): Promise<Value> {
    const { keepTryingMs = 0, withinMs = Number.POSITIVE_INFINITY, signal } = limits;
    const { maxRetries = settings.maxRetries } = limits;
    const longestTryMs = Math.min(settings.requestTimeoutMs, limits.requestTimeoutMs ?? Number.POSITIVE_INFINITY);
    const limited = this.limiterOf(settings.baseUrl);
    const startMs = this.clock.elapsed();
    let queuedMs = 0;
    const triedMs = (): number => this.clock.elapsed() - startMs - queuedMs;
    for (let tries = 1; ; tries += 1) {
      try {
        const askedAtMs = this.clock.elapsed();
        return await limited(() => {
          queuedMs += this.clock.elapsed() - askedAtMs;
          const timeoutMs = Math.min(longestTryMs, Math.ceil(Math.max(1, withinMs - triedMs())));
          return this.getOnce(settings, request, { tries, timeoutMs, signal });
        });
      } catch (error) {
        const spent = tries > maxRetries;
        if (!mayPass(error)) {
          throw error;
        }
        const keepTryingLeftMs = keepTryingMs - triedMs();
        if (keepTryingLeftMs <= 0 && (error.tryAgain !== "soon" || spent)) {
          throw error;
        }
        const longestPauseMs = Math.max(longestRetryAfterMs, keepTryingLeftMs);
        const askedMs = this.pauseMs(error, tries, spent);
        const pauseMs = keepTryingLeftMs > 0 ? Math.min(askedMs, longestPauseMs) : askedMs;
        if (pauseMs > longestPauseMs || pauseMs >= withinMs - triedMs()) {
          throw error;
        }
        await this.clock.sleep(pauseMs, signal);
      }
    }
  }

  private limiterOf(baseUrl: string): ReturnType<typeof limiter> {
    const { host } = new URL(baseUrl);
    const found = this.limiters.get(host) ?? limiter(maxRequestsAtOnce);
    this.limiters.set(host, found);
    return found;
  }

  private async getOnce<Parsed, Value>(
    settings: Settings,
    request: ApiRequest<Parsed, Value>,
    { tries, timeoutMs, signal }: { tries: number; timeoutMs: number; signal: AbortSignal | undefined },
  ): Promise<Value> {
    const { baseUrl, headers, credentialPlaces, redact } = settings;
    const subject: Subject = {
      get name() {
        return redact(request.subject);
      },
      baseUrl,
      credentialPlaces,
    };
    try {
      const { afterMissing, offer, maxBytes } = request;
      const answer = await this.send(`${baseUrl}${request.path}`, headers, { timeoutMs, signal, maxBytes });
      const { status, ofProxy = false } = answer;
      // 304 is not a redirect: a cache has nothing new.
      if (!ofProxy && ((status >= 200 && status < 300) || status === 304)) {
        return parseAnswer(answer, request, subject, redact);
      }
      const nowMs = this.clock.now();
      throw answerError(answer, { subject, afterMissing, offer, redact, tries, nowMs });
    } catch (error) {
      throw error instanceof TransportError ? transportError(error, subject, settings, tries) : error;
    }
  }

  /**
   * Returns the pause that the server asks for, or else an exponential pause with full jitter. After the retries are used up, a
   * `Retry-After` of 0 does not shorten it.
   */
  private pauseMs({ retryAfterMs }: PortkeyError, tries: number, spent: boolean): number {
    const backoffMs = this.clock.random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (tries - 1));
    return retryAfterMs === undefined ? backoffMs : Math.max(retryAfterMs, spent ? backoffMs : 0);
  }
}

/** Identifies the settings that determine how the API is reached. */
export function connectionKey({ baseUrl, headers, requestTimeoutMs, maxRetries }: Settings): string {
  return JSON.stringify([baseUrl, headers, requestTimeoutMs, maxRetries]);
}

function transportError(error: TransportError, subject: Subject, { redact }: Settings, tries: number): PortkeyError {
  const why = redact(error.message);
  // The transport's own error with a masked message: the HTTP library's error contains the request headers.
  const options = { cause: new TransportError(error.kind, why, error.code) };
  switch (error.kind) {
    case "unanswered":
      return new ConnectionError(subject, why, tries, options);
    case "insecure":
      return new SecureConnectionError(subject, why, tries, error.code, options);
    case "unreadable":
      return new UnexpectedResponseError(subject, why, "it was not used", options);
  }
}
