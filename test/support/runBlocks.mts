/**
 * Runs the programs of a page of the documentation, one after the other: `tsx runBlocks.mts FILE…`. Each is run as an up and as a preview of the
 * stack that the documentation speaks of, at a simulated Portkey; prints what became of each.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PortkeySimulator, runningJob, runProgram, succeededJob } from "pulumi-portkey/testing";

const model = "accounts/acme/models/support-bot-1";
const family = { user_provided_suffix: "support-bot" };
const jobIds = [
  "ftjob-AF1WoRqd3aJAHsqc9NY7iL8F",
  "ftjob-72a2792ef7d24ba7b82c7fe4a37e379f",
  "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/amazon.nova-lite-v1:0:300k/abcdefghijkl",
  "1234567890123456789",
  "ab12cd34",
];

for (const file of process.argv.slice(2)) {
  process.stdout.write(`${JSON.stringify({ file, ups: [await run(file, false), await run(file, true)] })}\n`);
}
// A program that has failed may have left a wait behind.
process.exit();

async function run(file: string, preview: boolean): Promise<unknown> {
  const portkey = await PortkeySimulator.start();
  for (const id of jobIds) {
    portkey.script(
      id,
      { ...runningJob(id), forSeconds: preview ? 1e9 : 3_600 },
      { ...succeededJob(id, model), ...family },
    );
  }
  portkey.script("ftjob-before", { ...succeededJob("ftjob-before", model), ...family, created_at: 1721000000 });
  portkey.checkpoint("ftjob-before", {
    fine_tuned_model_checkpoint: `${model}-checkpoint-90`,
    metrics: { valid_loss: 0.5 },
  });
  portkey.model(model);
  try {
    const { outputs } = await runProgram(() => import(`${pathToFileURL(resolve(file)).href}?${String(preview)}`), {
      portkey,
      preview,
      project: "docs",
      config: {
        "docs:supportBotJobId": jobIds[0] ?? "",
        "docs:suffix": "support-bot",
        "docs:gatewayUrl": portkey.baseUrl,
        "docs:fireworksKey": "a-key",
        "docs:researchKey": "a-key",
        "docs:awsAccessKeyId": "a-key-id",
        "docs:awsSecretAccessKey": "a-key",
      },
      outputsOf: ({ type, inputs }) =>
        type === "pulumi:pulumi:StackReference" ? { ...inputs, outputs: { portkeyApiKey: "a-key" } } : inputs,
    });
    return { outputs };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  } finally {
    await portkey.close();
  }
}
