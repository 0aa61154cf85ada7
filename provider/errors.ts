import type { JobError } from "./job";
import type { JobStatus } from "./status";

const kinds = Symbol.for("pulumi-portkey/error");

/** The base of every error a user meets. Its message is one line: what happened, to which job, what to do. */
export abstract class PortkeyError extends Error {
  /** Whether the same request could succeed if it is sent again a little later. */
  readonly retriable: boolean = false;
  /** Milliseconds after which the answer says to ask again. */
  readonly retryAfter: number | undefined = undefined;
  constructor(message: string, options?: ErrorOptions) {
    super(oneLine(message), options);
    this.name = new.target.name;
    Object.defineProperty(this, kinds, { value: classNames(new.target) });
  }

  /** Recognises errors of another copy of this package too, by the names of their classes. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, kinds) : undefined;
    return Array.isArray(found) && found.includes(this.name);
  }
}

/** Lists the names of a class and of those it extends, up to Error. */
function classNames(type: unknown): string[] {
  return typeof type === "function" && type !== Error ? [type.name, ...classNames(Object.getPrototypeOf(type))] : [];
}

/** An argument or setting is missing, unknown, of a wrong type or malformed. Nothing was requested. */
export class InvalidArgumentError extends PortkeyError {
  constructor(
    readonly argument: string,
    problem: string,
  ) {
    super(`${argument}: ${problem}${problem.endsWith("?") ? "" : "."}`);
  }
}

/** Nothing to authenticate with was found. Nothing was requested. */
export class MissingCredentialsError extends PortkeyError {
  constructor() {
    super(
      "No Portkey credentials were found. Set the environment variable PORTKEY_API_KEY, or run " +
        "`pulumi config set --secret portkey:apiKey`, or give the job `connection: { apiKey }` " +
        "(a self-hosted gateway: authorization and provider, in the same three places).",
    );
  }
}

/** A job and where it was asked for, as every message names it. */
export interface Subject {
  readonly jobId: string;
  readonly baseUrl: string;
}

/** No answer: refused, reset, not resolved, or too slow. */
export class ConnectionError extends PortkeyError {
  override readonly retriable = true;

  constructor(subject: Subject, why: string, tries: number, options?: ErrorOptions) {
    super(
      `${named(subject)}: no answer from ${hostOf(subject)}: ${why} (tried ${times(tries)}). ` +
        "Check baseUrl, the network and the proxy settings, then run again.",
      options,
    );
  }
}

/** The server's certificate can't be trusted, or the TLS handshake failed. */
export class SecureConnectionError extends PortkeyError {
  constructor(subject: Subject, why: string, tries: number, options?: ErrorOptions) {
    super(
      `${named(subject)}: no secure connection to ${hostOf(subject)}: ${why} (tried ${times(tries)}). ` +
        secureConnectionAdvice(why),
      options,
    );
  }
}

function secureConnectionAdvice(why: string): string {
  if (why.includes("CERT_HAS_EXPIRED")) {
    return "The server's certificate has to be renewed.";
  }
  if (why.includes("ERR_TLS_CERT_ALTNAME_INVALID")) {
    return "Set baseUrl to a host name that the server's certificate is for.";
  }
  return "For a private certificate authority set NODE_EXTRA_CA_CERTS to its certificate's file.";
}

/** An answer that is not the job that was asked for. */
export class UnexpectedResponseError extends PortkeyError {
  constructor(subject: Subject, problem: string, came: string, options?: ErrorOptions) {
    super(
      `${named(subject)}: the answer of ${subject.baseUrl} ${problem} (${came}). ` +
        "Check that baseUrl is the address of Portkey's API and that no proxy answers in its place.",
      options,
    );
  }
}

/** The job ended as failed, and the deployment waits for success. */
export class JobFailedError extends PortkeyError {
  constructor(jobId: string, error: JobError | null, spent: string) {
    super(
      `Fine-tuning job "${jobId}" failed: ${errorText(error)}${spent}. ` +
        "Start a new job and put its id here, or go back to a job that succeeded.",
    );
  }
}

/** The job was cancelled, and the deployment waits for success. */
export class JobCancelledError extends PortkeyError {
  constructor(jobId: string, error: JobError | null, spent: string) {
    const reason = error === null ? "" : `: ${errorText(error)}`;
    super(
      `Fine-tuning job "${jobId}" was cancelled${reason}${spent}. ` +
        "Start a new job and put its id here, or go back to a job that succeeded.",
    );
  }
}

/** The job is not finished, and waiting for it has come to an end. */
export class WaitTimeoutError extends PortkeyError {
  constructor(jobId: string, status: JobStatus, detail: string, next: string) {
    super(`Fine-tuning job "${jobId}" is still ${status}${detail}. ${next}`);
  }
}

/** A wait has ended without a good answer: none came for ten minutes, or none came when the time was up. */
export class OutageError extends PortkeyError {
  override readonly retriable = true;

  constructor(jobId: string, why: string, last: PortkeyError) {
    super(`Fine-tuning job "${jobId}": ${why}. Run again: the wait goes on. The last answer: ${last.message}`, {
      cause: last,
    });
  }
}

/** The job has succeeded, and the answer names no model. */
export class MissingModelError extends PortkeyError {
  constructor(jobId: string) {
    super(
      `Fine-tuning job "${jobId}" has succeeded, but the answer names no fine_tuned_model. ` +
        "Run again in a minute; if it stays, ask the provider for the model's name.",
    );
  }
}

/** The program's copy of this package and the one that the provider's process loads are of different versions. */
export class VersionMismatchError extends PortkeyError {
  constructor(jobId: string) {
    super(
      `Fine-tuning job "${jobId}": the program's pulumi-portkey and the one that Pulumi loads from the project's folder are ` +
        "of different versions. Run `npm ls pulumi-portkey` and leave one: a library that uses it declares it as a peer dependency.",
    );
  }
}

/** Something tried to create, change or delete a job. */
export class ReadOnlyError extends PortkeyError {
  constructor() {
    super("A FineTuningJob only reads a job; it never creates one. Start the job elsewhere and give its id as jobId.");
  }
}

/** Names a job at the beginning of a message. */
export function named(subject: Subject): string {
  return `Fine-tuning job "${subject.jobId}"`;
}

function hostOf(subject: Subject): string {
  return new URL(subject.baseUrl).host;
}

function errorText(error: JobError | null): string {
  const message = error?.message ?? "the API gives no reason";
  const details = [
    ...(error?.code === undefined ? [] : [`code ${error.code}`]),
    ...(error?.param === undefined ? [] : [`param ${error.param}`]),
  ];
  return details.length === 0 ? message : `${message} (${details.join("; ")})`;
}

/** Writes how often something happened. */
export function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}

/** Makes a text fit for a terminal: one line, without control characters. */
export function oneLine(text: string): string {
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim();
}
