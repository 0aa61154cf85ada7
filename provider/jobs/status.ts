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

/** A job's status. Gateways and providers add their own words (`paused`, `pending`, …), so any string is possible. */
export type JobStatus = DocumentedStatus | (string & {});

/** The meaning of a provider's word, and the providers that use it. */
interface StatusWord {
  readonly means: "succeeded" | "failed" | "cancelled" | "paused";
  readonly source: string;
}

/**
 * The providers' own words, in snake case, for final statuses and for jobs that somebody must resume. Ambiguous words (`ready`, `active`)
 * are not included: it is better to wait too long than to stop too early.
 */
export const statusWords: Readonly<Record<string, StatusWord>> = {
  success: { means: "succeeded", source: "Mistral, Snowflake" },
  successful: { means: "succeeded", source: "self-hosted servers" },
  completed: {
    means: "succeeded",
    source: "Amazon Bedrock, Fireworks, Together, Databricks, IBM watsonx, NVIDIA NeMo",
  },
  complete: { means: "succeeded", source: "Kubernetes, Cloudflare" },
  finished: { means: "succeeded", source: "MLflow of Databricks" },
  done: { means: "succeeded", source: "self-hosted servers" },
  partially_succeeded: { means: "succeeded", source: "Vertex AI (as Portkey's gateway reports it)" },
  failure: { means: "failed", source: "self-hosted servers" },
  error: { means: "failed", source: "Together, Snowflake" },
  errored: { means: "failed", source: "Anthropic, Cloudflare" },
  user_error: { means: "failed", source: "Together" },
  internal_error: { means: "failed", source: "Databricks" },
  failed_validation: { means: "failed", source: "Mistral" },
  validation_failed: { means: "failed", source: "self-hosted servers" },
  deploy_failed: { means: "failed", source: "Baseten" },
  timeout: { means: "failed", source: "Slurm" },
  timedout: { means: "failed", source: "Databricks" },
  timed_out: { means: "failed", source: "self-hosted servers" },
  canceled: { means: "cancelled", source: "Azure, Databricks, IBM watsonx, Alibaba" },
  stopped: { means: "cancelled", source: "Amazon Bedrock, Databricks, Baseten" },
  early_stopped: { means: "cancelled", source: "Fireworks" },
  terminated: { means: "cancelled", source: "Cloudflare" },
  aborted: { means: "cancelled", source: "Replicate" },
  killed: { means: "cancelled", source: "MLflow of Databricks" },
  deleted: { means: "cancelled", source: "Azure, Fireworks" },
  expired: { means: "cancelled", source: "Fireworks, Vertex AI (as Portkey's gateway reports it)" },
  paused: { means: "paused", source: "OpenAI, Vertex AI, Fireworks, Azure" },
  suspended: { means: "paused", source: "Kubernetes, Slurm" },
};

/** Prefixes of a status, as in `JOB_STATE_SUCCEEDED` or `TRAINING_JOB_COMPLETED`. */
const nouns: ReadonlySet<string> = new Set(["training", "tuning", "job", "run", "state", "status"]);

/** Maps a status, in any case, to the documented word with the same meaning, if there is one. */
export function normalizeStatus(status: string): JobStatus {
  const word = wordOf(status);
  const means = isDocumented(word) ? word : meaningOf(word);
  return means === undefined || means === "paused" ? status : means;
}

/** Returns whether a job with this status only continues when somebody resumes it. */
export function isPaused(status: JobStatus): boolean {
  return meaningOf(wordOf(status)) === "paused";
}

/** Returns whether the API documents this status. */
export function isDocumented(status: JobStatus): status is DocumentedStatus {
  return documentedStatuses.some((documented) => documented === status);
}

/** Returns whether a job with this status has ended. A job with an unknown status has not. */
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

/** Returns a status in snake case, without its prefix. */
function wordOf(status: string): string {
  const words = status
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter((word) => word !== "");
  const first = words.findIndex((word) => !nouns.has(word));
  return words.slice(Math.max(0, first)).join("_");
}
