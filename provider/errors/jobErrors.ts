import { longestExcerpt, longestMessage, shown } from "../text/shown";
import { countOf } from "../text/words";
import { PortkeyError } from "./portkeyError";

/** The API's reason why a job ended. */
interface Reason {
  readonly code?: string;
  readonly message?: string;
  readonly param?: string;
}

/** Returns a job's name for the start of a message. */
export function nameJob(jobId: string): string {
  return `Fine-tuning job "${jobId}"`;
}

/** Returns a model's name for the start of a message. */
export function nameModel(model: string): string {
  return `Model "${model}"`;
}

/**
 * The job failed, and `waitFor` is `"succeeded"`.
 *
 * @remedy Start a new job, and set `jobId` to its id.
 */
export class JobFailedError extends PortkeyError {
  constructor(jobId: string, reason: Reason | null, spent: string) {
    super(`${nameJob(jobId)} failed: ${wordsOf(reason)}${spent}. ${anotherJob}`);
  }
}

/**
 * The job was cancelled, and `waitFor` is `"succeeded"`.
 *
 * @remedy Start a new job, and set `jobId` to its id.
 */
export class JobCancelledError extends PortkeyError {
  constructor(jobId: string, reason: Reason | null, spent: string) {
    const why = reason === null ? "" : `: ${wordsOf(reason)}`;
    super(`${nameJob(jobId)} was cancelled${why}${spent}. ${anotherJob}`);
  }
}

/**
 * The job was not finished when the wait ended.
 *
 * @remedy Run again to keep waiting, or raise `timeout`.
 */
export class WaitTimeoutError extends PortkeyError {
  constructor(jobId: string, status: string, detail: string, next: string) {
    super(`${nameJob(jobId)} is still ${status}${detail}. ${next}`);
  }
}

/**
 * A wait ended without a valid response: there was none for ten minutes, or none at the end of the wait.
 *
 * @remedy Run again later to keep waiting.
 */
export class OutageError extends PortkeyError {
  override readonly tryAgain = "later";

  constructor(jobId: string, why: string, last: PortkeyError) {
    super(`${nameJob(jobId)}: ${why}. Run again to keep waiting. The last error: ${last.message}`, { cause: last });
  }
}

/**
 * The job has no fine-tuned model, but the program needs one. Either the job has succeeded, but its model has no name yet. Or, in a language
 * other than Node.js, the program calls `requireFineTunedModel`, and the job has not succeeded.
 *
 * @remedy In the first case, run again in a minute. In the second, run again when the job has succeeded, or set `waitFor`.
 */
export class MissingModelError extends PortkeyError {
  constructor(jobId: string, why: string) {
    super(`${nameJob(jobId)} ${why}`);
  }
}

/**
 * The model of a job that has succeeded was deleted or shut down, will be shut down too soon, or can't be checked, and `checkModel` is
 * `"require"`.
 *
 * @remedy Start a new job on a base model that is still supported, and use its id.
 */
export class ModelUnavailableError extends PortkeyError {
  constructor(jobId: string, model: string, finding: string) {
    super(`${nameJob(jobId)}: its model ${model} ${finding}`);
  }
}

/**
 * The program and the provider process use different versions of this package.
 *
 * @remedy Keep one version. `npm ls pulumi-portkey` lists them.
 */
export class VersionMismatchError extends PortkeyError {
  constructor(jobId: string) {
    super(
      `${nameJob(jobId)}: the program and the provider process, which loads it from the project folder, use different versions of pulumi-portkey. ` +
        "Run `npm ls pulumi-portkey`, and keep one version. A library that uses pulumi-portkey must declare it as a peer dependency.",
    );
  }
}

/**
 * The program and the provider process find different settings. The one that noticed it sent no request.
 *
 * @remedy Put the settings that the message names where both processes find them.
 */
export class SettingsMismatchError extends PortkeyError {
  constructor(jobId: string, disagreement: string) {
    super(
      `${nameJob(jobId)} was not read, because the program and the provider process find different settings: ${disagreement}`,
    );
  }
}

/**
 * No job in the list matches the filter.
 *
 * @remedy Change the filter, or use `fineTunedModelOr` on a job whose id you know.
 */
export class NoMatchingJobError extends PortkeyError {
  constructor(wanted: string, baseUrl: string, seen: number, why: string, leftOut: number) {
    const left =
      leftOut === 0
        ? ""
        : `; ${countOf(leftOut, "entry is not a job", "entries are not jobs")} and ${leftOut === 1 ? "was" : "were"} ignored`;
    super(
      `No fine-tuning job ${wanted} was found at ${baseUrl}: ` +
        `${seen === 0 ? "the list is empty" : `the list has ${countOf(seen, "job", "jobs")}, ${why}`}${left}. ` +
        "Change the filter, or check that the key belongs to the job's workspace.",
    );
  }
}

/**
 * Something tried to create, change or delete a job.
 *
 * @remedy Set `jobId` to the id of an existing job.
 */
export class ReadOnlyError extends PortkeyError {
  constructor() {
    super("FineTuningJob only reads a job and never creates one. Start the job elsewhere, and set jobId to its id.");
  }
}

const anotherJob = "Start a new job and use its id, or go back to a job that succeeded.";

function wordsOf(reason: Reason | null): string {
  const message = shown(reason?.message ?? "the API gives no reason", longestMessage);
  const details = [
    ...(reason?.code === undefined ? [] : [`code ${shown(reason.code, longestExcerpt)}`]),
    ...(reason?.param === undefined ? [] : [`param ${shown(reason.param, longestExcerpt)}`]),
  ];
  return details.length === 0 ? message : `${message} (${details.join("; ")})`;
}
