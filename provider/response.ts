import type { z } from "zod";
import {
  AuthenticationError,
  BudgetExceededError,
  GuardrailDeniedError,
  JobNotFoundError,
  PermissionDeniedError,
  RateLimitError,
  RedirectError,
  RequestRejectedError,
  ServerError,
  type AnswerDetails,
  type AnswerError,
} from "./answerErrors";
import { UnexpectedResponseError, type Subject } from "./errors";
import { isSameJob } from "./jobId";
import type { Redact } from "./redact";
import type { FineTuningJobState } from "./job";
import { eventsSchema, jobSchema } from "./schemas";
import type { Settings } from "./settings";
import { isDocumented } from "./status";
import type { Answer } from "./transport";

// Date.parse reads a year in nearly anything.
const httpDate = /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/;
const longestMessage = 300;
const longestExcerpt = 80;
const longestBeginning = 8_192;
const longestRetryAfterSaid = 365 * 86_400_000;
const retriableServerErrors: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/**
 * Parses the answer to the request for a job.
 *
 * @throws UnexpectedResponseError when it is not the job that was asked for.
 */
export function parseJob(
  answer: Answer,
  subject: Subject,
  { redact, redactData }: Pick<Settings, "redact" | "redactData">,
): FineTuningJobState {
  const unexpected = (problem: string) =>
    new UnexpectedResponseError(subject, shorten(redact(problem), longestMessage), describe(answer, redact));
  if (answer.body.trim() === "") {
    throw unexpected("is empty");
  }
  const json = parseJson(answer.body);
  if (json === undefined) {
    throw unexpected("is not JSON");
  }
  const parsed = jobSchema.safeParse(json);
  if (!parsed.success) {
    throw unexpected(`is not a fine-tuning job: ${describeIssue(parsed.error.issues[0])}`);
  }
  const { id, state } = parsed.data;
  if (!isSameJob(subject.jobId, id)) {
    throw unexpected(`is another job, ${JSON.stringify(shorten(redact(id), longestExcerpt))}`);
  }
  if ([state.fineTunedModel, state.model].some((name) => name !== null && redactData(name) !== name)) {
    throw unexpected("names a model that contains one of the credentials it was sent");
  }
  return withoutCredentials(state, redact, redactData);
}

/** Parses the answer to the request for a job's newest event. Returns its message, if it has one. */
export function parseEvents(answer: Answer, redact: Redact): string | undefined {
  const message = answer.status === 200 ? eventsSchema.safeParse(parseJson(answer.body)).data : undefined;
  return message === undefined ? undefined : shorten(redact(message), longestExcerpt);
}

/** Makes the error that stands for an answer whose status is not a success. */
export function answerError(
  answer: Answer,
  subject: Subject,
  redact: Redact,
  tries: number,
  retryAfter?: number,
): AnswerError {
  const { status } = answer;
  const details: AnswerDetails = { status, ...errorTexts(answer, redact), tries, retryAfter };
  switch (status) {
    case 401:
      return new AuthenticationError(subject, details);
    case 403:
      return new PermissionDeniedError(subject, details);
    case 404:
      return new JobNotFoundError(subject, details);
    case 408:
    case 425:
    case 429:
      return new RateLimitError(subject, details, !isGatewayException(answer));
    case 412:
      return new BudgetExceededError(subject, details);
    case 446:
      return new GuardrailDeniedError(subject, details);
  }
  if (status >= 500) {
    return new ServerError(subject, details, retriableServerErrors.has(status) && !isGatewayException(answer));
  }
  if (status >= 300 && status < 400) {
    return new RedirectError(subject, details, redirectTarget(answer, redact));
  }
  return new RequestRejectedError(subject, details);
}

/** Reads what an answer says about when to ask again. Returns milliseconds from now, at most a year, or undefined. */
export function retryAfter(answer: Answer, now: number): number | undefined {
  const asked = retryAfterAsked(answer, now);
  return asked === undefined ? undefined : Math.min(Math.max(0, asked), longestRetryAfterSaid);
}

function retryAfterAsked(answer: Answer, now: number): number | undefined {
  const milliseconds = Number.parseFloat(answer.headers["retry-after-ms"] ?? "");
  if (Number.isFinite(milliseconds)) {
    return milliseconds;
  }
  const header = answer.headers["retry-after"]?.trim() ?? "";
  if (/^-?\d+(\.\d+)?$/.test(header)) {
    return Number(header) * 1000;
  }
  const date = httpDate.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : date - now;
}

/** The gateway's mark on errors of its own making, which another try would meet again. */
function isGatewayException(answer: Answer): boolean {
  return answer.headers["x-portkey-gateway-exception"] === "true";
}

/**
 * The job goes to the state and to the terminal; a credential that was echoed in it does not. In what names something
 * only a text is masked that can't stand there by chance.
 */
function withoutCredentials(state: FineTuningJobState, redact: Redact, redactData: Redact): FineTuningJobState {
  const masked = mapTexts(state, redactData);
  return {
    ...masked,
    error: mapTexts(state.error, redact),
    status: isDocumented(state.status) ? state.status : redact(state.status),
  };
}

function mapTexts<Value>(value: Value, change: (text: string) => string): Value;
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") {
    return change(value);
  }
  if (Array.isArray(value)) {
    return value.map((entry) => mapTexts(entry, change));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [change(key), mapTexts(entry, change)]));
  }
  return value;
}

/** Finds the message and the code in the four shapes that errors come in, and the trace id. */
function errorTexts(answer: Answer, redact: Redact): Pick<AnswerDetails, "message" | "code" | "traceId"> {
  const body = record(parseJson(answer.body));
  const data = record(body?.["data"]);
  const error = record(body?.["error"]);
  const message =
    text(data?.["message"]) ??
    text(error?.["message"]) ??
    text(body?.["error"]) ??
    text(body?.["message"]) ??
    text(body?.["html-message"]) ??
    (body === undefined ? plainText(redact(answer.body)) : undefined);
  const code = text(data?.["errorCode"]) ?? text(error?.["code"]) ?? text(error?.["type"]) ?? text(body?.["code"]);
  const clean = (value: string | undefined, longest: number) =>
    value === undefined ? undefined : shorten(redact(value), longest);
  return {
    message: clean(message, longestMessage),
    code: clean(code, longestExcerpt),
    traceId: clean(text(answer.headers["x-portkey-trace-id"]), longestExcerpt),
  };
}

/** A page says nothing that fits in a line but its title. Of what may be a megabyte the beginning is looked at. */
function plainText(body: string): string | undefined {
  const beginning = body.slice(0, longestBeginning);
  if (/<(!doctype|html|head|body)\b/i.test(beginning)) {
    const title = /<title[^<>]*>([^<]+)/i.exec(beginning)?.[1]?.trim();
    return title === undefined ? "an HTML page" : `an HTML page titled "${title}"`;
  }
  return text(beginning);
}

function redirectTarget({ headers }: Answer, redact: Redact): string | undefined {
  const location = text(headers["location"]);
  if (location === undefined) {
    return undefined;
  }
  // What follows the path could be a token, and so could a user name.
  const target = redact(location)
    .replace(/[?#].*$/s, "")
    .replace(/\/\/[^/@]*@/, "//");
  return shorten(target, longestMessage);
}

function describe(answer: Answer, redact: Redact): string {
  const contentType = text(answer.headers["content-type"]) ?? "no content type";
  const excerpt = shorten(redact(withoutEscapes(answer.body)), longestExcerpt);
  return `${answer.status}, ${shorten(redact(contentType), longestExcerpt)}${excerpt === "" ? "" : `, beginning ${JSON.stringify(excerpt)}`}`;
}

/** Writes JSON anew: it has no escapes left then in which a credential could hide. */
function withoutEscapes(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}

function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  const path = issue?.path.map(String).join(".") ?? "";
  const problem = issue?.code === "invalid_type" ? `expected ${issue.expected}` : (issue?.message ?? "not valid");
  return path === "" ? problem : `${path}: ${problem}`;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

function text(value: unknown): string | undefined {
  const found = typeof value === "number" ? String(value) : value;
  return typeof found === "string" && found.trim() !== "" ? found.trim() : undefined;
}

function shorten(value: string, longest: number): string {
  const line = value.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
