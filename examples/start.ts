import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandError, LocalWorkspace, type PulumiCommand } from "@pulumi/pulumi/automation";
import { PortkeySimulator, runProgram, succeededJob } from "pulumi-portkey/testing";
import { downloadPulumiCommand, findPulumiCommand } from "./pulumiCommand";

const root = resolve(__dirname, "..");
const downloadSeconds = 15;

/** Runs the quickstart: against Portkey when there is a key, otherwise against a simulator on this machine. */
async function main(): Promise<void> {
  const simulator = await connect();
  try {
    const command = await pulumiCommand();
    await (command === undefined ? runInProcess() : runWithPulumi(command));
  } finally {
    await simulator?.close();
  }
}

async function connect(): Promise<PortkeySimulator | undefined> {
  if (process.env["PORTKEY_API_KEY"]) {
    if (!process.env["FINE_TUNING_JOB_ID"]) {
      throw new Error("PORTKEY_API_KEY is set, but FINE_TUNING_JOB_ID is not: set it to the id of a fine-tuning job.");
    }
    say(`Reading ${process.env["FINE_TUNING_JOB_ID"]} from ${process.env["PORTKEY_BASE_URL"] ?? "Portkey"}.`);
    return undefined;
  }
  const jobId = process.env["FINE_TUNING_JOB_ID"] ?? "ftjob-quickstart";
  const apiKey = "simulated-key";
  const simulator = await PortkeySimulator.start({ apiKeys: [apiKey] });
  simulator.script(jobId, succeededJob(jobId, "ft:gpt-4o-mini-2024-07-18:acme:support-bot:BQ7xzq1K"));
  Object.assign(process.env, { PORTKEY_API_KEY: apiKey, PORTKEY_BASE_URL: simulator.baseUrl });
  say(`No PORTKEY_API_KEY is set, so this reads a simulated job from ${simulator.baseUrl}.`);
  say("To read a real one, set PORTKEY_API_KEY and FINE_TUNING_JOB_ID and run npm start again.");
  return simulator;
}

async function pulumiCommand(): Promise<PulumiCommand | undefined> {
  const found = await findPulumiCommand();
  if (found !== undefined) {
    return found;
  }
  say(`No pulumi CLI on PATH or under the Pulumi home; trying to download one for at most ${downloadSeconds} seconds.`);
  return downloadPulumiCommand(downloadSeconds);
}

async function runWithPulumi(command: PulumiCommand): Promise<void> {
  const backend = join(root, ".pulumi");
  mkdirSync(backend, { recursive: true });
  say(`Running the quickstart with ${command.command} ${command.version ?? ""} on a local backend in .pulumi.`);
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "quickstart", workDir: root },
    {
      pulumiCommand: command,
      envVars: { PULUMI_BACKEND_URL: pathToFileURL(backend).href, PULUMI_CONFIG_PASSPHRASE: "quickstart" },
    },
  );
  say("\npulumi preview\n");
  await stack.preview({ onOutput, color: "never", suppressProgress: true });
  say("\npulumi up\n");
  const { outputs } = await stack.up({ onOutput, color: "never", suppressProgress: true });
  showOutputs(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])));
}

async function runInProcess(): Promise<void> {
  say("No pulumi CLI could be had: the program runs in this process, nothing is deployed and no state is kept.");
  const { outputs } = await runProgram(() => import("./quickstart/index.js"), {
    project: "pulumi-portkey-quickstart",
    stack: "quickstart",
    realTime: true,
    onLog: say,
  });
  showOutputs(outputs);
}

function showOutputs(outputs: Readonly<Record<string, unknown>>): void {
  say("\nThe stack's outputs:\n");
  for (const [name, value] of Object.entries(outputs)) {
    say(`  ${name}: ${JSON.stringify(value) ?? "undefined"}`);
  }
}

function onOutput(text: string): void {
  process.stdout.write(text);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(error: unknown): never {
  // What Pulumi has to say of a failed command is on the terminal already.
  const message = error instanceof CommandError ? "Pulumi failed: see its output above." : messageOf(error);
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.on("unhandledRejection", fail);
main().then(() => process.exit(), fail);
