import { runningJob, succeededJob, unknownValue, type RegisteredResource } from "../../../sdk/testing";
import { useCopiedExample } from "../../support/copiedExample";

interface ForeignExample {
  readonly path: string;
  readonly config: Readonly<Record<string, string>>;
  /** What the provider adds to what the program gives. */
  readonly outputsOf: (resource: RegisteredResource) => Record<string, unknown>;
  readonly model: string;
  /** The resources that have the model, by type, and the stack's outputs. */
  readonly made: (model: string) => Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

const image = "registry.example.com/support-bot:1.4.0";
const configMapOf = (model: string) => `support-bot-${JSON.stringify({ SUPPORT_BOT_MODEL: model })}`;
const azureModel = "gpt-4.1-mini-2025-04-14.ft-0a1b2c3d4e5f40718293a4b5c6d7e8f9";

const examples: readonly ForeignExample[] = [
  {
    path: "aws",
    config: { jobId: "ftjob-1", "aws:region": "eu-central-1" },
    outputsOf: ({ name, inputs }) => ({ name: `${name}-1a2b3c4`, arn: `arn:aws:test::${name}`, ...inputs }),
    model: "ft:support-bot:1",
    made: (model) => ({
      "aws:ssm/parameter:Parameter": { name: "/support-bot/model", type: "String", value: model },
      "aws:lambda/function:Function": {
        runtime: "nodejs22.x",
        handler: "index.handler",
        role: "arn:aws:test::support-bot",
        environment: { variables: { SUPPORT_BOT_MODEL: model } },
      },
    }),
    outputs: { parameterName: "/support-bot/model", functionName: "support-bot-1a2b3c4" },
  },
  {
    path: "azure",
    config: { jobId: "ftjob-1", resourceGroup: "ai-prod", account: "acme-openai" },
    outputsOf: ({ inputs }) => ({ ...inputs, name: inputs["deploymentName"] }),
    model: azureModel,
    made: (name) => ({
      "azure-native:cognitiveservices:Deployment": {
        resourceGroupName: "ai-prod",
        accountName: "acme-openai",
        deploymentName: "ftjob-1",
        sku: { name: "Standard", capacity: 10 },
        properties: { model: { format: "OpenAI", name, version: "1" } },
      },
    }),
    outputs: { deploymentName: "ftjob-1" },
  },
  {
    path: "kubernetes",
    config: { jobId: "ftjob-1", image },
    // Other contents, another name: so the Deployment rolls with the model.
    outputsOf: ({ name, inputs }) => ({
      ...inputs,
      metadata: { ...Object(inputs["metadata"]), name: `${name}-${JSON.stringify(inputs["data"])}` },
    }),
    model: "ft:support-bot:1",
    made: (model) => ({
      "kubernetes:core/v1:ConfigMap": { immutable: true, data: { SUPPORT_BOT_MODEL: model } },
      "kubernetes:apps/v1:Deployment": {
        spec: {
          template: { spec: { containers: [{ image, envFrom: [{ configMapRef: { name: configMapOf(model) } }] }] } },
        },
      },
    }),
    outputs: { configMapName: configMapOf("ft:support-bot:1") },
  },
];

describe.each(examples)("examples/$path", ({ path, config, outputsOf, model, made, outputs }) => {
  const example = useCopiedExample(path, { config, outputsOf });

  it("has the types that the SDK has", async () => {
    expect(await example.compile()).toBe("");
  }, 120_000);

  it("waits for the job, and gives its model to what serves it", async () => {
    example.portkey.script("ftjob-1", { ...runningJob("ftjob-1"), forSeconds: 7_200 }, succeededJob("ftjob-1", model));
    const up = await example.up();
    expect(up.made).toMatchObject(made(model));
    expect(up.outputs).toMatchObject({ model, ...outputs });
  });

  it("does not know the model in a preview while the job runs", async () => {
    example.portkey.script("ftjob-1", runningJob("ftjob-1"));
    const preview = await example.preview();
    expect(preview.made).toMatchObject(made(unknownValue));
    expect(preview.outputs["model"]).toBe(unknownValue);
  });
});
