import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

// Such as "acme/portkey-wait-and-deploy/prod". This stack only reads a name, so it needs no Portkey key.
const producer = new pulumi.StackReference(config.require("producer"));

export const model = producer.requireOutput("supportBotModel");
