import * as pulumi from "@pulumi/pulumi";
import * as portkey from "pulumi-portkey";
import { NoMatchingJobError } from "pulumi-portkey/provider";

const config = new pulumi.Config();
const suffix = config.require("suffix");
const baseModel = config.get("baseModel") ?? "amazon.nova-lite-v1:0";

/** Returns the newest model of the family, or the base model until the first job succeeds. */
async function newestModel(): Promise<string> {
  try {
    const { fineTunedModel } = await portkey.getLatestFineTuningJob({ suffix });
    return fineTunedModel ?? baseModel;
  } catch (error) {
    if (error instanceof NoMatchingJobError) {
      return baseModel;
    }
    throw error;
  }
}

/** Returns the model of the newest job of the family, whatever its status. If the job is still training, the update waits for it. */
async function nextModel(): Promise<pulumi.Output<string>> {
  const [newest] = (await portkey.getFineTuningJobs({ suffix, limit: 1 })).jobs;
  if (newest === undefined) {
    throw new pulumi.RunError(`No fine-tuning job has the suffix ${suffix}.`);
  }
  const timeout = config.get("timeout") ?? "6h";
  return new portkey.FineTuningJob("next", {
    jobId: newest.jobId,
    waitFor: "succeeded",
    timeout,
  }).requireFineTunedModel();
}

// In a pipeline that has started a training job, run `pulumi config set wait true`.
export const model = config.getBoolean("wait") === true ? nextModel() : newestModel();
