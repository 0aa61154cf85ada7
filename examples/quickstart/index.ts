import * as pulumi from "@pulumi/pulumi";
import * as portkey from "pulumi-portkey";

const settings = new pulumi.Config();
const jobId = settings.get("jobId") ?? process.env["FINE_TUNING_JOB_ID"] ?? "ftjob-quickstart";

const job = new portkey.FineTuningJob("support-bot", { jobId });

export const status = job.status;
export const modelToServe = job.fineTunedModelOr("gpt-4o-mini-2024-07-18");
