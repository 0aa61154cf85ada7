import type { FineTuningJobState } from "./fields";
import type { JobStatus } from "./status";
import { formatTime } from "./unixTime";

/** Which jobs are looked for, as a program says it; what is left out does not matter. */
export interface GivenFilter {
  /** One of these, as `normalizeStatus` returns them. */
  readonly status?: readonly JobStatus[] | undefined;
  /** The base model. */
  readonly model?: string | undefined;
  readonly suffix?: string | undefined;
  /** Keys and values that a job must have, among others. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Unix seconds, this one included. */
  readonly createdAfter?: number | undefined;
  /** Unix seconds, this one not included. */
  readonly createdBefore?: number | undefined;
}

export interface JobFilter extends GivenFilter {
  /** Neither failed nor cancelled, whatever word a provider has for its status. */
  readonly mayHaveModel?: boolean | undefined;
}

/** One condition of a filter, with the words that a message has for it. */
interface Condition {
  /** As in "no job …" and "12 of them …": `with suffix "bot"`. */
  readonly words: string;
  readonly holds: (job: FineTuningJobState) => boolean;
  /** What to know where it leaves none of these. */
  readonly hint?: (jobs: readonly FineTuningJobState[]) => string;
}

/** Takes a filter apart, in the order in which a message says how many jobs each condition has left. */
export function conditionsOf(filter: JobFilter): Condition[] {
  const { status, model, suffix, metadata, createdAfter, createdBefore, mayHaveModel } = filter;
  return [
    ...when(suffix, (wanted) => ({
      words: `with suffix ${quote(wanted)}`,
      holds: (job) => job.suffix === wanted,
      hint: (jobs) =>
        jobs.some((job) => job.suffix !== null)
          ? ""
          : ", and none with any (OpenAI and Amazon Bedrock name suffixes; Azure OpenAI, Vertex AI and Fireworks do not: look by model, metadata or createdAfter)",
    })),
    ...when(model, (wanted) => ({ words: `with model ${quote(wanted)}`, holds: (job) => job.model === wanted })),
    ...Object.entries(metadata ?? {}).map(([key, value]): Condition => ({
      words: `with metadata ${key} = ${quote(value)}`,
      holds: (job) => job.metadata?.[key] === value,
    })),
    ...when(createdAfter, (time) => ({
      words: `created from ${formatTime(time)} on`,
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

/** Says how many jobs each condition has left, until one leaves none, and what is to be known of that one: `12 with suffix "bot", none of them with status "succeeded"`. */
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
