import { documentedJob, failedJob, runningJob, succeededJob, type WireJob } from "./jobs";

/** Our names that are others than the API's in camel case. */
const ownNames = new Map([
  ["id", "jobId"],
  ["user_provided_suffix", "suffix"],
]);

/** Below these the keys are not the API's, and stay as they are. */
const foreign = new Set(["metadata", "grader", "data"]);

/** Jobs that have between them all that the API's jobs can have. */
export const jobsOfAllKinds: ReadonlyArray<readonly [string, WireJob]> = [
  ["the documented job", documentedJob],
  ["a job that waits for its files", runningJob("ftjob-new", { status: "validating_files" })],
  ["a running job", runningJob("ftjob-running", { estimated_finish: 1721768400, validation_file: "file-v" })],
  ["a paused job", runningJob("ftjob-paused", { status: "paused" })],
  ["a job that has succeeded", succeededJob("ftjob-succeeded")],
  ["a job with a suffix of its own", runningJob("ftjob-suffix", { user_provided_suffix: "support-bot" })],
  ["a failed job", failedJob("ftjob-failed")],
  ["a cancelled job", runningJob("ftjob-cancelled", { status: "cancelled", error: null, result_files: ["file-r"] })],
  ["a job without most keys", { id: "ftjob-sparse", status: "queued", hyperparameters: null, error: null }],
  [
    "a job that reports to Weights & Biases",
    runningJob("ftjob-wandb", {
      integrations: [
        { type: "wandb", wandb: { project: "support", name: null, entity: "acme", tags: ["nightly", "v2"] } },
        { type: "wandb", wandb: { project: "second" } },
      ],
      metadata: { team_name: "support", n_epochs: "not ours" },
    }),
  ],
  [
    "a job of preference tuning",
    runningJob("ftjob-dpo", {
      method: { type: "dpo", dpo: { hyperparameters: { beta: 0.1, n_epochs: "auto", batch_size: 4 } } },
    }),
  ],
  [
    "a job of reinforcement tuning",
    runningJob("ftjob-reinforcement", {
      method: {
        type: "reinforcement",
        reinforcement: {
          grader: { type: "string_check", name: "exact", input: "{{sample.output_text}}", pass_threshold: 1 },
          hyperparameters: { compute_multiplier: 2, eval_interval: 5, eval_samples: "auto", reasoning_effort: "low" },
        },
      },
    }),
  ],
  ["a job whose id is an ARN", runningJob("arn:aws:bedrock:us-east-1:1:model-customization-job/abc")],
];

/** The values that the SDK returns, by the paths that they have here. */
export function valuesOfSdk(document: unknown): Record<string, unknown> {
  return Object.fromEntries(leaves(document).map(([path, value]) => [rename(path), value]));
}

/** The same of a job. */
export function valuesOfSdkJob(document: object): Record<string, unknown> {
  const renamed = Object.entries(document).map(([key, value]) => [ownNames.get(key) ?? key, value]);
  return valuesOfSdk(Object.fromEntries(renamed));
}

/** The values that we return, by their paths. */
export function valuesOfOurs(document: unknown): Record<string, unknown> {
  return Object.fromEntries(leaves(document).map(([path, value]) => [path.join("."), value]));
}

/** The same of a job. The SDK leaves it to its users to find the suffix in the model's name. */
export function valuesOfOurJob(document: unknown, job: WireJob): Record<string, unknown> {
  const { suffix, ...values } = valuesOfOurs(document);
  return job["user_provided_suffix"] === undefined ? values : { ...values, suffix };
}

/** Lists the values in a document with the paths to them; what is null, or an object without keys, is none. */
function leaves(document: unknown, path: readonly string[] = []): Array<[readonly string[], unknown]> {
  if (document === null || document === undefined) {
    return [];
  }
  if (typeof document !== "object" || (Array.isArray(document) && document.length === 0)) {
    return [[path, document]];
  }
  return Object.entries(document).flatMap(([key, value]) => leaves(value, [...path, key]));
}

function rename(path: readonly string[]): string {
  const from = path.findIndex((key) => foreign.has(key));
  return path.map((key, index) => (from !== -1 && index > from ? key : camelCase(key))).join(".");
}

function camelCase(key: string): string {
  return key.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}
