import { nameJob, nameModel } from "../errors/jobErrors";
import type { ListRequest } from "../http/list";
import type { ApiRequest } from "../http/request";
import { longestExcerpt, shown } from "../text/shown";
import type { CheckpointState, EventState, FineTuningJobState, ListedJob, ModelState } from "./fields";
import type { JobFilter } from "./filter";
import { encodeJobId, isSameJob, type JobId } from "./jobId";
import { checkpointSchema, eventSchema, jobSchema, modelSchema, newestEventSchema, type ParsedJob } from "./schemas";

const invalidModelName = "has a model name with invalid characters";
const afterMissingJob =
  "Check the job id, the base URL (it usually ends in /v1) and the provider. The key must belong to the job's workspace.";

/** Returns the request for a job: `GET /fine_tuning/jobs/{id}`. */
export function jobRequest(jobId: JobId): ApiRequest<ParsedJob, FineTuningJobState> {
  return {
    subject: nameJob(jobId.decoded),
    path: pathOf(jobId),
    afterMissing: afterMissingJob,
    offer: "fine-tuning jobs",
    expected: "a fine-tuning job",
    schema: jobSchema,
    accept: ({ id, state }, redact) => {
      if (!isSameJob(jobId, id)) {
        return { problem: `is for another job, ${JSON.stringify(shown(redact(id), longestExcerpt))}` };
      }
      return isModelName(state.fineTunedModel) ? { value: state } : { problem: invalidModelName };
    },
  };
}

/** Returns the request for the list of jobs, with the filters that the server supports: `GET /fine_tuning/jobs`. */
export function jobsRequest({ metadata = {} }: JobFilter): ListRequest<ParsedJob, ListedJob> {
  return {
    subject: "The list of fine-tuning jobs",
    path: "/fine_tuning/jobs",
    // OpenAI and Azure support it. Filters are applied again to the response, whatever a server does.
    query: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`metadata[${key}]`, value])),
    afterMissing: "Check the base URL (it usually ends in /v1) and the provider. Not every provider lists its jobs.",
    offer: "lists of fine-tuning jobs",
    advice: {
      incomplete:
        "Use a job id instead of a search. Through Portkey's gateway, only OpenAI and Azure return all pages.",
      tooLong: "Filter the list by metadata, or use a job id.",
    },
    expected: "a list of fine-tuning jobs",
    schema: jobSchema,
    accept: ({ id, state }) =>
      isModelName(state.fineTunedModel) ? { value: { jobId: id, ...state } } : { problem: invalidModelName },
    idOf: ({ jobId }) => jobId,
    createdAtOf: ({ createdAt }) => createdAt,
  };
}

/** Returns the request for a job's checkpoints: `GET /fine_tuning/jobs/{id}/checkpoints`. */
export function checkpointsRequest(jobId: JobId): ListRequest<CheckpointState, CheckpointState> {
  return {
    ...partsOfJob(jobId, "checkpoints"),
    schema: checkpointSchema,
    accept: (checkpoint) =>
      isModelName(checkpoint.fineTunedModelCheckpoint) ? { value: checkpoint } : { problem: invalidModelName },
  };
}

/** Returns the request for a job's events, of which a long job has one for each step: `GET /fine_tuning/jobs/{id}/events`. */
export function eventsRequest(jobId: JobId, enough: number): ListRequest<EventState, EventState> {
  return {
    ...partsOfJob(jobId, "events"),
    enough,
    schema: eventSchema,
    accept: (event) => ({ value: event }),
  };
}

/** What the lists of a job have in common. */
function partsOfJob(jobId: JobId, what: "checkpoints" | "events") {
  return {
    subject: `The ${what} of fine-tuning job "${jobId.decoded}"`,
    path: `${pathOf(jobId)}/${what}`,
    afterMissing: `Check the job id, the base URL and the provider. Not every provider has ${what}.`,
    offer: what,
    expected: `a list of ${what} (not every provider has them)`,
    advice: {
      incomplete: `Read the ${what} from the provider's own API.`,
      tooLong: `Read the ${what} from the provider's own API.`,
    },
    idOf: ({ id }: { readonly id: string | null }) => id,
    createdAtOf: ({ createdAt }: { readonly createdAt: number | null }) => createdAt,
  };
}

/** Returns the request for the message of a job's newest event: `GET /fine_tuning/jobs/{id}/events?limit=1`. */
export function newestEventRequest(jobId: JobId): ApiRequest<string | undefined, string | undefined> {
  return {
    subject: nameJob(jobId.decoded),
    path: `${pathOf(jobId)}/events?limit=1`,
    afterMissing: afterMissingJob,
    offer: "events",
    expected: "a list of events",
    schema: newestEventSchema,
    accept: (message, redact) => ({
      value: message === undefined ? undefined : shown(redact(message), longestExcerpt),
    }),
  };
}

/** Returns the request for a model: `GET /models/{model}`. */
export function modelRequest(model: string): ApiRequest<ModelState, ModelState> {
  return {
    subject: nameModel(model),
    path: `/models/${encodeURIComponent(model)}`,
    afterMissing:
      "The model was deleted or shut down, or the key has no access to it. " +
      "Otherwise, check the model name, the base URL and the provider. Not every provider has an API for its models.",
    offer: "reads of models",
    expected: "a model",
    schema: modelSchema,
    accept: (state, redact) =>
      state.id === model
        ? { value: state }
        : { problem: `is for another model, ${JSON.stringify(shown(redact(state.id), longestExcerpt))}` },
  };
}

/** Returns whether a name can be deployed. A name that can't be shown unchanged would become a different name on the way. */
function isModelName(name: string | null): boolean {
  return name === null || shown(name) === name;
}

function pathOf(jobId: JobId): string {
  return `/fine_tuning/jobs/${encodeJobId(jobId)}`;
}
