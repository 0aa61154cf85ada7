import * as pulumi from "@pulumi/pulumi";
import * as portkey from "pulumi-portkey";

const config = new pulumi.Config();

// The deployment is about this model: without it there is nothing to deploy.
const supportBot = new portkey.FineTuningJob("support-bot", {
  jobId: config.require("supportBotJobId"),
  waitFor: "succeeded",
  timeout: config.get("timeout") ?? "6h",
});

// This one may come later: until it has succeeded, its base model serves.
const classifier = new portkey.FineTuningJob("classifier", {
  jobId: config.require("classifierJobId"),
});

// Stands for what your stack has here: a config map, a parameter, a service's environment.
const environment = new pulumi.Stash("service-environment", {
  input: {
    SUPPORT_BOT_MODEL: supportBot.requireFineTunedModel(),
    CLASSIFIER_MODEL: classifier.fineTunedModelOr("accounts/fireworks/models/qwen3-8b"),
  },
});

export const supportBotModel = supportBot.requireFineTunedModel();
export const classifierStatus = classifier.status;
export const serviceEnvironment = environment.output;
