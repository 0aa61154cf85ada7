import * as pulumi from "@pulumi/pulumi";
import { InvalidArgumentError } from "../provider/errors";
import { parseJobId } from "../provider/jobs/jobId";
import { parseDuration } from "../provider/settings/duration";
import { isRecord } from "../provider/settings/json";
import { unknownName } from "../provider/settings/nearest";
import { waitForChoices, type WaitFor } from "../provider/waiting/run";

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

const parsers: Readonly<Record<string, (given: unknown) => unknown>> = {
  jobId: parseJobId,
  waitFor: parseWaitFor,
  timeout: parseTimeout,
  pollInterval: parsePollInterval,
};
const known: readonly string[] = [...Object.keys(parsers), "connection"];

/**
 * Checks that a resource has a name, which a program in JavaScript can forget.
 *
 * @throws InvalidArgumentError
 */
export function checkName(name: unknown): void {
  if (typeof name !== "string" || name === "") {
    throw new InvalidArgumentError("name", "the first argument is the resource's name, a string such as support-bot");
  }
}

/**
 * Checks what is there to check when a program makes a job: unknown arguments, and values that are no Outputs.
 *
 * @throws InvalidArgumentError
 */
export function checkArguments(given: unknown): void {
  if (typeof given === "string") {
    throw new InvalidArgumentError("args", `an object is needed: { jobId: ${JSON.stringify(given)} }`);
  }
  if (!isRecord(given) || isEventual(given)) {
    throw new InvalidArgumentError("args", 'an object is needed, such as { jobId: "ftjob-AF1WoRqd3aJAHsqc9NY7iL8F" }');
  }
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw new InvalidArgumentError(name, unknownName("argument", name, known));
    }
  }
  for (const [name, parse] of Object.entries(parsers)) {
    if (!isEventual(given[name])) {
      parse(given[name]);
    }
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

function isEventual(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}
