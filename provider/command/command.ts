import { InvalidArgumentError, MissingCredentialsError } from "../errors/argumentErrors";
import { presentable } from "../errors/internalError";
import type { PortkeyError } from "../errors/portkeyError";
import { dataFunctions } from "../jobs/functions";
import { parseJobId } from "../jobs/jobId";
import { JobsClient } from "../jobs/jobsClient";
import { resolveSettings } from "../settings/settings";
import type { SettingsSources } from "../settings/sources";
import { unknownName } from "../text/nearest";
import { shown } from "../text/shown";
import { parseArguments, waitForChoices } from "../waiting/arguments";
import { endOf, exitCodes } from "./exitCodes";
import { commandTable, help } from "./help";
import { prepareLatest } from "./latest";
import { asTyped, optionOf, parseCommandLine, type CommandLine, type CommandName, type OptionName } from "./options";
import { jobsTable, jobTable, json } from "./print";
import type { Shell } from "./shell";
import { waitInShell } from "./wait";

const defaultLimit = "20";
const longestWord = 60;
/** The options that only go with `--latest`. */
const filterOptions = [
  "suffix",
  "model",
  "metadata",
  "status",
  "created-after",
  "created-before",
] as const satisfies readonly OptionName[];

/**
 * Runs a command as a shell calls it. Prints results to stdout, and progress and errors to stderr.
 *
 * @returns the exit code.
 */
export async function runCommand(typed: readonly string[], shell: Shell): Promise<number> {
  try {
    return await run(typed, shell);
  } catch (error) {
    if (shell.signal.aborted) {
      shell.printError("Interrupted. The job itself goes on; run the command again to wait for it.\n");
      return exitCodes.interrupted.code;
    }
    const known = presentable(error);
    shell.printError(`${shown(messageOf(known))}\n`);
    return exitCodes[endOf(known)].code;
  }
}

function messageOf(error: PortkeyError): string {
  if (error instanceof MissingCredentialsError) {
    return (
      "No Portkey credentials were found. Set the environment variable PORTKEY_API_KEY " +
      "(a self-hosted gateway: PORTKEY_AUTHORIZATION and PORTKEY_PROVIDER)."
    );
  }
  return error instanceof InvalidArgumentError ? asTyped(error) : error.message;
}

async function run(typed: readonly string[], shell: Shell): Promise<number> {
  const [name, ...rest] = typed;
  if (name === undefined) {
    shell.printError(help(shell.executable));
    return exitCodes.usage.code;
  }
  if (typed.includes("--version")) {
    shell.print(`${shell.version}\n`);
  } else if (name === "help" || typed.some((word) => word === "--help" || word === "-h")) {
    const about = typed.find((word) => word !== "help" && !word.startsWith("-"));
    shell.print(help(shell.executable, about === undefined ? undefined : commandOf(about)));
  } else {
    const command = commandOf(name);
    await commands[command](parseCommandLine(command, rest), shell);
  }
  return exitCodes.succeeded.code;
}

function commandOf(name: string): CommandName {
  if (!Object.hasOwn(commandTable, name)) {
    const word = shown(name, longestWord);
    throw new InvalidArgumentError(word, unknownName("command", word, Object.keys(commandTable)));
  }
  return name as CommandName;
}

const commands: Readonly<Record<CommandName, (line: CommandLine, shell: Shell) => Promise<void>>> = {
  wait: async (line, shell) => {
    const waitFor = line.text("for") ?? "succeeded";
    if (!waitForChoices.some((choice) => choice === waitFor)) {
      throw new InvalidArgumentError("--for", `it must be ${waitForChoices.join(" or ")}`);
    }
    const given = { waitFor, timeout: line.text("timeout"), pollInterval: line.text("poll-interval") };
    const parse = (jobId: string) => parseArguments({ ...given, jobId });
    const isLatest = line.isGiven("latest");
    // What is typed wrong is said before anything is requested.
    const args = isLatest ? parse("any") : parse(operandOf("wait", line));
    checkLatest(line, isLatest);
    const find = isLatest ? prepareLatest(filterOf(line)) : undefined;
    const settings = resolveSettings(sourcesOf(line, shell));
    const client = new JobsClient(shell.clock);
    const isQuiet = line.isGiven("quiet");
    const found = await find?.(client, settings, shell.signal);
    if (found !== undefined && !isQuiet) {
      shell.printError(`The newest job that fits is ${shown(found.jobId)}.\n`);
    }
    const jobId = found === undefined ? args.jobId : parseJobId(found.jobId);
    const job = await waitInShell(client, settings, { ...args, jobId }, isQuiet, shell);
    shell.print(line.isGiven("json") ? json(job) : job.fineTunedModel === undefined ? "" : `${job.fineTunedModel}\n`);
  },

  status: async (line, shell) => {
    const ask = dataFunctions.getFineTuningJob.prepare({ jobId: operandOf("status", line) });
    const job = await ask(new JobsClient(shell.clock), resolveSettings(sourcesOf(line, shell)), shell);
    shell.print(line.isGiven("json") ? json(job) : jobTable(job));
  },

  list: async (line, shell) => {
    const [operand] = line.operands;
    if (operand !== undefined) {
      throw new InvalidArgumentError(
        shown(operand, longestWord),
        "list takes no job's id; `status JOB_ID` prints one job",
      );
    }
    const limit = Number(line.text("limit") ?? defaultLimit);
    const ask = dataFunctions.getFineTuningJobs.prepare({ ...filterOf(line), limit });
    const { jobs } = await ask(new JobsClient(shell.clock), resolveSettings(sourcesOf(line, shell)), shell);
    if (jobs.length === 0) {
      shell.printError("No job fits.\n");
    }
    shell.print(line.isGiven("json") ? json(jobs) : jobsTable(jobs));
  },
};

function operandOf(command: CommandName, { operands }: CommandLine): string {
  const [jobId, second] = operands;
  if (jobId === undefined) {
    const orLatest = command === "wait" ? ", or --latest" : "";
    throw new InvalidArgumentError(
      "JOB_ID",
      `${command} needs the job's id, such as ftjob-AF1WoRqd3aJAHsqc9NY7iL8F${orLatest}`,
    );
  }
  if (second !== undefined) {
    throw new InvalidArgumentError(shown(second, longestWord), `${command} takes one job's id`);
  }
  return jobId;
}

function checkLatest(line: CommandLine, isLatest: boolean): void {
  const [operand] = line.operands;
  if (isLatest && operand !== undefined) {
    throw new InvalidArgumentError(shown(operand, longestWord), "--latest looks for the job, so its id is left out");
  }
  const filter = filterOptions.find((name) => line.isGiven(name));
  if (!isLatest && filter !== undefined) {
    throw new InvalidArgumentError(`--${filter}`, "it goes with --latest, in place of the job's id");
  }
}

/** The settings that are options come before those of the environment. */
function sourcesOf(line: CommandLine, { environment }: Shell): SettingsSources {
  const connection = {
    baseUrl: line.text("base-url"),
    provider: line.text("provider"),
    config: line.text("config"),
    allowInsecureHttp: line.isGiven("allow-insecure-http") ? true : undefined,
  };
  return { connection, config: () => undefined, environment };
}

function filterOf(line: CommandLine): Readonly<Record<string, unknown>> {
  const metadata = line.texts("metadata").map((pair) => {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined) {
      throw new InvalidArgumentError("--metadata", "it is written KEY=VALUE");
    }
    return [key, value] as const;
  });
  const filter = filterOptions.map((name) => {
    const { argument = name, repeatable } = optionOf(name);
    const texts = line.texts(name);
    return [argument, texts.length === 0 ? undefined : repeatable ? texts : texts[0]] as const;
  });
  return {
    ...Object.fromEntries(filter),
    metadata: metadata.length === 0 ? undefined : Object.fromEntries(metadata),
  };
}
