import { nameJob, nameModel } from "../errors/jobErrors";
import type { ListRequest } from "../http/list";
import type { ApiRequest } from "../http/request";
import { longestExcerpt, shown } from "../text/shown";
import type { CheckpointState, EventState, FineTuningJobState, ListedJob, ModelState } from "./fields";
import type { JobFilter } from "./filter";
import { encodeJobId, isSameJob, type JobId } from "./jobId";
import { checkpointSchema, eventSchema, jobSchema, modelSchema, newestEventSchema, type ParsedJob } from "./schemas";

const namesOddModel = "names a model with characters that no model's name has";
const noSuchJob = {
  what: "no such job",
  next: "Check the id, the base URL (it usually ends in /v1) and the provider; a key of another workspace sees other jobs.",
};

/** Asks for a job: `GET /fine_tuning/jobs/{id}`. */
export function jobRequest(jobId: JobId): ApiRequest<ParsedJob, FineTuningJobState> {
  return {
    subject: nameJob(jobId.decoded),
    path: pathOf(jobId),
    absence: noSuchJob,
    offer: "fine-tuning jobs",
    expected: "a fine-tuning job",
    schema: jobSchema,
    accept: ({ id, state }, redact) => {
      if (!isSameJob(jobId, id)) {
        return { problem: `is another job, ${JSON.stringify(shown(redact(id), longestExcerpt))}` };
      }
      return isModelName(state.fineTunedModel) ? { value: state } : { problem: namesOddModel };
    },
  };
}

/** Asks for the jobs, those aside that the server can leave out: `GET /fine_tuning/jobs`. */
export function jobsRequest({ metadata = {} }: JobFilter): ListRequest<ParsedJob, ListedJob> {
  return {
    subject: "The list of fine-tuning jobs",
    path: "/fine_tuning/jobs",
    // OpenAI and Azure know it; whatever a server does with it, filters are applied to what comes.
    query: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`metadata[${key}]`, value])),
    absence: {
      what: "no list of fine-tuning jobs",
      next: "Check the base URL (it usually ends in /v1) and the provider: not every provider lists its jobs.",
    },
    offer: "a list of fine-tuning jobs",
    advice: {
      incomplete:
        "Give a job's id in place of looking for it: behind Portkey's gateway only OpenAI and Azure give all pages.",
      tooLong: "Narrow the list by metadata, or give a job's id.",
    },
    expected: "a list of fine-tuning jobs",
    schema: jobSchema,
    accept: ({ id, state }) =>
      isModelName(state.fineTunedModel) ? { value: { jobId: id, ...state } } : { problem: namesOddModel },
    idOf: ({ jobId }) => jobId,
    createdAtOf: ({ createdAt }) => createdAt,
  };
}

/** Asks for a job's checkpoints: `GET /fine_tuning/jobs/{id}/checkpoints`. */
export function checkpointsRequest(jobId: JobId): ListRequest<CheckpointState, CheckpointState> {
  return {
    ...partsOfJob(jobId, "checkpoints"),
    schema: checkpointSchema,
    accept: (checkpoint) =>
      isModelName(checkpoint.fineTunedModelCheckpoint) ? { value: checkpoint } : { problem: namesOddModel },
  };
}

/** Asks for a job's events, of which a long training has one for each step: `GET /fine_tuning/jobs/{id}/events`. */
export function eventsRequest(jobId: JobId, enough: number): ListRequest<EventState, EventState> {
  return {
    ...partsOfJob(jobId, "events"),
    enough,
    schema: eventSchema,
    accept: (event) => ({ value: event }),
  };
}

/** What the lists below a job have in common. */
function partsOfJob(jobId: JobId, what: "checkpoints" | "events") {
  return {
    subject: `The ${what} of fine-tuning job "${jobId.decoded}"`,
    path: `${pathOf(jobId)}/${what}`,
    absence: {
      what: `no such job, or no ${what} of it,`,
      next: `Check the id, the base URL and the provider: not every provider has ${what}.`,
    },
    offer: what,
    expected: `a list of ${what}, which not every provider has`,
    advice: {
      incomplete: `Ask the provider itself for the ${what}.`,
      tooLong: `Ask the provider itself for the ${what}.`,
    },
    idOf: ({ id }: { readonly id: string | null }) => id,
    createdAtOf: ({ createdAt }: { readonly createdAt: number | null }) => createdAt,
  };
}

/** Asks for the message of a job's newest event: `GET /fine_tuning/jobs/{id}/events?limit=1`. */
export function newestEventRequest(jobId: JobId): ApiRequest<string | undefined, string | undefined> {
  return {
    subject: nameJob(jobId.decoded),
    path: `${pathOf(jobId)}/events?limit=1`,
    absence: noSuchJob,
    offer: "events",
    expected: "a list of events",
    schema: newestEventSchema,
    accept: (message, redact) => ({
      value: message === undefined ? undefined : shown(redact(message), longestExcerpt),
    }),
  };
}

/** Asks for a model: `GET /models/{model}`. */
export function modelRequest(model: string): ApiRequest<ModelState, ModelState> {
  return {
    subject: nameModel(model),
    path: `/models/${encodeURIComponent(model)}`,
    absence: {
      what: "no such model",
      next:
        "It was deleted or shut down, or the key may not use it; else check the name, the base URL and the provider: " +
        "not every provider says what models it has.",
    },
    offer: "an answer about its models",
    expected: "a model",
    schema: modelSchema,
    accept: (state, redact) =>
      state.id === model
        ? { value: state }
        : { problem: `is another model, ${JSON.stringify(shown(redact(state.id), longestExcerpt))}` },
  };
}

/** Tells whether a name can be deployed: what nobody could show as it is would be changed on the way, and is another name then. */
function isModelName(name: string | null): boolean {
  return name === null || shown(name) === name;
}

function pathOf(jobId: JobId): string {
  return `/fine_tuning/jobs/${encodeJobId(jobId)}`;
}
