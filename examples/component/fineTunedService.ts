import * as pulumi from "@pulumi/pulumi";
import * as portkey from "pulumi-portkey";

export interface FineTunedServiceArgs {
  /** The job whose model the service uses. */
  jobId: pulumi.Input<string>;
  /** The longest time to wait for the job: `"90m"`, `"6h"` (the default), … */
  timeout?: pulumi.Input<string | undefined>;
}

/** A service, and the fine-tuning job whose model it uses. The service is created when the model exists. */
export class FineTunedService extends pulumi.ComponentResource {
  readonly model: pulumi.Output<string>;

  constructor(name: string, args: FineTunedServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("acme:index:FineTunedService", name, {}, opts);
    const { jobId, timeout } = args;
    const job = new portkey.FineTuningJob(name, { jobId, timeout, waitFor: "succeeded" }, { parent: this });
    this.model = job.requireFineTunedModel();
    // Stands for the resources of your service.
    const environment = new pulumi.Stash(name, { input: { MODEL: this.model } }, { parent: this });
    this.registerOutputs({ model: this.model, environment: environment.output });
  }
}
