import * as pulumi from "@pulumi/pulumi";
import * as portkey from "pulumi-portkey";

const config = new pulumi.Config();

const job = new portkey.FineTuningJob("support-bot", {
  jobId: config.require("jobId"),
  waitFor: "succeeded",
  timeout: config.get("timeout") ?? "6h",
});

// Stands for a resource of your stack, such as a config map, a parameter, or a service's environment.
const environment = new pulumi.Stash("service-environment", {
  input: { SUPPORT_BOT_MODEL: job.requireFineTunedModel() },
});

export const model = job.requireFineTunedModel();
export const serviceEnvironment = environment.output;
