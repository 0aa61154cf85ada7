import { styleText } from "node:util";
import { PortkeySimulator } from "pulumi-portkey/testing";
import { findPulumiCommand } from "./pulumiCommand";
import { inProcess, withPulumi } from "./stages";
import { tellStory, type Stage } from "./story";

const environment = process.env;

/** Shows what the package does: at a simulated Portkey, or, where there is a key, by reading a real job. */
async function main(): Promise<void> {
  if (environment["PORTKEY_API_KEY"]) {
    const jobId = environment["FINE_TUNING_JOB_ID"];
    if (!jobId) {
      throw new Error("PORTKEY_API_KEY is set, but FINE_TUNING_JOB_ID is not: set it to the id of a fine-tuning job.");
    }
    await onStage((stage) => readRealJob(stage, jobId));
    return;
  }
  const portkey = await PortkeySimulator.start({ apiKeys: ["simulated-key"] });
  try {
    Object.assign(environment, { PORTKEY_API_KEY: "simulated-key", PORTKEY_BASE_URL: portkey.baseUrl });
    say("A service is to use a model that is still being trained. Portkey is simulated here, on this machine.");
    await onStage((stage) => tellStory(portkey, stage, announce));
    say("\nTo read a job of your own: PORTKEY_API_KEY=… FINE_TUNING_JOB_ID=ftjob-… npm start");
    say("The program that ran is examples/quickstart/index.ts.");
  } finally {
    await portkey.close();
  }
}

/** Reads it once, however far it is, and judges nothing. */
async function readRealJob(stage: Stage, jobId: string): Promise<void> {
  environment["PORTKEY_SKIP_WAIT"] = "true";
  announce(`Reading ${jobId} from ${environment["PORTKEY_BASE_URL"] ?? "Portkey"}, without waiting for it.`);
  if (!(await stage.perform("up", jobId))) {
    throw new Error("The job could not be read: see above.");
  }
}

async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  const command = await findPulumiCommand();
  if (command === undefined) {
    say(
      "There is no pulumi CLI on PATH or under the Pulumi home: the program runs in this process, nothing is deployed.",
    );
    await play(inProcess(say));
    return;
  }
  await withPulumi(command, say, play);
}

function announce(title: string): void {
  say(`\n${process.stdout.isTTY ? styleText("bold", title) : title}\n`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Ends at once: a program that has failed may have left a wait behind. */
function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

process.on("unhandledRejection", fail);
main().catch(fail);
