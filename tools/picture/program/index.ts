import * as portkey from "pulumi-portkey";

const job = new portkey.FineTuningJob("support-bot", {
  jobId: "ftjob-AF1WoRqd3aJAHsqc9NY7iL8F",
  waitFor: "succeeded", // hold the deployment until the model exists
});

export const model = job.requireFineTunedModel();
