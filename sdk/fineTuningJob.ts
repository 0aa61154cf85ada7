import * as pulumi from "@pulumi/pulumi";
import type { FineTuningJobState, Hyperparameters, Integration, JobError, TrainingMethod } from "../provider/job";
import { isFinished, type JobStatus } from "../provider/status";
import type { WaitFor } from "../provider/verdict";
import { checkArguments, checkName, parseArguments } from "./arguments";
import { isMocked, orUndefined } from "./mocks";
import { providerText, resourceType } from "./providerText";
import { checkPulumiVersion } from "./pulumiVersion";
import type { PendingJob } from "./progress";
import { watchRun } from "./run";
import { asRunError, asRunErrors, withoutStack } from "./runErrors";
import { checkStackConfig } from "./stackConfig";

/**
 * How to reach Portkey, for one job. Each setting that is left out comes from the stack's config
 * (`portkey:NAME`) or from the environment. The whole of it is kept as a secret.
 */
export interface ConnectionArgs {
  /** Portkey API key, sent as `x-portkey-api-key`; environment: `PORTKEY_API_KEY`. */
  apiKey?: pulumi.Input<string | undefined>;
  /** Virtual key of the provider, sent as `x-portkey-virtual-key`; environment: `PORTKEY_PROVIDER_VIRTUAL_KEY`, `PORTKEY_VIRTUAL_KEY`. */
  virtualKey?: pulumi.Input<string | undefined>;
  /** The provider's name or `@slug`, sent as `x-portkey-provider`; environment: `PORTKEY_PROVIDER`. */
  provider?: pulumi.Input<string | undefined>;
  /** A config's slug or JSON, sent as `x-portkey-config`; environment: `PORTKEY_CONFIG`. */
  config?: pulumi.Input<string | undefined>;
  /** The provider's key or a gateway's token, sent as `Authorization: Bearer …`; environment: `PORTKEY_AUTHORIZATION`. */
  authorization?: pulumi.Input<string | undefined>;
  /** Any other headers, such as `x-portkey-aws-region`. */
  headers?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
  /** Where the API is, `https://api.portkey.ai/v1` by default; environment: `PORTKEY_BASE_URL`. */
  baseUrl?: pulumi.Input<string | undefined>;
  /** Allows plain http to a host that is not this machine. */
  allowInsecureHttp?: pulumi.Input<boolean | undefined>;
  /** How long one request may take: seconds, or a duration such as `"45s"`; 30 s by default. */
  requestTimeout?: pulumi.Input<number | string | undefined>;
  /** How often a request is tried again after the first time, 4 by default. */
  maxRetries?: pulumi.Input<number | undefined>;
}

/** The arguments of a {@link FineTuningJob}. */
export interface FineTuningJobArgs {
  /** The job's id: `ftjob-…`, a number or an ARN. It may be an output of another resource. */
  jobId: pulumi.Input<string>;
  /**
   * `"succeeded"`: hold the deployment until the job has succeeded, and fail it if the job does not.
   * `"finished"`: hold it until the job has ended, however it ends.
   * Left out: read the job once, whatever its status.
   */
  waitFor?: pulumi.Input<WaitFor | undefined>;
  /** How long to wait: `"90m"`, `"6h"` (the default) or seconds; `0` looks once and does not wait. */
  timeout?: pulumi.Input<string | number | undefined>;
  /** The time between two looks, at least 1 s. Left out, it adapts: 10 s growing to 60 s, denser around the estimated finish. */
  pollInterval?: pulumi.Input<string | number | undefined>;
  /** Settings for this job alone. */
  connection?: pulumi.Input<ConnectionArgs | undefined>;
}

/**
 * Reads a fine-tuning job of Portkey as a data source: in every preview and every up, never changing it.
 *
 * All outputs are fields of the API's `fine_tuning.job` object, in camelCase; what the API has as null is undefined.
 *
 * @example
 * ```ts
 * const job = new portkey.FineTuningJob("support-bot", {
 *     jobId: "ftjob-AF1WoRqd3aJAHsqc9NY7iL8F",
 *     waitFor: "succeeded",
 * });
 * export const model = job.requireFineTunedModel();
 * ```
 */
export class FineTuningJob extends pulumi.CustomResource {
  /** The job's id as the program gave it. */
  declare readonly jobId: pulumi.Output<string>;
  /** When the job was created: Unix seconds (`created_at`). */
  declare readonly createdAt: pulumi.Output<number | undefined>;
  /** Why the job failed (`error`: `code`, `message`, `param`); undefined as long as it has not. */
  declare readonly error: pulumi.Output<JobError | undefined>;
  /** When the job is expected to finish: Unix seconds (`estimated_finish`). */
  declare readonly estimatedFinish: pulumi.Output<number | undefined>;
  /** The fine-tuned model's name (`fine_tuned_model`); undefined unless the status is `succeeded`. */
  declare readonly fineTunedModel: pulumi.Output<string | undefined>;
  /** When the job finished: Unix seconds (`finished_at`). */
  declare readonly finishedAt: pulumi.Output<number | undefined>;
  /** The hyperparameters (`hyperparameters`), such as `nEpochs`, `batchSize`, `learningRateMultiplier`: numbers or `"auto"`. */
  declare readonly hyperparameters: pulumi.Output<Hyperparameters | undefined>;
  /** The integrations of the job (`integrations`), such as Weights & Biases with `wandb.project`. */
  declare readonly integrations: pulumi.Output<Integration[] | undefined>;
  /** The user's own key-value pairs on the job (`metadata`), keys as they are. */
  declare readonly metadata: pulumi.Output<Record<string, string> | undefined>;
  /** The training method and its hyperparameters (`method`): supervised, dpo or reinforcement. */
  declare readonly method: pulumi.Output<TrainingMethod | undefined>;
  /** The base model that is fine-tuned (`model`). */
  declare readonly model: pulumi.Output<string | undefined>;
  /** The object's type (`object`), `fine_tuning.job` at OpenAI. */
  declare readonly object: pulumi.Output<string | undefined>;
  /** The organization that owns the job (`organization_id`). */
  declare readonly organizationId: pulumi.Output<string | undefined>;
  /** Ids of the files with the results (`result_files`). */
  declare readonly resultFiles: pulumi.Output<string[] | undefined>;
  /** The seed of the job (`seed`). */
  declare readonly seed: pulumi.Output<number | undefined>;
  /** The status (`status`): `validating_files`, `queued`, `running`, `succeeded`, `failed`, `cancelled`, or a provider's own word. */
  declare readonly status: pulumi.Output<JobStatus>;
  /** Billable tokens that were trained (`trained_tokens`). */
  declare readonly trainedTokens: pulumi.Output<number | undefined>;
  /** Id of the file with the training data (`training_file`). */
  declare readonly trainingFile: pulumi.Output<string | undefined>;
  /** Id of the file with the validation data (`validation_file`). */
  declare readonly validationFile: pulumi.Output<string | undefined>;

  declare private requiredModel: pulumi.Output<string> | undefined;

  /**
   * Reads a job.
   *
   * @throws pulumi.RunError that names the argument which is unknown, missing, malformed or of a wrong type.
   */
  constructor(name: string, args: FineTuningJobArgs, opts?: pulumi.CustomResourceOptions) {
    checkPulumiVersion();
    asRunError("", () => {
      checkName(name);
      checkStackConfig();
    });
    asRunError(`${name}: `, () => checkArguments(args));
    const mocked = isMocked();
    const { connection, ...own } = args;
    // Not even an unknown key of the connection goes into the state in clear.
    const secretConnection = connection === undefined ? undefined : pulumi.secret(connection);
    const self = new Set<pulumi.Resource>();
    const run = own.waitFor === undefined ? undefined : watchRun(name, resourceType, opts);
    const prepared = pulumi.unsecret(
      pulumi.output({ own, connection: secretConnection }).apply((resolved) =>
        asRunErrors(`${name}: `, async () => {
          const given = { ...resolved.own };
          return (
            run?.prepare(given, resolved.connection, self) ?? { jobId: parseArguments(given).jobId, run: undefined }
          );
        }),
      ),
    );
    super(
      resourceType,
      name,
      {
        ...Object.fromEntries(outputNames.map((output) => [output, undefined])),
        jobId: prepared.jobId,
        connection: secretConnection,
        __pending: undefined,
        __provider: providerText,
        __run: prepared.run,
      },
      { ...opts, id: prepared.jobId },
    );
    self.add(this);
    const pending: unknown = Reflect.get(this, "__pending");
    run?.announce(pending as pulumi.Output<PendingJob | undefined>, prepared);
    for (const output of outputNames) {
      const value: pulumi.Output<unknown> = this[output];
      Object.assign(this, { [output]: (mocked ? orUndefined(value) : value).apply((known) => known ?? undefined) });
    }
  }

  /**
   * Returns the fine-tuned model's name.
   *
   * @throws pulumi.ResourceError, when the job has none, that says the job's status and what to do.
   */
  requireFineTunedModel(): pulumi.Output<string> {
    // Asked for twice, it is one output, whose error Pulumi reports once.
    const mocked = isMocked();
    this.requiredModel ??= pulumi
      .all([this.fineTunedModel, this.status, this.error, this.id])
      .apply(([model, status, error, jobId]) => {
        if (model === undefined) {
          const what = mocked ? noMockedModel : noModel(status, error);
          throw withoutStack(new pulumi.ResourceError(`Fine-tuning job "${jobId}" ${what}`, this, true));
        }
        return model;
      });
    return this.requiredModel;
  }

  /** Returns the fine-tuned model's name once the job has succeeded; until then, and if it never does, the fallback. */
  fineTunedModelOr(fallback: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.all([this.fineTunedModel, fallback]).apply(([model, other]) => model ?? other);
  }
}

const outputNames = [
  "createdAt",
  "error",
  "estimatedFinish",
  "fineTunedModel",
  "finishedAt",
  "hyperparameters",
  "integrations",
  "metadata",
  "method",
  "model",
  "object",
  "organizationId",
  "resultFiles",
  "seed",
  "status",
  "trainedTokens",
  "trainingFile",
  "validationFile",
] as const satisfies readonly (keyof FineTuningJobState)[];

const noMockedModel =
  "has no fine-tuned model: the mocks that stand in for the engine gave none. " +
  'Return { status: "succeeded", fineTunedModel: "…" } as the state from newResource.';

function noModel(status: JobStatus, error: JobError | undefined): string {
  const why = error?.message === undefined ? "" : `: ${error.message.replace(/\.$/, "")}`;
  return isFinished(status)
    ? `is ${status} and has no fine-tuned model${why}. Start a new job and put its id here.`
    : `is ${status} and has no fine-tuned model yet. Run again when it has succeeded, or give it waitFor: "succeeded".`;
}
