import { InvalidArgumentError } from "../errors/argumentErrors";
import { parseJobId } from "../jobs/jobId";
import { parseDuration } from "../settings/duration";
import { unknownName } from "../text/nearest";
import { waitForChoices, type WaitFor } from "./run";

const defaultTimeoutMs = 6 * 3_600_000;
const shortestPollIntervalMs = 1_000;
const longestPollIntervalMs = 86_400_000;

/** The arguments of one job once all their values are there. */
export interface Arguments {
  /** Trimmed, in the spelling that the program gave. */
  readonly jobId: string;
  readonly waitFor: WaitFor | undefined;
  readonly timeoutMs: number;
  readonly pollIntervalMs: number | undefined;
}

/** How each argument is parsed, by its name. */
export const argumentParsers: Readonly<Record<string, (given: unknown) => unknown>> = {
  jobId: parseJobId,
  waitFor: parseWaitFor,
  timeout: parseTimeout,
  pollInterval: parsePollInterval,
};
const argumentNames: readonly string[] = [...Object.keys(argumentParsers), "connection"];

/** @throws InvalidArgumentError for a name that is no argument's. */
export function checkArgumentNames(names: readonly string[]): void {
  const unknown = names.find((name) => !argumentNames.includes(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(unknown, unknownName("argument", unknown, argumentNames));
  }
}

/**
 * Parses the arguments.
 *
 * @throws InvalidArgumentError that names the argument.
 */
export function parseArguments(given: Readonly<Record<string, unknown>>): Arguments {
  parseJobId(given["jobId"]);
  return {
    jobId: String(given["jobId"]).trim(),
    waitFor: parseWaitFor(given["waitFor"]),
    timeoutMs: parseTimeout(given["timeout"]),
    pollIntervalMs: parsePollInterval(given["pollInterval"]),
  };
}

function parseWaitFor(given: unknown): WaitFor | undefined {
  if (given === undefined || given === null) {
    return undefined;
  }
  const choice = waitForChoices.find((known) => known === given);
  if (choice === undefined) {
    throw new InvalidArgumentError(
      "waitFor",
      `it must be ${waitForChoices.map((one) => `"${one}"`).join(" or ")}, or left out`,
    );
  }
  return choice;
}

function parseTimeout(given: unknown): number {
  return given === undefined || given === null ? defaultTimeoutMs : parseDuration("timeout", given);
}

function parsePollInterval(given: unknown): number | undefined {
  if (given === undefined || given === null) {
    return undefined;
  }
  const intervalMs = parseDuration("pollInterval", given);
  if (intervalMs < shortestPollIntervalMs) {
    throw new InvalidArgumentError("pollInterval", `it must be at least ${shortestPollIntervalMs / 1_000} s`);
  }
  if (intervalMs > longestPollIntervalMs) {
    throw new InvalidArgumentError("pollInterval", "it must be at most a day");
  }
  return intervalMs;
}
