import {
  AuthenticationError,
  BudgetExceededError,
  GuardrailDeniedError,
  NotFoundError,
  PermissionDeniedError,
  ProxyError,
  RateLimitError,
  RedirectError,
  RequestRejectedError,
  ServerError,
  type AnswerDetails,
  type AnswerError,
} from "../errors/answerErrors";
import type { TryAgain } from "../errors/portkeyError";
import type { Subject } from "../errors/requestErrors";
import { parseJson, textOf } from "../text/json";
import type { Redact } from "../text/redact";
import type { Answer } from "./answer";
import { errorWords } from "./errorWords";
import { retryAfterMs } from "./retryAfter";
import { longestExcerpt, longestMessage, shown } from "../text/shown";

/** How many characters of a page are searched for its title. */
const longestBeginning = 8_192;
/** Not implemented, and HTTP version not supported: retries within seconds do not help. */
const lastingServerErrors: ReadonlySet<number> = new Set([501, 505]);

/** What an error needs to know about the request. */
export interface AnsweredRequest {
  readonly subject: Subject;
  readonly afterMissing: string;
  readonly offer: string;
  readonly redact: Redact;
  /** How many times it was sent. */
  readonly tries: number;
  readonly nowMs: number;
}

/** Creates the error for a response whose status is not a success. */
export function answerError(answer: Answer, request: AnsweredRequest): AnswerError {
  const { status } = answer;
  const { subject, redact, tries, nowMs } = request;
  const details = { status, ...errorTexts(answer, redact), tries, retryAfterMs: retryAfterMs(answer, nowMs) };
  if (answer.ofProxy === true || status === 407) {
    return new ProxyError(subject, details, status >= 500 ? afterServerError(answer) : "never");
  }
  switch (status) {
    case 401:
      return new AuthenticationError(subject, details);
    case 403:
      return new PermissionDeniedError(subject, details);
    case 404:
      return new NotFoundError(subject, details, request.afterMissing);
    case 408:
    case 425:
    case 429:
      return new RateLimitError(subject, details, isGatewayException(answer) ? "never" : "soon");
    case 412:
      return new BudgetExceededError(subject, details);
    case 446:
      return new GuardrailDeniedError(subject, details);
  }
  if (status >= 500) {
    return new ServerError(subject, details, afterServerError(answer));
  }
  if (status >= 300 && status < 400) {
    return new RedirectError(subject, details, redirectTarget(answer, redact));
  }
  return new RequestRejectedError(subject, details, request.offer);
}

function afterServerError(answer: Answer): TryAgain {
  return lastingServerErrors.has(answer.status) || isGatewayException(answer) ? "later" : "soon";
}

/** Returns whether the gateway marks the error as its own, which a retry would get again. */
function isGatewayException(answer: Answer): boolean {
  return answer.headers["x-portkey-gateway-exception"] === "true";
}

/** Finds the message, the code and the trace id. */
function errorTexts(answer: Answer, redact: Redact): Pick<AnswerDetails, "message" | "code" | "traceId"> {
  const json = parseJson(answer.body) ?? undefined;
  const { message, code } = errorWords(json);
  const clean = (value: string | undefined, longest: number) =>
    value === undefined ? undefined : shown(redact(value), longest);
  return {
    message: clean(json === undefined ? textOfBody(redact(answer.body)) : message, longestMessage),
    code: clean(code, longestExcerpt),
    traceId: clean(textOf(answer.headers["x-portkey-trace-id"]), longestExcerpt),
  };
}

/** Shortens an HTML page to its title. Only the start of the body is searched, since it may be large. */
function textOfBody(body: string): string | undefined {
  const beginning = body.slice(0, longestBeginning);
  if (/<(!doctype|html|head|body)\b/i.test(beginning)) {
    const title = /<title[^<>]*>([^<]+)/i.exec(beginning)?.[1]?.trim();
    return title === undefined ? "an HTML page" : `an HTML page titled "${title}"`;
  }
  return textOf(beginning);
}

function redirectTarget({ headers }: Answer, redact: Redact): string | undefined {
  const location = textOf(headers["location"]);
  if (location === undefined) {
    return undefined;
  }
  // The query, the fragment and a user name may contain tokens.
  const target = redact(location)
    .replace(/[?#].*$/s, "")
    .replace(/[/\\]{2}[^/\\]*@/, "//");
  return shown(target, longestMessage);
}
