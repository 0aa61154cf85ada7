import type * as pulumi from "@pulumi/pulumi";
import type { CheckpointState, EventState, Known, KnownJob, ModelState } from "../provider/jobs/fields";
import type { JobStatus } from "../provider/jobs/status";
import type { ConnectionArgs } from "./connectionArgs";
import { invoke, invokeOutput } from "./invoke";

/** The arguments of the Output form of a function: each may be an Output. */
type Eventual<Args> = {
  [Name in keyof Args]: Name extends "connection" ? Args[Name] : pulumi.Input<Eventually<Args[Name]>>;
};
type Eventually<Value> = Value extends string | number | undefined
  ? Value
  : { [Key in keyof Value]: pulumi.Input<Value[Key]> };

interface FunctionArgs {
  /** How to reach Portkey, where that is not what the stack's config and the environment say. Outputs in it are awaited. */
  connection?: pulumi.Input<ConnectionArgs | undefined>;
}

interface FilterArgs extends FunctionArgs {
  /** One status or several, such as `"succeeded"`. */
  status?: JobStatus | readonly JobStatus[] | undefined;
  /** The base model, as the job has it: `accounts/fireworks/models/qwen3-8b`. */
  model?: string | undefined;
  /** The suffix of the fine-tuned model's name. */
  suffix?: string | undefined;
  /** Key-value pairs that the job must have, among others. */
  metadata?: Record<string, string> | undefined;
  /** Unix seconds, or an ISO date (`"2026-01-31"`, UTC) or time (`"2026-01-31T12:00:00Z"`): created then or later. */
  createdAfter?: number | string | undefined;
  /** Unix seconds, or an ISO date or time, as in `createdAfter`: created before. */
  createdBefore?: number | string | undefined;
}

export interface GetFineTuningJobArgs extends FunctionArgs {
  /** The job's id: `ftjob-…`, a number or an ARN. */
  jobId: string;
}
export interface GetFineTuningJobOutputArgs extends Eventual<GetFineTuningJobArgs> {}

/** A job: all outputs that a `FineTuningJob` has. What the API has as null is undefined. */
export interface GetFineTuningJobResult extends KnownJob {}

export interface GetFineTuningJobsArgs extends FilterArgs {
  /** How many jobs at most, from the newest on; all that fit (up to 10,000 are read) where it is left out. */
  limit?: number | undefined;
}
export interface GetFineTuningJobsOutputArgs extends Eventual<GetFineTuningJobsArgs> {}

/** The jobs that fit. */
export interface GetFineTuningJobsResult {
  /** Newest first. */
  readonly jobs: readonly GetFineTuningJobResult[];
}

export interface GetLatestFineTuningJobArgs extends FilterArgs {
  /** One status or several; `"succeeded"` where it is left out. */
  status?: JobStatus | readonly JobStatus[] | undefined;
}
export interface GetLatestFineTuningJobOutputArgs extends Eventual<GetLatestFineTuningJobArgs> {}

export interface GetFineTuningJobCheckpointsArgs extends GetFineTuningJobArgs {}
export interface GetFineTuningJobCheckpointsOutputArgs extends Eventual<GetFineTuningJobCheckpointsArgs> {}

/** A checkpoint of a job. */
export interface Checkpoint extends Known<CheckpointState> {}
/** The checkpoints of a job. */
export interface GetFineTuningJobCheckpointsResult {
  /** Newest first. */
  readonly checkpoints: readonly Checkpoint[];
}

export interface GetFineTuningJobEventsArgs extends GetFineTuningJobArgs {
  /** How many events at most, from the newest on; all of them where it is left out. */
  limit?: number | undefined;
}
export interface GetFineTuningJobEventsOutputArgs extends Eventual<GetFineTuningJobEventsArgs> {}

/** An event of a job. */
export interface JobEvent extends Known<EventState> {}
/** The events of a job. */
export interface GetFineTuningJobEventsResult {
  /** Newest first. */
  readonly events: readonly JobEvent[];
}

export interface GetModelArgs extends FunctionArgs {
  /** The model's name, such as that of a job's fine-tuned model. */
  model: string;
}
export interface GetModelOutputArgs extends Eventual<GetModelArgs> {}

/** A model. What the API has as null is undefined. */
export interface GetModelResult extends Known<ModelState> {}

/**
 * Reads a job (`GET /v1/fine_tuning/jobs/{id}`) in the program, in previews and ups alike: without a row, a state, or a wait.
 *
 * @throws NotFoundError, and the other errors of reading; InvalidArgumentError before anything is asked.
 *
 * @example
 * ```ts
 * const { status, fineTunedModel } = await portkey.getFineTuningJob({ jobId: "ftjob-AF1WoRqd3aJAHsqc9NY7iL8F" });
 * ```
 */
export function getFineTuningJob(
  args: GetFineTuningJobArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetFineTuningJobResult> {
  return invoke("getFineTuningJob", args, opts);
}

/** Does what `getFineTuningJob` does, with arguments that may be Outputs; an error rejects the result. */
export function getFineTuningJobOutput(
  args: GetFineTuningJobOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetFineTuningJobResult> {
  return invokeOutput("getFineTuningJob", args, opts);
}

/**
 * Lists jobs (`GET /v1/fine_tuning/jobs`), newest first.
 *
 * @throws ListTooLongError for more than 10,000 jobs; IncompleteListError where the provider gives a part of the list.
 *
 * @example
 * ```ts
 * const { jobs } = await portkey.getFineTuningJobs({ suffix: "support-bot", createdAfter: "2026-01-01" });
 * ```
 */
export function getFineTuningJobs(
  args: GetFineTuningJobsArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<GetFineTuningJobsResult> {
  return invoke("getFineTuningJobs", args, opts);
}

/** Does what `getFineTuningJobs` does, with arguments that may be Outputs; an error rejects the result. */
export function getFineTuningJobsOutput(
  args: GetFineTuningJobsOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetFineTuningJobsResult> {
  return invokeOutput("getFineTuningJobs", args, opts);
}

/**
 * Finds the newest job that fits, of those that have succeeded unless a status is given.
 *
 * @throws NoMatchingJobError that says what was looked for, how many jobs were seen, and which condition left none.
 *
 * @example
 * ```ts
 * const { fineTunedModel } = await portkey.getLatestFineTuningJob({ suffix: "support-bot" });
 * ```
 */
export function getLatestFineTuningJob(
  args: GetLatestFineTuningJobArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<GetFineTuningJobResult> {
  return invoke("getLatestFineTuningJob", args, opts);
}

/**
 * Does what `getLatestFineTuningJob` does, with arguments that may be Outputs; an error rejects the result. Its `jobId` is what a
 * `FineTuningJob` takes: find, then wait.
 *
 * @example
 * ```ts
 * const newest = portkey.getLatestFineTuningJobOutput({ suffix: "support-bot", status: ["queued", "running", "succeeded"] });
 * const job = new portkey.FineTuningJob("support-bot", { jobId: newest.jobId, waitFor: "succeeded" });
 * ```
 */
export function getLatestFineTuningJobOutput(
  args: GetLatestFineTuningJobOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetFineTuningJobResult> {
  return invokeOutput("getLatestFineTuningJob", args, opts);
}

/**
 * Lists the checkpoints of a job (`GET /v1/fine_tuning/jobs/{id}/checkpoints`), newest first.
 *
 * @throws NotFoundError where the provider has none of them, and the other errors of reading.
 */
export function getFineTuningJobCheckpoints(
  args: GetFineTuningJobCheckpointsArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetFineTuningJobCheckpointsResult> {
  return invoke("getFineTuningJobCheckpoints", args, opts);
}

/** Does what `getFineTuningJobCheckpoints` does, with arguments that may be Outputs; an error rejects the result. */
export function getFineTuningJobCheckpointsOutput(
  args: GetFineTuningJobCheckpointsOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetFineTuningJobCheckpointsResult> {
  return invokeOutput("getFineTuningJobCheckpoints", args, opts);
}

/**
 * Lists the events of a job (`GET /v1/fine_tuning/jobs/{id}/events`), newest first.
 *
 * @throws NotFoundError where the provider has none of them, and the other errors of reading.
 */
export function getFineTuningJobEvents(
  args: GetFineTuningJobEventsArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetFineTuningJobEventsResult> {
  return invoke("getFineTuningJobEvents", args, opts);
}

/** Does what `getFineTuningJobEvents` does, with arguments that may be Outputs; an error rejects the result. */
export function getFineTuningJobEventsOutput(
  args: GetFineTuningJobEventsOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetFineTuningJobEventsResult> {
  return invokeOutput("getFineTuningJobEvents", args, opts);
}

/**
 * Reads a model (`GET /v1/models/{model}`): whether it is still there, and until when.
 *
 * @throws NotFoundError where it was deleted or shut down, where the key may not use it, or where the provider has no such answer, and the other errors of reading.
 *
 * @example
 * ```ts
 * const { shutdownDate } = await portkey.getModel({ model: "gpt-4.1-mini-2025-04-14.ft-0a1b2c3d4e5f40718293a4b5c6d7e8f9-support-bot" });
 * ```
 */
export function getModel(args: GetModelArgs, opts?: pulumi.InvokeOptions): Promise<GetModelResult> {
  return invoke("getModel", args, opts);
}

/** Does what `getModel` does, with arguments that may be Outputs; an error rejects the result. */
export function getModelOutput(
  args: GetModelOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetModelResult> {
  return invokeOutput("getModel", args, opts);
}
