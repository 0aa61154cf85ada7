/** A job as the API returns it: the fields of the `fine_tuning.job` object, with the API's names. */
export type WireJob = Record<string, unknown> & { id: string; status: string };

/** Returns a job that is running. */
export function runningJob(id: string, more: Partial<WireJob> = {}): WireJob {
  return {
    object: "fine_tuning.job",
    id,
    model: "accounts/fireworks/models/qwen3-8b",
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

/** Returns a job that has succeeded, with this model. */
export function succeededJob(id: string, model = `accounts/acme/models/support-bot-${id}`): WireJob {
  return runningJob(id, {
    status: "succeeded",
    fine_tuned_model: model,
    finished_at: 1721768400,
    trained_tokens: 120_000,
    result_files: ["file-result"],
    hyperparameters: { n_epochs: 3, batch_size: 8, learning_rate_multiplier: 1.8 },
  });
}

/** Returns a job that has failed. */
export function failedJob(id: string): WireJob {
  return runningJob(id, {
    status: "failed",
    finished_at: 1721768400,
    trained_tokens: 4_000,
    error: { code: "exceeded_quota", message: "The quota for training is spent.", param: "training_file" },
  });
}
