import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

// Such as "acme/portkey-wait-and-deploy/prod". This stack needs no Portkey key: it reads a name.
const producer = new pulumi.StackReference(config.require("producer"));

export const model = producer.requireOutput("supportBotModel");
