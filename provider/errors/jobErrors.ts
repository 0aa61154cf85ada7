import { longestExcerpt, longestMessage, shown } from "../text/shown";
import { countOf } from "../text/words";
import { PortkeyError } from "./portkeyError";

/** What the API says of why a job ended. */
interface Reason {
  readonly code?: string;
  readonly message?: string;
  readonly param?: string;
}

/** Names a job as messages begin. */
export function nameJob(jobId: string): string {
  return `Fine-tuning job "${jobId}"`;
}

/** Names a model as messages begin. */
export function nameModel(model: string): string {
  return `Model "${model}"`;
}

/**
 * The job failed, with `waitFor: "succeeded"`.
 *
 * @remedy Start a new job and put its id there.
 */
export class JobFailedError extends PortkeyError {
  constructor(jobId: string, reason: Reason | null, spent: string) {
    super(`${nameJob(jobId)} failed: ${wordsOf(reason)}${spent}. ${anotherJob}`);
  }
}

/**
 * The job was cancelled, with `waitFor: "succeeded"`.
 *
 * @remedy Start a new job and put its id there.
 */
export class JobCancelledError extends PortkeyError {
  constructor(jobId: string, reason: Reason | null, spent: string) {
    const why = reason === null ? "" : `: ${wordsOf(reason)}`;
    super(`${nameJob(jobId)} was cancelled${why}${spent}. ${anotherJob}`);
  }
}

/**
 * The job is not finished, and waiting for it has come to an end.
 *
 * @remedy Run again, or raise `timeout`.
 */
export class WaitTimeoutError extends PortkeyError {
  constructor(jobId: string, status: string, detail: string, next: string) {
    super(`${nameJob(jobId)} is still ${status}${detail}. ${next}`);
  }
}

/**
 * A wait has ended without a good answer: none came for ten minutes, or none came when the time was up.
 *
 * @remedy Run again later: the wait goes on.
 */
export class OutageError extends PortkeyError {
  override readonly tryAgain = "later";

  constructor(jobId: string, why: string, last: PortkeyError) {
    super(`${nameJob(jobId)}: ${why}. Run again: the wait goes on. The last try: ${last.message}`, { cause: last });
  }
}

/**
 * The job has no fine-tuned model, and one is needed: by a wait for a job that has succeeded, or by `requireFineTunedModel` in other languages than Node.js.
 *
 * @remedy Run again in a minute, or when the job has succeeded.
 */
export class MissingModelError extends PortkeyError {
  constructor(jobId: string, why: string) {
    super(`${nameJob(jobId)} ${why}`);
  }
}

/**
 * The model of a job that has succeeded is gone, is shut down, ends too soon or can't be looked at, with `checkModel: "require"`.
 *
 * @remedy Start a new job on a model that lives on, and put its id there.
 */
export class ModelUnavailableError extends PortkeyError {
  constructor(jobId: string, model: string, finding: string) {
    super(`${nameJob(jobId)}: its model ${model} ${finding}`);
  }
}

/**
 * The program's copy of this package and the one that the provider's process loads are of different versions.
 *
 * @remedy Leave one: `npm ls pulumi-portkey`.
 */
export class VersionMismatchError extends PortkeyError {
  constructor(jobId: string) {
    super(
      `${nameJob(jobId)}: the program's pulumi-portkey and the one that Pulumi loads from the project's folder are ` +
        "of different versions. Run `npm ls pulumi-portkey` and leave one: a library that uses it declares it as a peer dependency.",
    );
  }
}

/**
 * The program and the provider's process, which reads the job, find different settings. Nothing was sent by the one that says so.
 *
 * @remedy Put the settings that it names where both find them.
 */
export class SettingsMismatchError extends PortkeyError {
  constructor(jobId: string, disagreement: string) {
    super(`${nameJob(jobId)} is not read, since two processes find different settings: ${disagreement}`);
  }
}

/**
 * No job of the list is one that was looked for.
 *
 * @remedy Change the filter that it names, or use `fineTunedModelOr` of a job that is known.
 */
export class NoMatchingJobError extends PortkeyError {
  constructor(wanted: string, baseUrl: string, seen: number, why: string, leftOut: number) {
    const left = leftOut === 0 ? "" : `; ${countOf(leftOut, "entry was", "entries were")} left out, which are no jobs`;
    super(
      `No fine-tuning job ${wanted} was found at ${baseUrl}: ` +
        `${seen === 0 ? "it lists no jobs at all" : `${countOf(seen, "job was", "jobs were")} seen, ${why}`}${left}. ` +
        "Change the filter, or check that the key sees the workspace of the job.",
    );
  }
}

/**
 * Something tried to create, change or delete a job.
 *
 * @remedy Give the id of an existing job.
 */
export class ReadOnlyError extends PortkeyError {
  constructor() {
    super("A FineTuningJob only reads a job; it never creates one. Start the job elsewhere and give its id as jobId.");
  }
}

const anotherJob = "Start a new job and put its id here, or go back to a job that succeeded.";

function wordsOf(reason: Reason | null): string {
  const message = shown(reason?.message ?? "the API gives no reason", longestMessage);
  const details = [
    ...(reason?.code === undefined ? [] : [`code ${shown(reason.code, longestExcerpt)}`]),
    ...(reason?.param === undefined ? [] : [`param ${shown(reason.param, longestExcerpt)}`]),
  ];
  return details.length === 0 ? message : `${message} (${details.join("; ")})`;
}
