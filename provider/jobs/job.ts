/**
 * A hyperparameter's value. It is `"auto"` until the provider has chosen a value, or another word of the provider, such as `"default"` or
 * `"max"`.
 */
export type Hyperparameter = number | "auto" | (string & {});

/** The hyperparameters of a job (`hyperparameters`). The method and the provider decide which of them are set. */
export interface Hyperparameters {
  /** The number of examples in one step. */
  batchSize?: Hyperparameter;
  /** How much the model is kept close to the base model; only for DPO. */
  beta?: Hyperparameter;
  /** How much compute is used for exploration; only for reinforcement. */
  computeMultiplier?: Hyperparameter;
  /** The number of steps between two evaluations; only for reinforcement. */
  evalInterval?: Hyperparameter;
  /** The number of samples in an evaluation; only for reinforcement. */
  evalSamples?: Hyperparameter;
  /** The learning rate. Fireworks uses it instead of a multiplier. */
  learningRate?: Hyperparameter;
  /** The factor for the provider's own learning rate. */
  learningRateMultiplier?: Hyperparameter;
  /** The number of passes through the training data. */
  nEpochs?: Hyperparameter;
  /** How much the model reasons, such as `low`; only for reinforcement. */
  reasoningEffort?: string;
}

/** The training method of a job (`method`): its type, and an object of that name with its details. */
export interface TrainingMethod {
  /** `supervised`, `dpo` or `reinforcement`. */
  type?: string;
  /** Details of supervised training. */
  supervised?: {
    /** The method's own hyperparameters. */
    hyperparameters?: Hyperparameters;
  };
  /** Details of direct preference optimization. */
  dpo?: {
    /** The method's own hyperparameters. */
    hyperparameters?: Hyperparameters;
  };
  /** Details of reinforcement learning. */
  reinforcement?: {
    /** The grader, as the API returns it. Its keys are not changed. */
    grader?: Record<string, unknown>;
    /** The method's own hyperparameters. */
    hyperparameters?: Hyperparameters;
  };
}

/** A service that a job reports to (`integrations`). */
export interface Integration {
  /** The service: `wandb`. */
  type?: string;
  /** Where the job reports to in Weights & Biases. */
  wandb?: {
    /** The project of the run. */
    project?: string;
    /** The run's name. */
    name?: string;
    /** The team or the user that owns the run. */
    entity?: string;
    /** The run's tags. */
    tags?: string[];
  };
}

/** Why a job failed (`error`). */
export interface JobError {
  /** A short code, such as `exceeded_quota`. */
  code?: string;
  /** The error message. */
  message?: string;
  /** The parameter that caused the error, such as `training_file`. */
  param?: string;
}

/** The metrics of a checkpoint (`metrics`). Those that were not measured are not set. */
export interface CheckpointMetrics {
  /** The training step. */
  step?: number;
  /** The loss on the training data. */
  trainLoss?: number;
  /** The share of correct tokens on the training data. */
  trainMeanTokenAccuracy?: number;
  /** The loss on a part of the validation data. */
  validLoss?: number;
  /** The share of correct tokens on a part of the validation data. */
  validMeanTokenAccuracy?: number;
  /** The loss on all of the validation data. */
  fullValidLoss?: number;
  /** The share of correct tokens on all of the validation data. */
  fullValidMeanTokenAccuracy?: number;
}
