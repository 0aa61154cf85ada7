import * as pulumi from "@pulumi/pulumi";
import * as portkey from "pulumi-portkey";

const config = new pulumi.Config();

const job = new portkey.FineTuningJob("support-bot", {
  jobId: config.get("jobId") ?? process.env["FINE_TUNING_JOB_ID"] ?? "ftjob-quickstart",
  waitFor: "succeeded",
  pollInterval: config.getNumber("pollInterval"),
});

export const status = job.status;
export const model = job.fineTunedModelOr("accounts/fireworks/models/qwen3-8b");
