// The part of the SDK that is needed: all of it takes the compiler twice as long.
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
  // Named by the job: another job is another deployment, which is there before this one is deleted.
  deploymentName: jobId,
  sku: { name: config.get("sku") ?? "Standard", capacity: config.getNumber("capacity") ?? 10 },
  properties: {
    // A fine-tuned model is a model of its own, of which there is one version.
    model: { format: "OpenAI", name: job.requireFineTunedModel(), version: "1" },
  },
});

export const model = job.requireFineTunedModel();
export const deploymentName = deployment.name;
