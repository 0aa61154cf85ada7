export { FineTuningJob, type ConnectionArgs, type FineTuningJobArgs } from "./fineTuningJob";
export type { Hyperparameters, Integration, JobError, TrainingMethod } from "../provider/job";
export type { JobStatus } from "../provider/status";
export type { WaitFor } from "../provider/verdict";
