/** The statuses that the API documents, in the order a job goes through them. */
export const documentedStatuses = [
  "validating_files",
  "queued",
  "running",
  "succeeded",
  "failed",
  "cancelled",
] as const;

type DocumentedStatus = (typeof documentedStatuses)[number];

/** A job's status. Gateways and providers add words of their own (`paused`, `pending`, …): the vocabulary is open. */
export type JobStatus = DocumentedStatus | (string & {});

/** What a word of a provider's says, and who says it. */
interface StatusWord {
  readonly means: "succeeded" | "failed" | "cancelled" | "paused";
  readonly source: string;
}

/**
 * The providers' own words for an end, and for what no job gets out of by itself, in snake case. A word that means this here and that there
 * (`ready`, `active`) is none of them: a wait that goes on is better than one that ends too early.
 */
export const statusWords: Readonly<Record<string, StatusWord>> = {
  success: { means: "succeeded", source: "Mistral, Snowflake" },
  successful: { means: "succeeded", source: "servers of one's own" },
  completed: {
    means: "succeeded",
    source: "Amazon Bedrock, Fireworks, Together, Databricks, IBM watsonx, NVIDIA NeMo",
  },
  complete: { means: "succeeded", source: "Kubernetes, Cloudflare" },
  finished: { means: "succeeded", source: "MLflow of Databricks" },
  done: { means: "succeeded", source: "servers of one's own" },
  partially_succeeded: { means: "succeeded", source: "Vertex AI, as Portkey's gateway takes it" },
  failure: { means: "failed", source: "servers of one's own" },
  error: { means: "failed", source: "Together, Snowflake" },
  errored: { means: "failed", source: "Anthropic, Cloudflare" },
  user_error: { means: "failed", source: "Together" },
  internal_error: { means: "failed", source: "Databricks" },
  failed_validation: { means: "failed", source: "Mistral" },
  validation_failed: { means: "failed", source: "servers of one's own" },
  deploy_failed: { means: "failed", source: "Baseten" },
  timeout: { means: "failed", source: "Slurm" },
  timedout: { means: "failed", source: "Databricks" },
  timed_out: { means: "failed", source: "servers of one's own" },
  canceled: { means: "cancelled", source: "Azure, Databricks, IBM watsonx, Alibaba" },
  stopped: { means: "cancelled", source: "Amazon Bedrock, Databricks, Baseten" },
  early_stopped: { means: "cancelled", source: "Fireworks" },
  terminated: { means: "cancelled", source: "Cloudflare" },
  aborted: { means: "cancelled", source: "Replicate" },
  killed: { means: "cancelled", source: "MLflow of Databricks" },
  deleted: { means: "cancelled", source: "Azure, Fireworks" },
  expired: { means: "cancelled", source: "Vertex AI, as Portkey's gateway takes it; Fireworks" },
  paused: { means: "paused", source: "OpenAI, Vertex AI, Fireworks, Azure" },
  suspended: { means: "paused", source: "Kubernetes, Slurm" },
};

/** What stands before the word itself, as in `JOB_STATE_SUCCEEDED` or `TRAINING_JOB_COMPLETED`. */
const nouns: ReadonlySet<string> = new Set(["training", "tuning", "job", "run", "state", "status"]);

/** Maps a status as it came, in whichever case, to the word that the documentation has for it, if it has one. */
export function normalizeStatus(status: string): JobStatus {
  const word = wordOf(status);
  const means = isDocumented(word) ? word : meaningOf(word);
  return means === undefined || means === "paused" ? status : means;
}

/** Tells whether a job with this status goes on only when somebody resumes it. */
export function isPaused(status: JobStatus): boolean {
  return meaningOf(wordOf(status)) === "paused";
}

/** Tells whether the API documents this status. */
export function isDocumented(status: JobStatus): status is DocumentedStatus {
  return documentedStatuses.some((documented) => documented === status);
}

/** Tells whether a job with this status has come to its end. An unknown status has not. */
export function isFinished(status: JobStatus): boolean {
  if (!isDocumented(status)) {
    return false;
  }
  switch (status) {
    case "succeeded":
    case "failed":
    case "cancelled":
      return true;
    case "validating_files":
    case "queued":
    case "running":
      return false;
  }
}

function meaningOf(word: string): StatusWord["means"] | undefined {
  return Object.hasOwn(statusWords, word) ? statusWords[word]?.means : undefined;
}

/** Writes a status in snake case, without what stands before the word itself. */
function wordOf(status: string): string {
  const words = status
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter((word) => word !== "");
  const first = words.findIndex((word) => !nouns.has(word));
  return words.slice(Math.max(0, first)).join("_");
}
