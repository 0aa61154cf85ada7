import { styleText } from "node:util";
import { PortkeySimulator } from "pulumi-portkey/testing";
import { findPulumiCommand } from "./pulumiCommand";
import { inProcess, withPulumi } from "./stages";
import { tellStory, type Stage } from "./story";

const environment = process.env;

/** Shows what the package does, with a simulator, or with a real job if there is an API key. */
async function main(): Promise<void> {
  if (environment["PORTKEY_API_KEY"]) {
    const jobId = environment["FINE_TUNING_JOB_ID"];
    if (!jobId) {
      throw new Error("PORTKEY_API_KEY is set, but FINE_TUNING_JOB_ID is not. Set it to the id of a fine-tuning job.");
    }
    await onStage((stage) => readRealJob(stage, jobId));
    return;
  }
  const portkey = await PortkeySimulator.start({ apiKeys: ["simulated-key"] });
  try {
    Object.assign(environment, { PORTKEY_API_KEY: "simulated-key", PORTKEY_BASE_URL: portkey.baseUrl });
    say(
      "This demo deploys a service that needs a model which is still being fine-tuned. A simulator on this machine stands in for Portkey.",
    );
    await onStage((stage) => tellStory(portkey, stage, announce));
    say("\nTo read your own job: PORTKEY_API_KEY=… FINE_TUNING_JOB_ID=ftjob-… npm start");
    say("The program that ran is examples/quickstart/index.ts.");
  } finally {
    await portkey.close();
  }
}

/** Reads the job once, with any status. */
async function readRealJob(stage: Stage, jobId: string): Promise<void> {
  environment["PORTKEY_SKIP_WAIT"] = "true";
  announce(`Reading ${jobId} from ${environment["PORTKEY_BASE_URL"] ?? "Portkey"}, without waiting for it.`);
  if (!(await stage.perform("up", jobId))) {
    throw new Error("The job could not be read. See the output above.");
  }
}

async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  const command = await findPulumiCommand();
  if (command === undefined) {
    say(
      "No pulumi CLI was found on PATH or in the Pulumi home folder, so the program runs in this process. Nothing is deployed.",
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

/** Exits immediately, because a failed program may still be waiting. */
function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

process.on("unhandledRejection", fail);
main().catch(fail);
