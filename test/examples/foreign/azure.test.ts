import { runningJob, succeededJob, unknownValue } from "../../../sdk/testing";
import { useCopiedExample } from "../../support/copiedExample";

const deployment = "azure-native:cognitiveservices:Deployment";
const model = "gpt-4.1-mini-2025-04-14.ft-0a1b2c3d4e5f40718293a4b5c6d7e8f9";

const example = useCopiedExample("azure", {
  config: { jobId: "ftjob-1", resourceGroup: "ai-prod", account: "acme-openai" },
  outputsOf: ({ inputs }) => ({ ...inputs, name: inputs["deploymentName"] }),
});

it("has the types that the SDK has", async () => {
  expect(await example.compile()).toBe("");
}, 120_000);

it("waits for the job, and deploys its model in the account where it was trained", async () => {
  example.portkey.script("ftjob-1", { ...runningJob("ftjob-1"), forSeconds: 7_200 }, succeededJob("ftjob-1", model));
  const { outputs, made } = await example.up();
  expect(made).toEqual({
    [deployment]: {
      resourceGroupName: "ai-prod",
      accountName: "acme-openai",
      deploymentName: "ftjob-1",
      sku: { name: "Standard", capacity: 10 },
      properties: { model: { format: "OpenAI", name: model, version: "1" } },
    },
  });
  expect(outputs).toEqual({ model, deploymentName: "ftjob-1" });
});

it("tells a gateway of one's own the account, the API version and the key", async () => {
  example.portkey.script("ftjob-1", succeededJob("ftjob-1", model));
  const headers = { "x-portkey-azure-resource-name": "acme-openai", "x-portkey-azure-api-version": "2024-10-21" };
  await example.up({
    "portkey:provider": "azure-openai",
    "portkey:authorization": "key-of-the-account",
    "portkey:headers": JSON.stringify(headers),
  });
  expect(example.portkey.requests[0]?.headers).toMatchObject({
    ...headers,
    "x-portkey-provider": "azure-openai",
    authorization: "Bearer key-of-the-account",
  });
});

it("does not know the model in a preview while the job runs", async () => {
  example.portkey.script("ftjob-1", runningJob("ftjob-1"));
  const { outputs, made } = await example.preview();
  expect(made[deployment]).toMatchObject({ deploymentName: "ftjob-1", properties: { model: { name: unknownValue } } });
  expect(outputs["model"]).toBe(unknownValue);
});
