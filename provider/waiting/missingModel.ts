import { MissingModelError } from "../errors/jobErrors";
import type { JobError } from "../jobs/job";
import { isFinished, type JobStatus } from "../jobs/status";
import { longestMessage, shown } from "../text/shown";

/** What is known of a job without a model, fit to be shown. */
interface ModelLess {
  readonly status: JobStatus;
  readonly error?: JobError | null | undefined;
}

/** Makes the error of a job that has no fine-tuned model where one is needed: it says why there is none, and what to do. */
export function missingModel(jobId: string, job: ModelLess, skipsWait = false): MissingModelError {
  return new MissingModelError(jobId, whyNoModel(job, skipsWait));
}

function whyNoModel({ status, error }: ModelLess, skipsWait: boolean): string {
  if (status === "succeeded") {
    return "has succeeded, but the answer names no fine_tuned_model. Run again in a minute; if it stays, ask the provider for the model's name.";
  }
  if (isFinished(status)) {
    const why = error?.message === undefined ? "" : `: ${shown(error.message, longestMessage).replace(/\.$/, "")}`;
    return `is ${status} and has no fine-tuned model${why}. Start a new job and put its id here.`;
  }
  const noneYet = `is ${status} and has no fine-tuned model yet`;
  return skipsWait
    ? `${noneYet}, and PORTKEY_SKIP_WAIT or portkey:skipWait says not to wait for it. Deploy with the name that is deployed now (pin it in the stack's config), or use fineTunedModelOr.`
    : `${noneYet}. Run again when it has succeeded, or give it waitFor: "succeeded".`;
}
