import { InvalidArgumentError } from "../errors/argumentErrors";
import { parseJobId, type JobId } from "../jobs/jobId";
import { parseDuration } from "../settings/duration";
import { unknownName } from "../text/nearest";
import type { Redact } from "../text/redact";
import { waitForChoices, type WaitFor } from "./run";

const defaultTimeoutMs = 6 * 3_600_000;
const shortestPollIntervalMs = 1_000;
const longestPollIntervalMs = 86_400_000;

/** The arguments of one job once all their values are there. */
export interface Arguments {
  readonly jobId: JobId;
  readonly waitFor: WaitFor | undefined;
  readonly timeoutMs: number;
  readonly pollIntervalMs: number | undefined;
}

/** Pulumi's option of that name, as far as it has a meaning here: `read`, else `create`, is a wait's timeout. */
export interface CustomTimeouts {
  readonly read?: string | undefined;
  readonly create?: string | undefined;
  readonly update?: string | undefined;
  readonly delete?: string | undefined;
}

/** How each argument is parsed, by its name. */
export const argumentParsers: Readonly<Record<string, (given: unknown) => unknown>> = {
  jobId: (given) => parseJobId(given),
  waitFor: parseWaitFor,
  timeout: (given) => parseTimeout(given),
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
 * @param customTimeouts says how long to wait where the arguments do not.
 * @param redact masks what an error repeats of the job's id.
 * @throws InvalidArgumentError that names the argument.
 */
export function parseArguments(
  given: Readonly<Record<string, unknown>>,
  customTimeouts?: CustomTimeouts,
  redact?: Redact,
): Arguments {
  return {
    jobId: parseJobId(given["jobId"], "jobId", redact),
    waitFor: parseWaitFor(given["waitFor"]),
    timeoutMs: parseTimeout(given["timeout"], customTimeouts),
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

function parseTimeout(given: unknown, { read, create }: CustomTimeouts = {}): number {
  if (given !== undefined && given !== null) {
    return parseDuration(given, "timeout");
  }
  return (
    parseCustomTimeout("customTimeouts.read", read) ??
    parseCustomTimeout("customTimeouts.create", create) ??
    defaultTimeoutMs
  );
}

/** To Pulumi, nothing and a time of 0 are no timeout. */
function parseCustomTimeout(argument: string, given: string | undefined): number | undefined {
  return given ? parseDuration(given, argument) || undefined : undefined;
}

/** Warns of what has no meaning for a job that is only read; undefined where there is nothing to warn of. */
export function meaninglessTimeouts(customTimeouts: CustomTimeouts = {}): string | undefined {
  const given = (["update", "delete"] as const).filter((name) => customTimeouts[name]);
  return given.length === 0
    ? undefined
    : `${given.map((name) => `customTimeouts.${name}`).join(" and ")} ${given.length === 1 ? "means" : "mean"} nothing for a job, which is only read: ` +
        "for how long to wait give it timeout, or customTimeouts.read.";
}

function parsePollInterval(given: unknown): number | undefined {
  if (given === undefined || given === null) {
    return undefined;
  }
  const intervalMs = parseDuration(given, "pollInterval");
  if (intervalMs < shortestPollIntervalMs) {
    throw new InvalidArgumentError("pollInterval", `it must be at least ${shortestPollIntervalMs / 1_000} s`);
  }
  if (intervalMs > longestPollIntervalMs) {
    throw new InvalidArgumentError("pollInterval", "it must be at most a day");
  }
  return intervalMs;
}
