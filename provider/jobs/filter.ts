import type { FineTuningJobState } from "./fields";
import type { JobStatus } from "./status";
import { formatTime } from "./unixTime";

/** A filter for jobs, as a program gives it. A condition that is left out matches every job. */
export interface GivenFilter {
  /** One of these statuses, as `normalizeStatus` returns them. */
  readonly status?: readonly JobStatus[] | undefined;
  /** The base model. */
  readonly model?: string | undefined;
  readonly suffix?: string | undefined;
  /** Key-value pairs that a job must have. It may have others too. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Unix seconds, inclusive. */
  readonly createdAfter?: number | undefined;
  /** Unix seconds, exclusive. */
  readonly createdBefore?: number | undefined;
}

export interface JobFilter extends GivenFilter {
  /** Only jobs that have neither failed nor been cancelled, with any other status. */
  readonly mayHaveModel?: boolean | undefined;
}

/** A condition of a filter, with its text for messages. */
interface Condition {
  /** As in "no job …" and "12 of them …": `with suffix "bot"`. */
  readonly words: string;
  readonly holds: (job: FineTuningJobState) => boolean;
  /** A hint for a condition that none of these jobs meets. */
  readonly hint?: (jobs: readonly FineTuningJobState[]) => string;
}

/** Returns the conditions of a filter, in the order in which messages name them. */
export function conditionsOf(filter: JobFilter): Condition[] {
  const { status, model, suffix, metadata, createdAfter, createdBefore, mayHaveModel } = filter;
  return [
    ...when(suffix, (wanted) => ({
      words: `with suffix ${quote(wanted)}`,
      holds: (job) => job.suffix === wanted,
      hint: (jobs) =>
        jobs.some((job) => job.suffix !== null)
          ? ""
          : ", and no job has a suffix (OpenAI and Amazon Bedrock return suffixes; Azure OpenAI, Vertex AI and Fireworks do not: filter by model, metadata or createdAfter instead)",
    })),
    ...when(model, (wanted) => ({ words: `with model ${quote(wanted)}`, holds: (job) => job.model === wanted })),
    ...Object.entries(metadata ?? {}).map(([key, value]): Condition => ({
      words: `with metadata ${key} = ${quote(value)}`,
      holds: (job) => job.metadata?.[key] === value,
    })),
    ...when(createdAfter, (time) => ({
      words: `created at or after ${formatTime(time)}`,
      holds: ({ createdAt }) => createdAt !== null && createdAt >= time,
    })),
    ...when(createdBefore, (time) => ({
      words: `created before ${formatTime(time)}`,
      holds: ({ createdAt }) => createdAt !== null && createdAt < time,
    })),
    ...when(status, (wanted) => ({
      words: `with status ${wanted.map(quote).join(" or ")}`,
      holds: ({ status }) => wanted.some((one) => one.toLowerCase() === status.toLowerCase()),
    })),
    ...when(mayHaveModel || undefined, () => ({
      words: "with a model or still training",
      holds: ({ status: word }) => word !== "failed" && word !== "cancelled",
    })),
  ];
}

/**
 * Describes how many jobs meet each condition, until one that no job meets: `12 with suffix "bot", none of them with status "succeeded"`.
 */
export function whyNoneFits(jobs: readonly FineTuningJobState[], filter: JobFilter): string {
  const counts: string[] = [];
  let left = jobs;
  for (const { words, holds, hint } of conditionsOf(filter)) {
    const fitting = left.filter(holds);
    counts.push(`${fitting.length === 0 ? "none" : fitting.length}${counts.length === 0 ? "" : " of them"} ${words}`);
    if (fitting.length === 0) {
      return `${counts.join(", ")}${hint?.(left) ?? ""}`;
    }
    left = fitting;
  }
  return counts.join(", ");
}

function when<Value>(value: Value | undefined, make: (value: Value) => Condition): Condition[] {
  return value === undefined ? [] : [make(value)];
}

function quote(text: string): string {
  return JSON.stringify(text);
}
