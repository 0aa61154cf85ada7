import type * as pulumi from "@pulumi/pulumi";
import type { CheckpointState, EventState, Known, KnownJob, ModelState } from "../provider/jobs/fields";
import type { JobStatus } from "../provider/jobs/status";
import type { ConnectionArgs } from "./connectionArgs";
import { invoke, invokeOutput } from "./invoke";

/** The arguments of a function's Output form: each can be an Output. */
type Eventual<Args> = {
  [Name in keyof Args]: Name extends "connection" ? Args[Name] : pulumi.Input<Eventually<Args[Name]>>;
};
type Eventually<Value> = Value extends string | number | undefined
  ? Value
  : { [Key in keyof Value]: pulumi.Input<Value[Key]> };

interface FunctionArgs {
  /** How to reach Portkey, if it differs from the stack config and the environment. Outputs in it are awaited. */
  connection?: pulumi.Input<ConnectionArgs | undefined>;
}

interface FilterArgs extends FunctionArgs {
  /** One or more statuses, such as `"succeeded"`. */
  status?: JobStatus | readonly JobStatus[] | undefined;
  /** The base model, as the job names it: `accounts/fireworks/models/qwen3-8b`. */
  model?: string | undefined;
  /** The suffix of the fine-tuned model's name. */
  suffix?: string | undefined;
  /** Key-value pairs that the job must have. It may have others too. */
  metadata?: Record<string, string> | undefined;
  /** Jobs created at this time or later: Unix seconds, an ISO date (`"2026-01-31"`, UTC) or an ISO time (`"2026-01-31T12:00:00Z"`). */
  createdAfter?: number | string | undefined;
  /** Jobs created before this time: Unix seconds, an ISO date or an ISO time, as in `createdAfter`. */
  createdBefore?: number | string | undefined;
}

export interface GetFineTuningJobArgs extends FunctionArgs {
  /** The job's id: `ftjob-…`, a number or an ARN. */
  jobId: string;
}
export interface GetFineTuningJobOutputArgs extends Eventual<GetFineTuningJobArgs> {}

/** A job, with the outputs of a `FineTuningJob`. Fields that are null in the API have no value. */
export interface GetFineTuningJobResult extends KnownJob {}

export interface GetFineTuningJobsArgs extends FilterArgs {
  /** The largest number of jobs to return, newest first. By default, all matching jobs (at most 10,000 jobs are read). */
  limit?: number | undefined;
}
export interface GetFineTuningJobsOutputArgs extends Eventual<GetFineTuningJobsArgs> {}

/** The matching jobs. */
export interface GetFineTuningJobsResult {
  /** Newest first. */
  readonly jobs: readonly GetFineTuningJobResult[];
}

export interface GetLatestFineTuningJobArgs extends FilterArgs {
  /** One or more statuses. The default is `"succeeded"`. */
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
  /** The largest number of events to return, newest first. By default, all events. */
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

/** A model. Fields that are null in the API have no value. */
export interface GetModelResult extends Known<ModelState> {}

/**
 * Reads a job (`GET /v1/fine_tuning/jobs/{id}`) in previews and updates. It does not wait, shows no status line, and stores nothing in
 * state.
 *
 * @throws InvalidArgumentError before any request; NotFoundError, and the other errors of a read.
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

/** Like `getFineTuningJob`, with arguments that can be Outputs. The returned Output fails if the read fails. */
export function getFineTuningJobOutput(
  args: GetFineTuningJobOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetFineTuningJobResult> {
  return invokeOutput("getFineTuningJob", args, opts);
}

/**
 * Lists jobs (`GET /v1/fine_tuning/jobs`), newest first.
 *
 * @throws ListTooLongError for more than 10,000 jobs; IncompleteListError if the provider returns only a part of the list.
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

/** Like `getFineTuningJobs`, with arguments that can be Outputs. The returned Output fails if the read fails. */
export function getFineTuningJobsOutput(
  args: GetFineTuningJobsOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetFineTuningJobsResult> {
  return invokeOutput("getFineTuningJobs", args, opts);
}

/**
 * Finds the newest matching job. Without `status`, it finds the newest job that has succeeded.
 *
 * @throws NoMatchingJobError if no job matches. It shows the filter, the number of jobs, and the condition that no job meets.
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
 * Like `getLatestFineTuningJob`, with arguments that can be Outputs. The returned Output fails if the read fails. You can pass its `jobId`
 * to a `FineTuningJob`, to find a job and then wait for it.
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
 * @throws NotFoundError if the provider has none; the other errors of a read.
 */
export function getFineTuningJobCheckpoints(
  args: GetFineTuningJobCheckpointsArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetFineTuningJobCheckpointsResult> {
  return invoke("getFineTuningJobCheckpoints", args, opts);
}

/** Like `getFineTuningJobCheckpoints`, with arguments that can be Outputs. The returned Output fails if the read fails. */
export function getFineTuningJobCheckpointsOutput(
  args: GetFineTuningJobCheckpointsOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetFineTuningJobCheckpointsResult> {
  return invokeOutput("getFineTuningJobCheckpoints", args, opts);
}

/**
 * Lists the events of a job (`GET /v1/fine_tuning/jobs/{id}/events`), newest first.
 *
 * @throws NotFoundError if the provider has none; the other errors of a read.
 */
export function getFineTuningJobEvents(
  args: GetFineTuningJobEventsArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetFineTuningJobEventsResult> {
  return invoke("getFineTuningJobEvents", args, opts);
}

/** Like `getFineTuningJobEvents`, with arguments that can be Outputs. The returned Output fails if the read fails. */
export function getFineTuningJobEventsOutput(
  args: GetFineTuningJobEventsOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetFineTuningJobEventsResult> {
  return invokeOutput("getFineTuningJobEvents", args, opts);
}

/**
 * Reads a model (`GET /v1/models/{model}`), to learn whether it still exists and when it is shut down.
 *
 * @throws NotFoundError if the model was deleted or shut down, if the key has no access to it, or if the provider has no such API; the
 * other errors of a read.
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
