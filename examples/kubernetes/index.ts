import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as portkey from "pulumi-portkey";

const config = new pulumi.Config();
const namespace = config.get("namespace") ?? "default";
const labels = { app: "support-bot" };

const job = new portkey.FineTuningJob("support-bot", {
  jobId: config.require("jobId"),
  waitFor: "succeeded",
  timeout: config.get("timeout") ?? "6h",
});

// Immutable, with a name from Pulumi: a new model creates a ConfigMap with a new name, and the Deployment rolls out again.
const environment = new kubernetes.core.v1.ConfigMap("support-bot", {
  metadata: { namespace, labels },
  immutable: true,
  data: { SUPPORT_BOT_MODEL: job.requireFineTunedModel() },
});

const deployment = new kubernetes.apps.v1.Deployment("support-bot", {
  metadata: { namespace, labels },
  spec: {
    replicas: config.getNumber("replicas") ?? 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          {
            name: "support-bot",
            image: config.require("image"),
            envFrom: [{ configMapRef: { name: environment.metadata.name } }],
          },
        ],
      },
    },
  },
});

export const model = job.requireFineTunedModel();
export const configMapName = environment.metadata.name;
export const deploymentName = deployment.metadata.name;
