export type { ConnectionArgs } from "./connectionArgs";
export { FineTuningJob, type FineTuningJobArgs } from "./fineTuningJob";
export {
  getFineTuningJob,
  getFineTuningJobCheckpoints,
  getFineTuningJobCheckpointsOutput,
  getFineTuningJobEvents,
  getFineTuningJobEventsOutput,
  getFineTuningJobOutput,
  getFineTuningJobs,
  getFineTuningJobsOutput,
  getLatestFineTuningJob,
  getLatestFineTuningJobOutput,
  getModel,
  getModelOutput,
  type Checkpoint,
  type GetFineTuningJobArgs,
  type GetFineTuningJobCheckpointsArgs,
  type GetFineTuningJobCheckpointsOutputArgs,
  type GetFineTuningJobCheckpointsResult,
  type GetFineTuningJobEventsArgs,
  type GetFineTuningJobEventsOutputArgs,
  type GetFineTuningJobEventsResult,
  type GetFineTuningJobOutputArgs,
  type GetFineTuningJobResult,
  type GetFineTuningJobsArgs,
  type GetFineTuningJobsOutputArgs,
  type GetFineTuningJobsResult,
  type GetLatestFineTuningJobArgs,
  type GetLatestFineTuningJobOutputArgs,
  type GetModelArgs,
  type GetModelOutputArgs,
  type GetModelResult,
  type JobEvent,
} from "./functions";
export type { CheckpointMetrics, Hyperparameters, Integration, JobError, TrainingMethod } from "../provider/jobs/job";
export type { JobStatus } from "../provider/jobs/status";
export type { CheckModel } from "../provider/models/modelCheck";
export type { WaitFor } from "../provider/waiting/arguments";
