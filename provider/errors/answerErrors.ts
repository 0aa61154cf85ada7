import { otherEdition } from "./hostedGateways";
import { PortkeyError, type TryAgain } from "./portkeyError";
import type { Subject } from "./requestErrors";
import { formatDuration, times } from "../text/words";

/** What an error response contained. */
export interface AnswerDetails {
  readonly status: number;
  readonly message: string | undefined;
  readonly code: string | undefined;
  readonly traceId: string | undefined;
  /** How often the request was sent, including the last time. */
  readonly tries: number;
  readonly retryAfterMs: number | undefined;
}

/** The longest `Retry-After` that one read waits for. */
export const longestRetryAfterMs = 60_000;

/** The base of the errors for responses with an HTTP error status. */
export abstract class AnswerError extends PortkeyError {
  readonly status: number;
  readonly code: string | undefined;
  readonly traceId: string | undefined;
  /** The response in short, as the message shows it: `404 Not found; code not_found`. */
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
 * 401: Portkey or the provider did not accept the credentials.
 *
 * @remedy Check the API key.
 */
export class AuthenticationError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails) {
    super(
      subject,
      `${subject.baseUrl} did not accept the credentials`,
      details,
      `Check that ${sent(subject)} current, and virtualKey or authorization if your provider needs them.` +
        keyOfOtherEdition(subject.baseUrl),
    );
  }
}

function sent({ credentialPlaces = [] }: Subject): string {
  const names = credentialPlaces.length === 0 ? ["apiKey (PORTKEY_API_KEY)"] : credentialPlaces;
  return `${names.join(" and ")} ${names.length === 1 ? "is" : "are"}`;
}

function keyOfOtherEdition(baseUrl: string): string {
  const other = otherEdition(baseUrl);
  return other === undefined ? "" : ` A key from ${other.keysFrom} needs the base URL ${other.baseUrl}.`;
}

/**
 * 403: the key does not have permission to read it.
 *
 * @remedy Give the key permission, or use a key from the job's workspace.
 */
export class PermissionDeniedError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails) {
    super(
      subject,
      "the key does not have permission to read it",
      details,
      "Give the key permission to read fine-tuning jobs, or use a key from the job's workspace.",
    );
  }
}

/**
 * 404: there is no such job, list or model at this base URL, or the key has no access to it. `pulumi refresh` does not fail: in Node.js, it
 * removes the job from the state.
 *
 * @remedy Check the id, the base URL and the key's workspace.
 */
export class NotFoundError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails, next: string) {
    super(subject, `not found at ${subject.baseUrl}`, details, next);
  }
}

/**
 * 412: the key's budget or rate limit is used up.
 *
 * @remedy Raise the budget, or use another key.
 */
export class BudgetExceededError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails) {
    super(subject, "the key's budget is used up", details, "Raise the budget in Portkey, or use another key.");
  }
}

/**
 * 446: a guardrail in the workspace denied the request.
 *
 * @remedy Use a config without this guardrail.
 */
export class GuardrailDeniedError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails) {
    super(subject, "a guardrail denied the request", details, "Use a config without this guardrail for the job.");
  }
}

/**
 * 408, 425 or 429: too many requests, or the server was not ready. The retries did not help.
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
 * 5xx: the server failed. The package retries most of these errors first.
 *
 * @remedy Run again later. The trace id helps Portkey's support.
 */
export class ServerError extends AnswerError {
  constructor(
    subject: Subject,
    details: AnswerDetails,
    override readonly tryAgain: TryAgain,
  ) {
    super(
      subject,
      `${subject.baseUrl} returned a server error`,
      details,
      comeBack(details) ??
        "Run again later. If the error continues, check Portkey's status page" +
          (details.traceId === undefined ? "." : ", or search the gateway's log for the trace id."),
    );
  }
}

/**
 * The proxy set in the environment refused the request.
 *
 * @remedy Check `HTTPS_PROXY`, or add the host to `NO_PROXY`.
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
      `the proxy refused to connect to ${host}`,
      details,
      details.status === 407
        ? `Check the user name and password in ${variable}.`
        : `Check the proxy in ${variable}, or add ${hostname} to NO_PROXY.`,
    );
  }
}

/**
 * Any other 4xx: the request was rejected.
 *
 * @remedy Check the settings `provider`, `config` and `headers`.
 */
export class RequestRejectedError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails, offer: string) {
    super(
      subject,
      "the request was rejected",
      details,
      `Check the settings provider, config and headers. Not every provider supports ${offer}.`,
    );
  }
}

/**
 * 3xx except 304: redirects are not followed, because they would send the credentials to another address.
 *
 * @remedy Set `baseUrl` to the address of the API.
 */
export class RedirectError extends AnswerError {
  constructor(subject: Subject, details: AnswerDetails, location: string | undefined) {
    super(
      subject,
      `${subject.baseUrl} redirects to ${location ?? "an unknown address"}, but redirects are not followed`,
      details,
      "Set the base URL to the address of the API.",
    );
  }
}

/** Returns when to run again, if the server asks for a longer pause than a read waits. */
function comeBack({ retryAfterMs = 0 }: AnswerDetails): string | undefined {
  return retryAfterMs > longestRetryAfterMs
    ? `Run again in ${formatDuration(retryAfterMs)}: the server asked to wait that long.`
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
