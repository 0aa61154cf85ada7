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
  /** The job's id: `ftjob-…`, a number or an ARN. It may be an output of another resource. */
  jobId: pulumi.Input<string>;
  /**
   * `"succeeded"`: hold the deployment until the job has succeeded, and fail it if the job does not.
   * `"finished"`: hold it until the job has ended, however it ends.
   * Left out: read the job once, whatever its status.
   */
  waitFor?: pulumi.Input<WaitFor | undefined>;
  /** How long to wait: `"90m"`, `"6h"` (the default) or seconds; `0` reads once and does not wait. */
  timeout?: pulumi.Input<string | number | undefined>;
  /** The time between two reads, at least 1 s. Left out, it adapts: 10 s growing to 60 s, denser around the estimated finish. */
  pollInterval?: pulumi.Input<string | number | undefined>;
  /**
   * What is made of the model of a job that has succeeded. `"warn"` (the default): warn where it is gone, is shut down, or is going to be within `checkModelWithin`.
   * `"require"`: fail where it is gone, is shut down, or can't be looked at.
   * `"off"`: do not look.
   */
  checkModel?: pulumi.Input<CheckModel | undefined>;
  /** How far ahead a model's end is warned of: `"30d"` or seconds; 90 days where it is left out. Given with `"require"`, a model that ends within it fails. */
  checkModelWithin?: pulumi.Input<string | number | undefined>;
  /** Settings for this job alone. */
  connection?: pulumi.Input<ConnectionArgs | undefined>;
}

/** An output for each field of the table; what the API has as null is undefined. */
type JobOutputs = {
  readonly [Name in keyof Known<FineTuningJobState>]: pulumi.Output<Known<FineTuningJobState>[Name]>;
};

/** Pulumi's resource, with these outputs: it makes them of what the constructor below hands it, which no type can say. */
const JobResource = pulumi.CustomResource as unknown as Omit<typeof pulumi.CustomResource, "prototype"> &
  (abstract new (...given: ConstructorParameters<typeof pulumi.CustomResource>) => pulumi.CustomResource & JobOutputs);

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
export class FineTuningJob extends JobResource {
  /** The job's id as the program gave it. */
  declare readonly jobId: pulumi.Output<string>;

  readonly #wait: ProgramWait | undefined;
  #requiredModel: pulumi.Output<string> | undefined;

  /**
   * Reads a job.
   *
   * @throws InvalidArgumentError that names the argument which is unknown, missing, malformed or of a wrong type.
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
      // As `withoutStackTraces` does it: super can't be called within a function that is handed to it.
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
   * Returns the fine-tuned model's name. Where the job has none, it fails with an error that says the job's status and what to do.
   *
   * @throws pulumi.ResourceError, when the job has none, that says the job's status and what to do.
   */
  requireFineTunedModel(): pulumi.Output<string> {
    // Asked for twice, it is one output, whose error Pulumi reports once.
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
   * Returns the fine-tuned model's name once the job has succeeded; until then, and if it never does, the fallback.
   *
   * @param fallback the name to use meanwhile, such as the base model's.
   */
  fineTunedModelOr(fallback: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.all([this.fineTunedModel, fallback]).apply(([model, other]) => model ?? other);
  }
}

allowRunningLast(FineTuningJob);

/** Makes a property's value when it is first asked for: an Output costs as much as what most programs do with a job. */
function defineOnDemand(target: object, name: string, make: () => unknown): void {
  let made: unknown;
  Object.defineProperty(target, name, {
    get: () => (made ??= withoutStackTraces(make)),
    enumerable: true,
    configurable: true,
  });
}

const noMockedModel =
  "has no fine-tuned model: the mocks that stand in for the engine gave none. " +
  'Return { status: "succeeded", fineTunedModel: "…" } as the state from newResource; of a job that is not done yet test with runProgram of pulumi-portkey/testing.';

// Before the program makes its first resource.
watchForLeftOut();
