import { MissingModelError } from "../errors/jobErrors";
import type { JobError } from "../jobs/job";
import { isFinished, type JobStatus } from "../jobs/status";
import { longestMessage, shown } from "../text/shown";

/** A job without a model, with text that is safe to show. */
interface ModelLess {
  readonly status: JobStatus;
  readonly error?: JobError | null | undefined;
}

/** Creates the error for a job that has no fine-tuned model although one is needed. It says why, and what to do. */
export function missingModel(jobId: string, job: ModelLess, skipsWait = false): MissingModelError {
  return new MissingModelError(jobId, whyNoModel(job, skipsWait));
}

function whyNoModel({ status, error }: ModelLess, skipsWait: boolean): string {
  if (status === "succeeded") {
    return "has succeeded, but the response has no fine_tuned_model. Run again in a minute. If the name is still missing, ask the provider for it.";
  }
  if (isFinished(status)) {
    const why = error?.message === undefined ? "" : `: ${shown(error.message, longestMessage).replace(/\.$/, "")}`;
    return `${status === "failed" ? "failed" : "was cancelled"}, so it has no fine-tuned model${why}. Start a new job and use its id.`;
  }
  const noneYet = `is ${status} and has no fine-tuned model yet`;
  return skipsWait
    ? `${noneYet}, and PORTKEY_SKIP_WAIT or portkey:skipWait turns waiting off. Use the model name that is deployed now (pin it in the stack config), or use fineTunedModelOr.`
    : `${noneYet}. Run again when it has succeeded, or set waitFor to "succeeded".`;
}
