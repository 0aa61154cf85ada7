import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as portkey from "pulumi-portkey";

const config = new pulumi.Config();

const job = new portkey.FineTuningJob("support-bot", {
  jobId: config.require("jobId"),
  waitFor: "succeeded",
  timeout: config.get("timeout") ?? "6h",
});
export const model = job.requireFineTunedModel();

// For services that look the model up at run time.
const parameter = new aws.ssm.Parameter("support-bot-model", {
  name: config.get("parameterName") ?? "/support-bot/model",
  type: "String",
  value: model,
});

const role = new aws.iam.Role("support-bot", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const logs = new aws.iam.RolePolicyAttachment("support-bot-logs", {
  role: role.name,
  policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
});

const lambda = new aws.lambda.Function(
  "support-bot",
  {
    runtime: "nodejs22.x",
    handler: "index.handler",
    code: new pulumi.asset.FileArchive("./function"),
    role: role.arn,
    environment: { variables: { SUPPORT_BOT_MODEL: model } },
  },
  { dependsOn: logs },
);

export const parameterName = parameter.name;
export const functionName = lambda.name;
