import { fieldNames, fieldOf } from "../../provider/jobs/fields";
import { nearest } from "../../provider/text/nearest";
import type { WireJob } from "./jobs";

/** A state of a scripted job: fields of the API's object that replace those of a running job, and how long the state lasts. */
export interface JobState extends Partial<WireJob> {
  /** How many requests return this state before the next state starts. */
  forRequests?: number;
  /** How many seconds this state lasts. The time starts with the first request for the job. */
  forSeconds?: number;
}

const knownKeys = ["id", "forRequests", "forSeconds", ...fieldNames.flatMap((name) => fieldOf(name).keys)];

/** Throws an error for a misspelled key. Other unknown keys are allowed, as the API may have them. */
export function checkState(id: string, state: JobState): void {
  for (const key of Object.keys(state).filter((name) => !knownKeys.includes(name))) {
    const meant = nearest(key, knownKeys);
    if (meant !== undefined) {
      throw new Error(`The script of job "${id}" has an unknown key "${key}"; did you mean ${meant}?`);
    }
  }
}

/** A job with its scripted states. */
export interface ScriptedJob {
  readonly states: readonly JobState[];
  requests: number;
  firstRequest: number | undefined;
}

/** Returns the current state of a job, and counts the request. */
export function advance(job: ScriptedJob, requested: 0 | 1, nowMs: number): JobState {
  job.firstRequest ??= nowMs;
  job.requests += requested;
  let requests = Math.max(1, job.requests);
  let seconds = (nowMs - job.firstRequest) / 1000;
  for (const state of job.states) {
    if (state.forRequests !== undefined && requests > state.forRequests) {
      requests -= state.forRequests;
    } else if (state.forSeconds !== undefined && seconds >= state.forSeconds) {
      seconds -= state.forSeconds;
    } else {
      return state;
    }
  }
  return job.states.at(-1) ?? {};
}
