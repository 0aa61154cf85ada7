/** A hyperparameter's value; `"auto"` until the provider has chosen one. */
export type Hyperparameter = number | "auto";

/** The hyperparameters of a job (`hyperparameters`). Which of them there are depends on the method and the provider. */
export interface Hyperparameters {
  batchSize?: Hyperparameter;
  /** DPO only. */
  beta?: Hyperparameter;
  /** Reinforcement only. */
  computeMultiplier?: Hyperparameter;
  /** Reinforcement only. */
  evalInterval?: Hyperparameter;
  /** Reinforcement only. */
  evalSamples?: Hyperparameter;
  /** Fireworks has this in place of a multiplier. */
  learningRate?: Hyperparameter;
  learningRateMultiplier?: Hyperparameter;
  nEpochs?: Hyperparameter;
  /** Reinforcement only. */
  reasoningEffort?: string;
}

/** How a job trains (`method`): its type, and under that name what belongs to it. */
export interface TrainingMethod {
  /** `supervised`, `dpo` or `reinforcement`. */
  type?: string;
  supervised?: { hyperparameters?: Hyperparameters };
  dpo?: { hyperparameters?: Hyperparameters };
  reinforcement?: {
    /** The grader as the API gives it, its keys unchanged. */
    grader?: Record<string, unknown>;
    hyperparameters?: Hyperparameters;
  };
}

/** A service that a job reports to (`integrations`). */
export interface Integration {
  /** `wandb`. */
  type?: string;
  wandb?: { project?: string; name?: string; entity?: string; tags?: string[] };
}

/** Why a job failed (`error`). */
export interface JobError {
  code?: string;
  message?: string;
  /** The parameter that was at fault, such as `training_file`. */
  param?: string;
}

/** How good a model was at a checkpoint (`metrics`), each as far as it was measured. */
export interface CheckpointMetrics {
  step?: number;
  trainLoss?: number;
  trainMeanTokenAccuracy?: number;
  validLoss?: number;
  validMeanTokenAccuracy?: number;
  fullValidLoss?: number;
  fullValidMeanTokenAccuracy?: number;
}
