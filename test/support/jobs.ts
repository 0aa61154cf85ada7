/** A job as the wire has it. */
export type WireJob = Record<string, unknown> & { id: string; status: string };

/** The finished job that OpenAI's API reference shows. */
export const documentedJob: WireJob = {
  object: "fine_tuning.job",
  id: "ftjob-abc123",
  model: "davinci-002",
  created_at: 1692661014,
  finished_at: 1692661190,
  fine_tuned_model: "ft:davinci-002:my-org:custom_suffix:7q8mpxmy",
  organization_id: "org-123",
  result_files: ["file-abc123"],
  status: "succeeded",
  validation_file: null,
  training_file: "file-abc123",
  hyperparameters: { n_epochs: 4, batch_size: 1, learning_rate_multiplier: 1.0 },
  trained_tokens: 5768,
  integrations: [],
  seed: 0,
  estimated_finish: 0,
  method: {
    type: "supervised",
    supervised: { hyperparameters: { n_epochs: 4, batch_size: 1, learning_rate_multiplier: 1.0 } },
  },
  metadata: { key: "value" },
};

/** A job that is still being trained. */
export function runningJob(id: string, more: Partial<WireJob> = {}): WireJob {
  return {
    object: "fine_tuning.job",
    id,
    model: "gpt-4o-mini-2024-07-18",
    created_at: 1721764800,
    finished_at: null,
    fine_tuned_model: null,
    organization_id: "org-123",
    result_files: [],
    status: "running",
    validation_file: null,
    training_file: "file-abc123",
    hyperparameters: { n_epochs: "auto", batch_size: "auto", learning_rate_multiplier: "auto" },
    trained_tokens: null,
    error: {},
    integrations: [],
    seed: 42,
    estimated_finish: null,
    ...more,
  };
}

/** A job that has succeeded. */
export function succeededJob(id: string, model = `ft:gpt-4o-mini-2024-07-18:acme:support-bot:${id}`): WireJob {
  return runningJob(id, {
    status: "succeeded",
    fine_tuned_model: model,
    finished_at: 1721768400,
    trained_tokens: 120_000,
    result_files: ["file-result"],
    hyperparameters: { n_epochs: 3, batch_size: 8, learning_rate_multiplier: 1.8 },
  });
}

/** A job that has failed. */
export function failedJob(id: string): WireJob {
  return runningJob(id, {
    status: "failed",
    finished_at: 1721768400,
    trained_tokens: 4_000,
    error: { code: "exceeded_quota", message: "The quota for training is spent.", param: "training_file" },
  });
}

/** What every job has among its outputs, known or null: one that is missing would be unknown to a preview. */
export const outputNames = [
  "createdAt",
  "error",
  "estimatedFinish",
  "fineTunedModel",
  "finishedAt",
  "hyperparameters",
  "integrations",
  "jobId",
  "metadata",
  "method",
  "model",
  "object",
  "organizationId",
  "resultFiles",
  "seed",
  "status",
  "trainedTokens",
  "trainingFile",
  "validationFile",
] as const;
