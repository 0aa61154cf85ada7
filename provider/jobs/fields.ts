import type { CheckpointMetrics, Hyperparameters, Integration, JobError, TrainingMethod } from "./job";
import type { JobStatus } from "./status";

/** What a field's value is behind the wire, by the name of its type in the table; `parsers.ts` has one for each. */
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

/** What is to be known of a field. */
export interface Field {
  /** The API's keys for it, the first that has a value. */
  readonly keys: readonly [string, ...string[]];
  readonly type: keyof FieldTypes;
  /** Whether it is there from the start, and the end of the job does not change it. */
  readonly lasting?: true;
  /** What an object has to have here, or else it is none of its kind, and refused; left out, the field is null where the API has none. */
  readonly required?: string;
}

export type FieldTable = Readonly<Record<string, Field>>;

/** The values of a table's fields as everything behind the wire knows them. */
export type FieldValues<Table extends FieldTable> = {
  -readonly [Name in keyof Table]:
    FieldTypes[Table[Name]["type"]] | (Table[Name] extends { required: string } ? never : null);
};

/** The same as programs know them: what the API has as null is undefined. */
export type Known<Values> = {
  readonly [Name in keyof Values]: Exclude<Values[Name], null> | NullAsUndefined<Values[Name]>;
};
type NullAsUndefined<Value> = null extends Value ? undefined : never;

/**
 * All fields of a job, by their name as an output. A new one is an entry here: the outputs' types, the wire's schema, what a preview
 * knows and the documentation's table follow from it.
 */
export const jobFields = {
  /** The fine-tuned model's name; set **only** when `status` is `succeeded`. */
  fineTunedModel: { keys: ["fine_tuned_model"], type: "text" },
  /** `validating_files`, `queued`, `running`, `succeeded`, `failed`, `cancelled`, or a provider's own word. */
  status: { keys: ["status"], type: "status", required: "a status" },
  /** Why the job failed: `code`, `message`, `param`. */
  error: { keys: ["error"], type: "error" },
  /** The base model that is fine-tuned. */
  model: { keys: ["model"], type: "text", lasting: true },
  /** The suffix that the job's owner chose for the model's name, or the one in `fine_tuned_model`. */
  suffix: { keys: ["user_provided_suffix", "suffix"], type: "suffix" }, // not lasting: the end may bring it, with the model's name
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
  /** The number of epochs, the batch size, the learning rate multiplier, …: numbers, or words such as `"auto"`. */
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
} as const satisfies FieldTable;

/** All fields of a checkpoint of a job. */
export const checkpointFields = {
  /** The checkpoint's id. */
  id: { keys: ["id"], type: "id" },
  /** When it was made: Unix seconds. */
  createdAt: { keys: ["created_at"], type: "time" },
  /** The name of the model as it was then, which can be deployed as the fine-tuned model can. */
  fineTunedModelCheckpoint: { keys: ["fine_tuned_model_checkpoint"], type: "text" },
  /** The step of the training that it was made at. */
  stepNumber: { keys: ["step_number"], type: "count" },
  /** How good it was then, as far as it was measured: the losses and accuracies in training and validation. */
  metrics: { keys: ["metrics"], type: "metrics" },
} as const satisfies FieldTable;

/** All fields of an event of a job. */
export const eventFields = {
  /** The event's id. */
  id: { keys: ["id"], type: "id" },
  /** When it happened: Unix seconds. */
  createdAt: { keys: ["created_at"], type: "time" },
  /** `info`, `warn` or `error`. */
  level: { keys: ["level"], type: "text" },
  /** What happened, in words. */
  message: { keys: ["message"], type: "text" },
  /** `message` or `metrics`. */
  type: { keys: ["type"], type: "text" },
  /** What belongs to it, such as the metrics of a step, keys as they are. */
  data: { keys: ["data"], type: "data" },
} as const satisfies FieldTable;

/** All fields of a model. */
export const modelFields = {
  /** The model's name. */
  id: { keys: ["id"], type: "id", required: "a model's name" },
  /** When it was made: Unix seconds. */
  createdAt: { keys: ["created", "created_at"], type: "time" },
  /** Who owns it: the organization of a fine-tuned model. */
  ownedBy: { keys: ["owned_by"], type: "text" },
  /** The day on which it is shut down, `YYYY-MM-DD`, where that has been announced. */
  shutdownDate: { keys: ["shutdown_date"], type: "date" },
  /** The object's type, `model`. */
  object: { keys: ["object"], type: "text" },
} as const satisfies FieldTable;

type FieldName = keyof typeof jobFields;
export const fieldNames = Object.keys(jobFields) as readonly FieldName[];

/** A fine-tuning job as everything behind the wire knows it: camelCase, times in Unix seconds, null where the API has none. */
export type FineTuningJobState = FieldValues<typeof jobFields>;
/** A job of a list, with its id as the API gives it. */
export type ListedJob = FineTuningJobState & { readonly jobId: string };
/** A job as programs know it, with its id as it was given. */
export type KnownJob = Known<FineTuningJobState> & {
  /** The job's id as it was given. */
  readonly jobId: string;
};
export type CheckpointState = FieldValues<typeof checkpointFields>;
export type EventState = FieldValues<typeof eventFields>;
export type ModelState = FieldValues<typeof modelFields>;

/** Finds a job's field, in the one type that all entries share. */
export function fieldOf(name: FieldName): Field {
  return jobFields[name];
}
