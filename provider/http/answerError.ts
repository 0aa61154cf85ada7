import {
  AuthenticationError,
  BudgetExceededError,
  GuardrailDeniedError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  RedirectError,
  RequestRejectedError,
  ServerError,
  type Absence,
  type AnswerDetails,
  type AnswerError,
} from "../errors/answerErrors";
import type { Subject } from "../errors/requestErrors";
import { isRecord, parseJson, textOf } from "../text/json";
import type { Redact } from "../text/redact";
import { retryAfterMs } from "./retryAfter";
import { longestExcerpt, longestMessage, shown } from "../text/shown";
import type { Answer } from "./transport";

/** How much of a page is searched for its title, in characters. */
const longestBeginning = 8_192;
const passingServerErrors: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/** What an error needs to know of a request besides its answer. */
export interface AnsweredRequest {
  readonly subject: Subject;
  readonly absence: Absence;
  readonly offer: string;
  readonly gatewayException?: { readonly message: string; readonly advice: string } | undefined;
  readonly redact: Redact;
  /** How many times it was sent. */
  readonly tries: number;
  readonly nowMs: number;
}

/** Makes the error that stands for an answer whose status is not a success. */
export function answerError(answer: Answer, request: AnsweredRequest): AnswerError {
  const { status } = answer;
  const { subject, absence, redact, tries, nowMs } = request;
  const details = { status, ...errorTexts(answer, redact), tries, retryAfterMs: retryAfterMs(answer, nowMs) };
  switch (status) {
    case 401:
      return new AuthenticationError(subject, details);
    case 403:
      return new PermissionDeniedError(subject, details);
    case 404:
      return new NotFoundError(subject, details, absence);
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
    const ofGateway = isGatewayException(answer);
    const { gatewayException: known } = request;
    if (ofGateway && known !== undefined && details.message === known.message) {
      return new ServerError(subject, details, "never", known.advice);
    }
    return new ServerError(subject, details, passingServerErrors.has(status) && !ofGateway ? "soon" : "later");
  }
  if (status >= 300 && status < 400) {
    return new RedirectError(subject, details, redirectTarget(answer, redact));
  }
  return new RequestRejectedError(subject, details, request.offer);
}

/** The gateway's mark on errors of its own making, which another try would meet again. */
function isGatewayException(answer: Answer): boolean {
  return answer.headers["x-portkey-gateway-exception"] === "true";
}

/** Finds the message and the code in the four shapes that errors come in, and the trace id. */
function errorTexts(answer: Answer, redact: Redact): Pick<AnswerDetails, "message" | "code" | "traceId"> {
  const json = parseJson(answer.body);
  const body = keysOf(json);
  const data = keysOf(body?.["data"]);
  const error = keysOf(body?.["error"]);
  const message =
    textOf(data?.["message"]) ??
    textOf(error?.["message"]) ??
    textOf(body?.["error"]) ??
    textOf(body?.["message"]) ??
    textOf(body?.["html-message"]) ??
    (isStructured(json) ? undefined : plainText(redact(answer.body)));
  const code =
    textOf(data?.["errorCode"]) ?? textOf(error?.["code"]) ?? textOf(error?.["type"]) ?? textOf(body?.["code"]);
  const clean = (value: string | undefined, longest: number) =>
    value === undefined ? undefined : shown(redact(value), longest);
  return {
    message: clean(message, longestMessage),
    code: clean(code, longestExcerpt),
    traceId: clean(textOf(answer.headers["x-portkey-trace-id"]), longestExcerpt),
  };
}

/** A page says nothing that fits in a line but its title. Of what may be a megabyte the beginning is looked at. */
function plainText(body: string): string | undefined {
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
  // What follows the path could be a token, and so could a user name.
  const target = redact(location)
    .replace(/[?#].*$/s, "")
    .replace(/\/\/[^/@]*@/, "//");
  return shown(target, longestMessage);
}

function isStructured(json: unknown): boolean {
  return typeof json === "object" && json !== null;
}

function keysOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}
