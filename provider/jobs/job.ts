/** A hyperparameter's value; `"auto"` until the provider has chosen one, or another word of the provider's, such as `"default"` or `"max"`. */
export type Hyperparameter = number | "auto" | (string & {});

/** The hyperparameters of a job (`hyperparameters`). Which of them there are depends on the method and the provider. */
export interface Hyperparameters {
  /** How many examples go into one step. */
  batchSize?: Hyperparameter;
  /** How strongly the model is held to what it was; DPO only. */
  beta?: Hyperparameter;
  /** How much computing goes into exploring; reinforcement only. */
  computeMultiplier?: Hyperparameter;
  /** How many steps there are between two evaluations; reinforcement only. */
  evalInterval?: Hyperparameter;
  /** How many samples an evaluation makes; reinforcement only. */
  evalSamples?: Hyperparameter;
  /** How fast the model learns; Fireworks has this in place of a multiplier. */
  learningRate?: Hyperparameter;
  /** What the provider's own learning rate is multiplied by. */
  learningRateMultiplier?: Hyperparameter;
  /** How many times the training goes through the data. */
  nEpochs?: Hyperparameter;
  /** How much the model reasons, such as `low`; reinforcement only. */
  reasoningEffort?: string;
}

/** How a job trains (`method`): its type, and under that name what belongs to it. */
export interface TrainingMethod {
  /** `supervised`, `dpo` or `reinforcement`. */
  type?: string;
  /** What belongs to supervised training. */
  supervised?: {
    /** The method's own hyperparameters. */
    hyperparameters?: Hyperparameters;
  };
  /** What belongs to direct preference optimization. */
  dpo?: {
    /** The method's own hyperparameters. */
    hyperparameters?: Hyperparameters;
  };
  /** What belongs to reinforcement. */
  reinforcement?: {
    /** The grader as the API gives it, its keys unchanged. */
    grader?: Record<string, unknown>;
    /** The method's own hyperparameters. */
    hyperparameters?: Hyperparameters;
  };
}

/** A service that a job reports to (`integrations`). */
export interface Integration {
  /** Which service it is: `wandb`. */
  type?: string;
  /** Where the job reports to in Weights & Biases. */
  wandb?: {
    /** The project that has its run. */
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
  /** The error in a word, such as `exceeded_quota`. */
  code?: string;
  /** The error in words. */
  message?: string;
  /** The parameter that was at fault, such as `training_file`. */
  param?: string;
}

/** How good a model was at a checkpoint (`metrics`), each as far as it was measured. */
export interface CheckpointMetrics {
  /** The step of the training. */
  step?: number;
  /** The loss on the training data. */
  trainLoss?: number;
  /** The share of tokens that were right on the training data. */
  trainMeanTokenAccuracy?: number;
  /** The loss on a part of the validation data. */
  validLoss?: number;
  /** The share of tokens that were right on a part of the validation data. */
  validMeanTokenAccuracy?: number;
  /** The loss on all of the validation data. */
  fullValidLoss?: number;
  /** The share of tokens that were right on all of the validation data. */
  fullValidMeanTokenAccuracy?: number;
}
