export type { ConnectionArgs } from "./connectionArgs";
export { FineTuningJob, type FineTuningJobArgs } from "./fineTuningJob";
export type { Hyperparameters, Integration, JobError, TrainingMethod } from "../provider/jobs/job";
export type { JobStatus } from "../provider/jobs/status";
export type { WaitFor } from "../provider/waiting/run";
