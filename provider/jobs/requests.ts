import { nameJob } from "../errors/jobErrors";
import { mapTexts, type Accepted, type ApiRequest } from "../http/request";
import { longestExcerpt, shorten } from "../http/text";
import type { Redactions } from "../settings/settings";
import type { FineTuningJobState } from "./fields";
import { encodeJobId, isSameJob } from "./jobId";
import { jobSchema, newestEventSchema, type ParsedJob } from "./schemas";
import { isDocumented } from "./status";

const noSuchJob = {
  what: "no such job",
  next: "Check the id, the base URL (it usually ends in /v1) and the provider; a key of another workspace sees other jobs.",
};

/** Asks for a job: `GET /fine_tuning/jobs/{id}`. */
export function jobRequest(jobId: string): ApiRequest<ParsedJob, FineTuningJobState> {
  return {
    subject: nameJob(jobId),
    path: pathOf(jobId),
    absence: noSuchJob,
    expected: "a fine-tuning job",
    schema: jobSchema,
    accept: ({ id, state }, redactions) =>
      isSameJob(jobId, id)
        ? acceptState(state, redactions)
        : { problem: `is another job, ${JSON.stringify(shorten(redactions.redact(id), longestExcerpt))}` },
  };
}

/** Asks for the message of a job's newest event: `GET /fine_tuning/jobs/{id}/events?limit=1`. */
export function newestEventRequest(jobId: string): ApiRequest<string | undefined, string | undefined> {
  return {
    subject: nameJob(jobId),
    path: `${pathOf(jobId)}/events?limit=1`,
    absence: noSuchJob,
    expected: "a list of events",
    schema: newestEventSchema,
    accept: (message, { redact }) => ({
      value: message === undefined ? undefined : shorten(redact(message), longestExcerpt),
    }),
  };
}

/**
 * A job goes to the state and to the terminal; a credential that was echoed in it does not. In what names something
 * only a text is masked that can't stand there by chance.
 */
function acceptState(state: FineTuningJobState, { redact, redactData }: Redactions): Accepted<FineTuningJobState> {
  if ([state.fineTunedModel, state.model].some((name) => name !== null && redactData(name) !== name)) {
    return { problem: "names a model that contains one of the credentials it was sent" };
  }
  return {
    value: {
      ...mapTexts(state, redactData),
      error: mapTexts(state.error, redact),
      status: isDocumented(state.status) ? state.status : redact(state.status),
    },
  };
}

function pathOf(jobId: string): string {
  return `/fine_tuning/jobs/${encodeJobId(jobId)}`;
}
