import { runningJob, succeededJob, unknownValue, type RegisteredResource } from "../../../sdk/testing";
import { useCopiedExample } from "../../support/copiedExample";

const configMap = "kubernetes:core/v1:ConfigMap";
const deployment = "kubernetes:apps/v1:Deployment";

/** Names what the program leaves to be named, as the provider does: other contents, another name. */
function outputsOf({ name, inputs }: RegisteredResource): Record<string, unknown> {
  return { ...inputs, metadata: { ...Object(inputs["metadata"]), name: `${name}-${JSON.stringify(inputs["data"])}` } };
}

const image = "registry.example.com/support-bot:1.4.0";
const example = useCopiedExample("kubernetes", { config: { jobId: "ftjob-1", image }, outputsOf });

function container(configMapName: string): unknown {
  return { name: "support-bot", image, envFrom: [{ configMapRef: { name: configMapName } }] };
}

it("has the types that the SDK has", async () => {
  expect(await example.compile()).toBe("");
}, 120_000);

it("waits for the job, and gives its model to the pods by the ConfigMap", async () => {
  const waiting = { ...runningJob("ftjob-1"), forSeconds: 7_200 };
  example.portkey.script("ftjob-1", waiting, succeededJob("ftjob-1", "ft:support-bot:1"));
  const { outputs, made } = await example.up();
  const name = 'support-bot-{"SUPPORT_BOT_MODEL":"ft:support-bot:1"}';
  expect(made[configMap]).toMatchObject({
    immutable: true,
    metadata: { namespace: "default" },
    data: { SUPPORT_BOT_MODEL: "ft:support-bot:1" },
  });
  expect(made[deployment]).toMatchObject({
    metadata: { namespace: "default" },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "support-bot" } },
      template: { metadata: { labels: { app: "support-bot" } }, spec: { containers: [container(name)] } },
    },
  });
  expect(outputs).toMatchObject({ model: "ft:support-bot:1", configMapName: name });
});

it("rolls the Deployment when another job has another model", async () => {
  example.portkey
    .script("ftjob-1", succeededJob("ftjob-1", "ft:support-bot:1"))
    .script("ftjob-2", succeededJob("ftjob-2", "ft:support-bot:2"));
  const templates: unknown[] = [];
  for (const jobId of ["ftjob-1", "ftjob-1", "ftjob-2"]) {
    const { made } = await example.up({ jobId });
    templates.push(made[deployment]);
  }
  expect(templates[1]).toEqual(templates[0]);
  expect(templates[2]).not.toEqual(templates[0]);
});

it("does not know the model in a preview while the job runs", async () => {
  example.portkey.script("ftjob-1", runningJob("ftjob-1"));
  const { outputs, made } = await example.preview();
  expect(made[configMap]).toMatchObject({ data: { SUPPORT_BOT_MODEL: unknownValue } });
  expect(outputs["model"]).toBe(unknownValue);
});
