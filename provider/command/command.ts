import { InvalidArgumentError, MissingCredentialsError } from "../errors/argumentErrors";
import { presentable } from "../errors/internalError";
import type { PortkeyError } from "../errors/portkeyError";
import type { JobFilter } from "../jobs/filter";
import { dataFunctions, latestJob } from "../jobs/functions";
import { checkFilter, filterParsers } from "../jobs/functionArguments";
import { parseJobId } from "../jobs/jobId";
import { JobsClient } from "../jobs/jobsClient";
import { parseValues } from "../settings/parse";
import { resolveSettings } from "../settings/settings";
import type { SettingsSources } from "../settings/sources";
import { mapTexts } from "../text/json";
import { unknownName } from "../text/nearest";
import { mask, type Redact } from "../text/redact";
import { longestExcerpt, shown } from "../text/shown";
import { argumentParsers, parseArguments } from "../waiting/arguments";
import { endOf, exitCodes } from "./exitCodes";
import { commandTable, help } from "./help";
import { asTyped, parseCommandLine, type CommandLine, type CommandName } from "./options";
import { jobsTable, jobTable, json } from "./print";
import { tellGitHub, type Shell } from "./shell";
import { waitInShell } from "./wait";

const defaultLimit = 20;
const connectionPrefix = "connection.";

/**
 * Runs a command. Prints results to stdout, and progress and errors to stderr.
 *
 * @returns The exit code.
 */
export async function runCommand(typed: readonly string[], shell: Shell): Promise<number> {
  try {
    return await run(typed, shell);
  } catch (error) {
    if (shell.signal.aborted) {
      shell.printError("Interrupted. Jobs are not affected; run the command again to continue.\n");
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
      "No Portkey credentials found. Set the environment variable PORTKEY_API_KEY: the command does not read the stack config. " +
      "For a self-hosted gateway, set PORTKEY_AUTHORIZATION and PORTKEY_PROVIDER."
    );
  }
  return error instanceof InvalidArgumentError ? asTyped(error) : error.message;
}

async function run(all: readonly string[], shell: Shell): Promise<number> {
  const [name, ...rest] = all;
  // After `--`, no word is an option.
  const typed = all.includes("--") ? all.slice(0, all.indexOf("--")) : all;
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
    const word = shown(name, longestExcerpt);
    throw new InvalidArgumentError(word, unknownName("command", word, Object.keys(commandTable)));
  }
  return name as CommandName;
}

const commands: Readonly<Record<CommandName, (line: CommandLine, shell: Shell) => Promise<void>>> = {
  wait: async (line, shell) => {
    const given = among(argumentParsers, line);
    const parse = (jobId: string) => parseArguments({ waitFor: "succeeded", ...given, jobId });
    const isLatest = line.isGiven("latest");
    // Mistakes in the command line are reported before any request.
    const args = isLatest ? parse("any") : parse(operandOf("wait", line));
    checkLatest(line, isLatest);
    const filter = isLatest ? filterOf(line) : undefined;
    const settings = resolveSettings(sourcesOf(line, shell));
    const client = new JobsClient(shell.clock);
    const isQuiet = line.isGiven("quiet");
    const found = filter && (await latestJob(filter, client, settings, { signal: shell.signal }));
    if (found !== undefined && !isQuiet) {
      shell.printError(`The newest matching job is ${shown(found.jobId)}.\n`);
    }
    const jobId = found === undefined ? args.jobId : parseJobId(found.jobId);
    const job = await waitInShell(client, settings, { ...args, jobId }, isQuiet, shell);
    const { fineTunedModel } = job;
    if (line.isGiven("json")) {
      shell.print(json(mapTexts(job, masking(settings.redact))));
    } else if (fineTunedModel !== undefined) {
      shell.print(`${fineTunedModel}\n`);
    } else if (!isQuiet) {
      shell.printError(`The job ended with status ${shown(job.status)}.\n`);
    }
    tellGitHub(shell, job);
  },

  status: async (line, shell) => {
    const ask = dataFunctions.getFineTuningJob.prepare({ jobId: operandOf("status", line) });
    const settings = resolveSettings(sourcesOf(line, shell));
    const found = await ask(new JobsClient(shell.clock), settings, { signal: shell.signal });
    const job = mapTexts(found, masking(settings.redact));
    shell.print(line.isGiven("json") ? json(job) : jobTable(job));
  },

  list: async (line, shell) => {
    const [operand] = line.operands;
    if (operand !== undefined) {
      throw new InvalidArgumentError(
        shown(operand, longestExcerpt),
        "list takes no job id; use `status JOB_ID` to print one job",
      );
    }
    const limit = Number(line.given["limit"] ?? defaultLimit);
    const ask = dataFunctions.getFineTuningJobs.prepare({ ...among(filterParsers, line), limit });
    const settings = resolveSettings(sourcesOf(line, shell));
    const found = await ask(new JobsClient(shell.clock), settings, { signal: shell.signal });
    const { jobs } = mapTexts(found, masking(settings.redact));
    if (jobs.length === 0) {
      shell.printError("No matching jobs.\n");
    }
    shell.print(line.isGiven("json") ? json(jobs) : jobsTable(jobs));
  },
};

/** Returns a text unchanged if it contains nothing to mask. */
function masking(redact: Redact): Redact {
  return (text) => {
    const redacted = redact(text);
    return redacted.includes(mask) ? redacted : text;
  };
}

function operandOf(command: CommandName, { operands }: CommandLine): string {
  const [jobId, second] = operands;
  if (jobId === undefined) {
    const orLatest = command === "wait" ? ", or --latest" : "";
    throw new InvalidArgumentError(
      "JOB_ID",
      `${command} needs a job id, such as ftjob-AF1WoRqd3aJAHsqc9NY7iL8F${orLatest}`,
    );
  }
  if (second !== undefined) {
    throw new InvalidArgumentError(shown(second, longestExcerpt), `${command} takes one job id`);
  }
  return jobId;
}

function checkLatest(line: CommandLine, isLatest: boolean): void {
  const [operand] = line.operands;
  if (isLatest && operand !== undefined) {
    throw new InvalidArgumentError(shown(operand, longestExcerpt), "--latest finds the job, so leave out the job id");
  }
  const [filter] = Object.keys(among(filterParsers, line));
  if (!isLatest && filter !== undefined) {
    throw new InvalidArgumentError(filter, "use it with --latest, instead of a job id");
  }
}

/** Returns the filter. Without a status, it matches jobs that have a model or may get one. */
function filterOf(line: CommandLine): JobFilter {
  const filter = parseValues(filterParsers, among(filterParsers, line), "args");
  checkFilter(filter);
  return { ...filter, mayHaveModel: filter.status === undefined };
}

/** Returns where settings come from: options first, then the environment. */
function sourcesOf({ given }: CommandLine, { environment }: Shell): SettingsSources {
  const connection = Object.entries(given)
    .filter(([name]) => name.startsWith(connectionPrefix))
    .map(([name, value]) => [name.slice(connectionPrefix.length), value]);
  return { connection: Object.fromEntries(connection), config: () => undefined, environment };
}

/** Returns the given arguments that have one of these parsers. */
function among(parsers: object, { given }: CommandLine): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(parsers, name)));
}
