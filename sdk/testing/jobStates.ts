import { fieldNames, fieldOf } from "../../provider/jobs/fields";
import { nearest } from "../../provider/text/nearest";
import type { WireJob } from "./jobs";

/** What a job is at some time: fields of the API's object that replace those of a running job, and how long it stays so. */
export interface JobState extends Partial<WireJob> {
  /** How many requests see this state before the next one comes. */
  forRequests?: number;
  /** How many seconds this state lasts, from the first request for the job on. */
  forSeconds?: number;
}

const knownKeys = ["id", "forRequests", "forSeconds", ...fieldNames.flatMap((name) => fieldOf(name).keys)];

/** Refuses what is a misspelled key: a job would never get to its state. The API may have keys that nobody knows. */
export function checkState(id: string, state: JobState): void {
  for (const key of Object.keys(state).filter((name) => !knownKeys.includes(name))) {
    const meant = nearest(key, knownKeys);
    if (meant !== undefined) {
      throw new Error(`The script of job "${id}" has a key "${key}"; did you mean ${meant}?`);
    }
  }
}

/** A job with the states that it goes through. */
export interface ScriptedJob {
  readonly states: readonly JobState[];
  requests: number;
  firstRequest: number | undefined;
}

/** Returns the state that a job is in now, after so many requests more. */
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
