import { otherEdition } from "./hostedGateways";
import { PortkeyError, type TryAgain } from "./portkeyError";
import type { Subject } from "./requestErrors";
import { formatDuration, times } from "../text/words";

/** What an answer with an error said. */
export interface AnswerDetails {
  readonly status: number;
  readonly message: string | undefined;
  readonly code: string | undefined;
  readonly traceId: string | undefined;
  /** How often it was tried, the last time included. */
  readonly tries: number;
  readonly retryAfterMs: number | undefined;
}

/** What a 404 means, which is another thing for each request: what there is not, and what to do. */
export interface Absence {
  readonly what: string;
  readonly next: string;
}

/** The longest time that an answer can make one read wait. */
export const longestRetryAfterMs = 60_000;

/** The base of the errors that an answer with an HTTP status of its own stands behind. */
export abstract class AnswerError extends PortkeyError {
  readonly status: number;
  readonly code: string | undefined;
  readonly traceId: string | undefined;
  /** What the answer said, as the message has it: `404 Not found; code not_found`. */
  readonly summary: string;
  override readonly retryAfterMs: number | undefined;

  constructor(subject: Subject, what: string, details: AnswerDetails, next: string) {
    const summary = summaryOf(details);
    super(`${subject.name}: ${what} (${summary}). ${next}`);
    this.status = details.status;
    this.code = details.code;
    this.traceId = details.traceId;
    this.summary = summary;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/**
 * 401: the credentials were not accepted.
 *
 * @remedy Check the key.
 */
export class AuthenticationError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails) {
    super(
      subject,
      `the credentials were not accepted by ${subject.baseUrl}`,
      details,
      "Check that apiKey (PORTKEY_API_KEY) and, where the provider needs them, virtualKey or authorization are current." +
        keyOfOtherEdition(subject.baseUrl),
    );
  }
}

function keyOfOtherEdition(baseUrl: string): string {
  const other = otherEdition(baseUrl);
  return other === undefined ? "" : ` A key from ${other.keysFrom} needs baseUrl ${other.baseUrl}.`;
}

/**
 * 403: the key may not read it.
 *
 * @remedy Give the key the permission, or use a key of the job's workspace.
 */
export class PermissionDeniedError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails) {
    super(
      subject,
      `the key may not read it`,
      details,
      "Give the key permission to read fine-tuning jobs, or use a key of the workspace that the job belongs to.",
    );
  }
}

/**
 * 404: there is no such thing for this key at this base URL. In a refresh the job leaves the state instead.
 *
 * @remedy Check the id, the base URL and the workspace of the key.
 */
export class NotFoundError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails, absence: Absence) {
    super(subject, `${absence.what} at ${subject.baseUrl}`, details, absence.next);
  }
}

/**
 * 412: the key's budget or rate limit is spent.
 *
 * @remedy Raise the budget, or use another key.
 */
export class BudgetExceededError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails) {
    super(subject, "the budget of the key is spent", details, "Raise the budget in Portkey, or use another key.");
  }
}

/**
 * 446: a guardrail of the workspace denied the request.
 *
 * @remedy Use a config without guardrails.
 */
export class GuardrailDeniedError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails) {
    super(subject, "a guardrail denied the request", details, "Use a config without guardrails for this job.");
  }
}

/**
 * 408, 425 or 429, after all retries.
 *
 * @remedy Run again later.
 */
export class RateLimitError extends AnswerError {
  constructor(
    subject: Subject,
    details: AnswerDetails,
    override readonly tryAgain: Exclude<TryAgain, "later">,
  ) {
    super(
      subject,
      details.status === 429 ? "too many requests" : "the server was not ready",
      details,
      comeBack(details) ?? "Run again later, or raise maxRetries.",
    );
  }
}

/**
 * 5xx, after all retries where retrying makes sense.
 *
 * @remedy Run again later; the trace id helps Portkey's support.
 */
export class ServerError extends AnswerError {
  constructor(
    subject: Subject,
    details: AnswerDetails,
    override readonly tryAgain: TryAgain,
  ) {
    super(
      subject,
      `${subject.baseUrl} failed to answer`,
      details,
      comeBack(details) ??
        "Run again later; if it stays, see Portkey's status page or the gateway's log with the trace id.",
    );
  }
}

/**
 * The proxy that the environment names refuses to pass the request on.
 *
 * @remedy Check `HTTPS_PROXY`, or put the host into `NO_PROXY`.
 */
export class ProxyError extends AnswerError {
  constructor(
    subject: Subject,
    details: AnswerDetails,
    override readonly tryAgain: TryAgain,
  ) {
    const { host, hostname, protocol } = new URL(subject.baseUrl);
    const variable = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
    super(
      subject,
      `the proxy of the environment refuses to connect to ${host}`,
      details,
      details.status === 407
        ? `Check the user name and the password in ${variable}.`
        : `Check the proxy that ${variable} names, or put ${hostname} into NO_PROXY.`,
    );
  }
}

/**
 * Any other 4xx.
 *
 * @remedy Check provider, config and headers.
 */
export class RequestRejectedError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails, offer: string) {
    super(
      subject,
      "the request was rejected",
      details,
      `Check the provider, config and headers settings: not every provider has ${offer}.`,
    );
  }
}

/**
 * 3xx but 304: redirects are not followed, since the credentials would go along.
 *
 * @remedy Set `baseUrl` to where the API is.
 */
export class RedirectError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails, location: string | undefined) {
    super(
      subject,
      `${subject.baseUrl} redirects ${location === undefined ? "without saying where" : `to ${location}`}, and redirects are not followed`,
      details,
      "Set baseUrl to where the API is.",
    );
  }
}

/** Says when to run again, where an answer asks to stay away for longer than a read lasts. */
function comeBack({ retryAfterMs = 0 }: AnswerDetails): string | undefined {
  return retryAfterMs > longestRetryAfterMs
    ? `Run again in ${formatDuration(retryAfterMs)}: the answer asks to come back only then.`
    : undefined;
}

function summaryOf({ status, message, code, traceId, tries }: AnswerDetails): string {
  return [
    `${status}${message === undefined ? "" : ` ${message}`}`,
    ...(code === undefined ? [] : [`code ${code}`]),
    ...(traceId === undefined ? [] : [`trace id ${traceId}`]),
    ...(tries > 1 ? [`tried ${times(tries)}`] : []),
  ].join("; ");
}
