import * as pulumi from "@pulumi/pulumi";
import * as portkey from "pulumi-portkey";

const config = new pulumi.Config();

// The deployment needs this model.
const supportBot = new portkey.FineTuningJob("support-bot", {
  jobId: config.require("supportBotJobId"),
  waitFor: "succeeded",
  timeout: config.get("timeout") ?? "6h",
});

// This model may come later. Until its job has succeeded, the service uses the base model.
const classifier = new portkey.FineTuningJob("classifier", {
  jobId: config.require("classifierJobId"),
});

// Stands for a resource of your stack, such as a config map, a parameter, or a service's environment.
const environment = new pulumi.Stash("service-environment", {
  input: {
    SUPPORT_BOT_MODEL: supportBot.requireFineTunedModel(),
    CLASSIFIER_MODEL: classifier.fineTunedModelOr("accounts/fireworks/models/qwen3-8b"),
  },
});

export const supportBotModel = supportBot.requireFineTunedModel();
export const classifierStatus = classifier.status;
export const serviceEnvironment = environment.output;
