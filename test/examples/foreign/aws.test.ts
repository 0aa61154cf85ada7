import { failedJob, runningJob, succeededJob, unknownValue, type RegisteredResource } from "../../../sdk/testing";
import { useCopiedExample } from "../../support/copiedExample";

const parameter = "aws:ssm/parameter:Parameter";
const lambda = "aws:lambda/function:Function";

/** Gives what AWS names an ARN, and a name where the program leaves it out. */
function outputsOf({ name, inputs }: RegisteredResource): Record<string, unknown> {
  return { name: `${name}-1a2b3c4`, arn: `arn:aws:test::${name}`, ...inputs };
}

const example = useCopiedExample("aws", { config: { jobId: "ftjob-1", "aws:region": "eu-central-1" }, outputsOf });

it("has the types that the SDK has", async () => {
  expect(await example.compile()).toBe("");
}, 120_000);

it("waits for the job, and writes its model to the parameter and to the function's environment", async () => {
  const waiting = { ...runningJob("ftjob-1"), forSeconds: 7_200 };
  example.portkey.script("ftjob-1", waiting, succeededJob("ftjob-1", "ft:support-bot:1"));
  const { outputs, made } = await example.up();
  expect(made[parameter]).toEqual({ name: "/support-bot/model", type: "String", value: "ft:support-bot:1" });
  expect(made[lambda]).toMatchObject({
    runtime: "nodejs22.x",
    handler: "index.handler",
    role: "arn:aws:test::support-bot",
    environment: { variables: { SUPPORT_BOT_MODEL: "ft:support-bot:1" } },
  });
  expect(outputs).toEqual({
    model: "ft:support-bot:1",
    parameterName: "/support-bot/model",
    functionName: "support-bot-1a2b3c4",
  });
});

it("does not know the model in a preview while the job runs", async () => {
  example.portkey.script("ftjob-1", runningJob("ftjob-1"));
  const { outputs, made } = await example.preview();
  expect(made[parameter]).toMatchObject({ value: unknownValue });
  expect(made[lambda]).toMatchObject({ environment: { variables: { SUPPORT_BOT_MODEL: unknownValue } } });
  expect(outputs["model"]).toBe(unknownValue);
});

it("writes no parameter and makes no function when the job fails", async () => {
  example.portkey.script("ftjob-1", failedJob("ftjob-1"));
  const { error, made } = await example.up();
  expect(error).toMatchObject({ name: "JobFailedError" });
  expect(Object.keys(made)).not.toEqual(expect.arrayContaining([parameter]));
  expect(Object.keys(made)).not.toEqual(expect.arrayContaining([lambda]));
});
