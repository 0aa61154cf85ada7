import { fieldNames } from "../../provider/jobs/fields";
import type { WireJob } from "../../sdk/testing";

export { failedJob, runningJob, succeededJob, type WireJob } from "../../sdk/testing";

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

/** What every job has among its outputs, known or null: one that is missing would be unknown to a preview. */
export const outputNames = ["jobId" as const, ...fieldNames].toSorted();

/** Makes all outputs of those that are stated: the others are null. */
export function withNulls(stated: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...Object.fromEntries(fieldNames.map((name) => [name, null])), ...stated };
}
