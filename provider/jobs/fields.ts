import type { Hyperparameters, Integration, JobError, TrainingMethod } from "./job";
import type { JobStatus } from "./status";

/** What a field's value is behind the wire, by the name of its type in the table; `schemas.ts` has a parser for each. */
export interface FieldTypes {
  text: string;
  texts: string[];
  count: number;
  time: number;
  status: JobStatus;
  error: JobError;
  hyperparameters: Hyperparameters;
  method: TrainingMethod;
  integrations: Integration[];
  metadata: Record<string, string>;
}

interface Field {
  /** The API's keys for it, the first that has a value. */
  readonly keys: readonly [string, ...string[]];
  readonly type: keyof FieldTypes;
  /** Whether it is there from the start, and the end of the job does not change it. */
  readonly lasting?: true;
}

/**
 * All fields of a job, by their name as an output. A new one is an entry here: the outputs' types, the wire's schema, what a preview
 * knows and the documentation's table follow from it.
 */
export const jobFields = {
  /** The fine-tuned model's name; set **only** when `status` is `succeeded`. */
  fineTunedModel: { keys: ["fine_tuned_model"], type: "text" },
  /** `validating_files`, `queued`, `running`, `succeeded`, `failed`, `cancelled`, or a provider's own word. */
  status: { keys: ["status"], type: "status" },
  /** Why the job failed: `code`, `message`, `param`. */
  error: { keys: ["error"], type: "error" },
  /** The base model that is fine-tuned. */
  model: { keys: ["model"], type: "text", lasting: true },
  /** The suffix that the job's owner chose for the model's name, or the one in `fine_tuned_model`. */
  suffix: { keys: ["user_provided_suffix"], type: "text" },
  /** When the job was created: Unix seconds. */
  createdAt: { keys: ["created_at"], type: "time", lasting: true },
  /** When the job finished: Unix seconds. */
  finishedAt: { keys: ["finished_at", "completed_at"], type: "time" },
  /** When the job is expected to finish: Unix seconds. */
  estimatedFinish: { keys: ["estimated_finish"], type: "time" },
  /** Billable tokens that were trained. */
  trainedTokens: { keys: ["trained_tokens"], type: "count" },
  /** Id of the file with the training data. */
  trainingFile: { keys: ["training_file"], type: "text", lasting: true },
  /** Id of the file with the validation data. */
  validationFile: { keys: ["validation_file"], type: "text", lasting: true },
  /** Ids of the files with the results. */
  resultFiles: { keys: ["result_files"], type: "texts" },
  /** `nEpochs`, `batchSize`, `learningRateMultiplier`, …: numbers or `"auto"`. */
  hyperparameters: { keys: ["hyperparameters"], type: "hyperparameters" },
  /** How the job trains: `type` (`supervised`, `dpo`, `reinforcement`), and under it the method's own `hyperparameters`. */
  method: { keys: ["method"], type: "method" },
  /** The services it reports to: `type`, `wandb.project`, `wandb.name`, `wandb.entity`, `wandb.tags`. */
  integrations: { keys: ["integrations"], type: "integrations", lasting: true },
  /** Your own key-value pairs, keys as they are. */
  metadata: { keys: ["metadata"], type: "metadata", lasting: true },
  /** The object's type, `fine_tuning.job` at OpenAI. */
  object: { keys: ["object"], type: "text", lasting: true },
  /** The organization that owns the job. */
  organizationId: { keys: ["organization_id"], type: "text", lasting: true },
  /** The seed of the training. */
  seed: { keys: ["seed"], type: "count", lasting: true },
} as const satisfies Readonly<Record<string, Field>>;

type Fields = typeof jobFields;
export type FieldName = keyof Fields;
/** The type of a field's value, where the API has one. */
export type FieldValue<Name extends FieldName> = FieldTypes[Fields[Name]["type"]];

export const fieldNames = Object.keys(jobFields) as readonly FieldName[];

/** Looks a field up, in the one type that all entries share. */
export function fieldOf(name: FieldName): Field {
  return jobFields[name];
}

/**
 * A fine-tuning job as everything behind the wire knows it: camelCase, times in Unix seconds, null where the API has none. Only
 * the status is always there.
 */
export type FineTuningJobState = {
  -readonly [Name in FieldName]: FieldValue<Name> | (Name extends "status" ? never : null);
};
