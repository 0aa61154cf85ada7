import * as pulumi from "@pulumi/pulumi";
import { mapTexts } from "../provider/text/json";
import type { Redact } from "../provider/text/redact";
import { nameJob } from "../provider/errors/jobErrors";
import { fieldNames, type FineTuningJobState, type Known } from "../provider/jobs/fields";
import type { JobError } from "../provider/jobs/job";
import type { JobStatus } from "../provider/jobs/status";
import type { CheckModel } from "../provider/models/modelCheck";
import type { WaitFor } from "../provider/waiting/arguments";
import { missingModel } from "../provider/waiting/missingModel";
import { checkArguments, checkName } from "./arguments";
import type { ConnectionArgs } from "./connectionArgs";
import { hideInternals } from "./pulumi/hiddenInternals";
import { allowRunningLast } from "./pulumi/lastTransformation";
import { watchForLeftOut } from "./pulumi/leftOut";
import { beginMaking, type Making } from "./making";
import { isMocked, orUndefined } from "./pulumi/mocks";
import { keepMessage, printingErrors, withoutStack } from "./pulumi/printedErrors";
import { resourceType } from "./providerText";
import { checkPulumiVersion } from "./pulumi/version";
import type { ProgramWait } from "./waiting";
import { checkStackConfig } from "./pulumi/stackConfig";
import { withoutStackTraces } from "./pulumi/stackTraces";

/** The arguments of a {@link FineTuningJob}. */
export interface FineTuningJobArgs {
  /** The job's id: `ftjob-…`, a number or an ARN. It can be an output of another resource. */
  jobId: pulumi.Input<string>;
  /**
   * What the deployment waits for. `"succeeded"`: wait until the job has succeeded, and fail if it fails or is cancelled. `"finished"`:
   * wait until the job has ended, with any final status. By default, the job is read once, with any status.
   */
  waitFor?: pulumi.Input<WaitFor | undefined>;
  /** The longest time to wait: `"90m"`, `"6h"` (the default) or seconds. `0` reads the job once and does not wait. */
  timeout?: pulumi.Input<string | number | undefined>;
  /**
   * The time between two reads, at least 1 s. By default it adapts: it grows from 10 s to 60 s, and is shorter near the estimated finish.
   */
  pollInterval?: pulumi.Input<string | number | undefined>;
  /**
   * How to check the model of a job that has succeeded. `"warn"` (the default): warn if the model was deleted or shut down, or will be shut
   * down within `checkModelWithin`. `"require"`: fail if the model was deleted or shut down, or can't be checked. `"off"`: do not check.
   */
  checkModel?: pulumi.Input<CheckModel | undefined>;
  /**
   * How far ahead to check for a shutdown: `"30d"` or seconds. The default is 90 days. If you set it with `"require"`, a model that will be
   * shut down within this time fails the deployment.
   */
  checkModelWithin?: pulumi.Input<string | number | undefined>;
  /** Settings for this job only. */
  connection?: pulumi.Input<ConnectionArgs | undefined>;
}

/** An output for each field of the table. Null in the API becomes undefined. */
type JobOutputs = {
  readonly [Name in keyof Known<FineTuningJobState>]: pulumi.Output<Known<FineTuningJobState>[Name]>;
};

/**
 * Pulumi's resource with these outputs. Pulumi creates them from the properties that the constructor passes on, which types can't express.
 */
const JobResource = pulumi.CustomResource as unknown as Omit<typeof pulumi.CustomResource, "prototype"> &
  (abstract new (...given: ConstructorParameters<typeof pulumi.CustomResource>) => pulumi.CustomResource & JobOutputs);

/**
 * Reads a Portkey fine-tuning job as a data source, in every preview and update. It never changes the job.
 *
 * The outputs are the fields of the API's `fine_tuning.job` object. Fields that are null in the API have no value.
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
export class FineTuningJob extends JobResource {
  /** The job's id, as the program gave it. */
  declare readonly jobId: pulumi.Output<string>;

  readonly #wait: ProgramWait | undefined;
  #requiredModel: pulumi.Output<string> | undefined;

  /**
   * Reads a job.
   *
   * @throws InvalidArgumentError for an argument that is unknown, missing, malformed or of the wrong type.
   */
  constructor(name: string, args: FineTuningJobArgs, opts?: pulumi.CustomResourceOptions) {
    checkPulumiVersion();
    watchForLeftOut();
    printingErrors("", () => {
      checkName(name);
      checkStackConfig();
    });
    printingErrors(`${name}: `, () => checkArguments(args));
    const { stackTraceLimit } = Error;
    let making: Making;
    try {
      // Like `withoutStackTraces`, which can't be used here: super must be called in the constructor itself.
      Error.stackTraceLimit = 0;
      making = beginMaking(name, args, opts);
      super(resourceType, name, making.props, making.options);
      this.#wait = making.wait;
      making.finish(this);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
    hideInternals(this, ["urn", "id", "jobId", ...fieldNames]);
    const mocked = isMocked();
    for (const output of fieldNames) {
      const value: pulumi.Output<unknown> = this[output];
      defineOnDemand(this, output, () => (mocked ? orUndefined(value) : value).apply((known) => known ?? undefined));
    }
  }

  /**
   * Returns the fine-tuned model's name. If the job has no model, it fails with an error that shows the job's status and what to do.
   *
   * @throws pulumi.ResourceError if the job has no model.
   */
  requireFineTunedModel(): pulumi.Output<string> {
    // The same output for every call, so that Pulumi reports its error once.
    const mocked = isMocked();
    this.#requiredModel ??= pulumi
      .all([this.fineTunedModel, this.status, this.error, this.id])
      .apply(([model, status, error, jobId]) => {
        if (model === undefined) {
          throw keepMessage(
            withoutStack(
              mocked
                ? new pulumi.RunError(`${nameJob(jobId)} ${noMockedModel}`)
                : this.#noModelError(jobId, status, error),
            ),
          );
        }
        return model;
      });
    return this.#requiredModel;
  }

  #noModelError(jobId: string, status: JobStatus, error: JobError | undefined): pulumi.ResourceError {
    const redact: Redact = (text) => this.#wait?.redact(text) ?? text;
    const job = { status: redact(status), error: error && mapTexts(error, redact) };
    return new pulumi.ResourceError(missingModel(jobId, job, this.#wait?.isSkipped).message, this, true);
  }

  /**
   * Returns the fine-tuned model's name if the job has succeeded, and the fallback otherwise.
   *
   * @param fallback The name to use if there is no model, such as the base model's.
   */
  fineTunedModelOr(fallback: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.all([this.fineTunedModel, fallback]).apply(([model, other]) => model ?? other);
  }
}

allowRunningLast(FineTuningJob);

/** Creates a property's value when the program first reads it: Outputs are expensive, and most programs use few of them. */
function defineOnDemand(target: object, name: string, make: () => unknown): void {
  let made: unknown;
  Object.defineProperty(target, name, {
    get: () => (made ??= withoutStackTraces(make)),
    enumerable: true,
    configurable: true,
  });
}

const noMockedModel =
  "has no fine-tuned model: your mocks returned none. " +
  'Return { status: "succeeded", fineTunedModel: "…" } as the state from newResource. To test a job that is not finished, use runProgram from pulumi-portkey/testing.';

// It must run before the program creates its first resource.
watchForLeftOut();
