import type { CheckpointMetrics, Hyperparameters, Integration, JobError, TrainingMethod } from "./job";
import type { JobStatus } from "./status";

/** The types of parsed values, by their names in the table. `parsers.ts` has a parser for each. */
export interface FieldTypes {
  id: string;
  text: string;
  suffix: string;
  texts: string[];
  count: number;
  time: number;
  date: string;
  status: JobStatus;
  error: JobError;
  hyperparameters: Hyperparameters;
  method: TrainingMethod;
  integrations: Integration[];
  metadata: Record<string, string>;
  metrics: CheckpointMetrics;
  data: Record<string, unknown>;
}

/** A field of an API object. */
export interface Field {
  /** The API's keys for it. The first one that has a value is used. */
  readonly keys: readonly [string, ...string[]];
  readonly type: keyof FieldTypes;
  /** Whether the field has its final value from the start: the end of the job does not change it. */
  readonly lasting?: true;
  /**
   * What the API must return here, as errors name it; otherwise the object is refused. If it is not set, the field is null when the API has
   * no value.
   */
  readonly required?: string;
}

export type FieldTable = Readonly<Record<string, Field>>;

/** The parsed values of a table's fields. */
export type FieldValues<Table extends FieldTable> = {
  -readonly [Name in keyof Table]:
    FieldTypes[Table[Name]["type"]] | (Table[Name] extends { required: string } ? never : null);
};

/** The values as programs see them: null becomes undefined. */
export type Known<Values> = {
  readonly [Name in keyof Values]: Exclude<Values[Name], null> | NullAsUndefined<Values[Name]>;
};
type NullAsUndefined<Value> = null extends Value ? undefined : never;

/**
 * All fields of a job, by their name as an output. To add a field, add an entry: the types of the outputs, the schema of responses, the
 * values known in previews, and the documentation's table follow from it.
 */
export const jobFields = {
  /** The fine-tuned model's name. It is set **only** if `status` is `succeeded`. */
  fineTunedModel: { keys: ["fine_tuned_model"], type: "text" },
  /** The job's status: `validating_files`, `queued`, `running`, `succeeded`, `failed`, `cancelled`, or the provider's own word. */
  status: { keys: ["status"], type: "status", required: "a status" },
  /** Why the job failed: `code`, `message` and `param`. */
  error: { keys: ["error"], type: "error" },
  /** The base model that is fine-tuned. */
  model: { keys: ["model"], type: "text", lasting: true },
  /** The suffix that the job's owner chose for the model's name, or the suffix in `fine_tuned_model`. */
  suffix: { keys: ["user_provided_suffix", "suffix"], type: "suffix" }, // not lasting: the provider may return it only at the end, in the model's name
  /** When the job was created, in Unix seconds. */
  createdAt: { keys: ["created_at"], type: "time", lasting: true },
  /** When the job finished, in Unix seconds. */
  finishedAt: { keys: ["finished_at", "completed_at"], type: "time" },
  /** When the job is expected to finish, in Unix seconds. */
  estimatedFinish: { keys: ["estimated_finish"], type: "time" },
  /** The number of billable tokens that were trained. */
  trainedTokens: { keys: ["trained_tokens"], type: "count" },
  /** The id of the file with the training data. */
  trainingFile: { keys: ["training_file"], type: "text", lasting: true },
  /** The id of the file with the validation data. */
  validationFile: { keys: ["validation_file"], type: "text", lasting: true },
  /** The ids of the files with the results. */
  resultFiles: { keys: ["result_files"], type: "texts" },
  /**
   * The hyperparameters, such as the number of epochs, the batch size and the learning rate multiplier. Each is a number, or a word such as
   * `"auto"`.
   */
  hyperparameters: { keys: ["hyperparameters"], type: "hyperparameters" },
  /**
   * The training method: its `type` (`supervised`, `dpo` or `reinforcement`), and an object of that name with its own `hyperparameters`.
   */
  method: { keys: ["method"], type: "method" },
  /** The services that the job reports to: `type`, `wandb.project`, `wandb.name`, `wandb.entity`, `wandb.tags`. */
  integrations: { keys: ["integrations"], type: "integrations", lasting: true },
  /** Your own key-value pairs. The keys are not changed. */
  metadata: { keys: ["metadata"], type: "metadata", lasting: true },
  /** The object's type, such as `fine_tuning.job`. */
  object: { keys: ["object"], type: "text", lasting: true },
  /** The organization that owns the job. */
  organizationId: { keys: ["organization_id"], type: "text", lasting: true },
  /** The random seed of the job. */
  seed: { keys: ["seed"], type: "count", lasting: true },
} as const satisfies FieldTable;

/** All fields of a checkpoint of a job. */
export const checkpointFields = {
  /** The checkpoint's id. */
  id: { keys: ["id"], type: "id" },
  /** When the checkpoint was created, in Unix seconds. */
  createdAt: { keys: ["created_at"], type: "time" },
  /** The name of the model at this checkpoint. You can deploy it like the fine-tuned model. */
  fineTunedModelCheckpoint: { keys: ["fine_tuned_model_checkpoint"], type: "text" },
  /** The training step of the checkpoint. */
  stepNumber: { keys: ["step_number"], type: "count" },
  /** The losses and accuracies in training and validation, if they were measured. */
  metrics: { keys: ["metrics"], type: "metrics" },
} as const satisfies FieldTable;

/** All fields of an event of a job. */
export const eventFields = {
  /** The event's id. */
  id: { keys: ["id"], type: "id" },
  /** When the event happened, in Unix seconds. */
  createdAt: { keys: ["created_at"], type: "time" },
  /** The severity: `info`, `warn` or `error`. */
  level: { keys: ["level"], type: "text" },
  /** What happened, as text. */
  message: { keys: ["message"], type: "text" },
  /** The kind of event: `message` or `metrics`. */
  type: { keys: ["type"], type: "text" },
  /** The event's data, such as the metrics of a step. The keys are not changed. */
  data: { keys: ["data"], type: "data" },
} as const satisfies FieldTable;

/** All fields of a model. */
export const modelFields = {
  /** The model's name. */
  id: { keys: ["id"], type: "id", required: "a model's name" },
  /** When the model was created, in Unix seconds. */
  createdAt: { keys: ["created", "created_at"], type: "time" },
  /** The model's owner. For a fine-tuned model, this is the organization. */
  ownedBy: { keys: ["owned_by"], type: "text" },
  /** The day on which the model is shut down (`YYYY-MM-DD`), if it has been announced. */
  shutdownDate: { keys: ["shutdown_date"], type: "date" },
  /** The object's type, `model`. */
  object: { keys: ["object"], type: "text" },
} as const satisfies FieldTable;

type FieldName = keyof typeof jobFields;
export const fieldNames = Object.keys(jobFields) as readonly FieldName[];

/** A parsed fine-tuning job: camelCase names, times in Unix seconds, null for values that the API does not have. */
export type FineTuningJobState = FieldValues<typeof jobFields>;
/** A job from a list, with its id as the API returns it. */
export type ListedJob = FineTuningJobState & { readonly jobId: string };
/** A job as programs see it, with its id as the program gave it. */
export type KnownJob = Known<FineTuningJobState> & {
  /** The job's id, as the program gave it. */
  readonly jobId: string;
};
export type CheckpointState = FieldValues<typeof checkpointFields>;
export type EventState = FieldValues<typeof eventFields>;
export type ModelState = FieldValues<typeof modelFields>;

/** Returns a field of a job, in the type that all entries share. */
export function fieldOf(name: FieldName): Field {
  return jobFields[name];
}
