// Import only this module: the whole SDK doubles the compile time.
import * as cognitiveservices from "@pulumi/azure-native/cognitiveservices";
import * as pulumi from "@pulumi/pulumi";
import * as portkey from "pulumi-portkey";

const config = new pulumi.Config();
const jobId = config.require("jobId");

const job = new portkey.FineTuningJob("support-bot", {
  jobId,
  waitFor: "succeeded",
  timeout: config.get("timeout") ?? "6h",
});

const deployment = new cognitiveservices.Deployment("support-bot", {
  resourceGroupName: config.require("resourceGroup"),
  accountName: config.require("account"),
  // Named after the job: a new job creates a new deployment before the old one is deleted.
  deploymentName: jobId,
  sku: { name: config.get("sku") ?? "Standard", capacity: config.getNumber("capacity") ?? 10 },
  properties: {
    // A fine-tuned model has only one version.
    model: { format: "OpenAI", name: job.requireFineTunedModel(), version: "1" },
  },
});

export const model = job.requireFineTunedModel();
export const deploymentName = deployment.name;
