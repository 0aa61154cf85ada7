import { InvalidArgumentError } from "../errors/argumentErrors";
import { parseJobId, type JobId } from "../jobs/jobId";
import { checkParsers, type CheckArguments } from "../models/modelCheck";
import { parseDuration } from "../settings/duration";
import { oneOf, optional, parseValues, type Parsers } from "../settings/parse";
import type { Redact } from "../text/redact";

const defaultTimeoutMs = 6 * 3_600_000;
const shortestPollIntervalMs = 1_000;
const longestPollIntervalMs = 86_400_000;

export const waitForChoices = ["succeeded", "finished"] as const;
/** What a deployment waits for. */
export type WaitFor = (typeof waitForChoices)[number];

/** The arguments of one job once all their values are there. */
export interface Arguments extends CheckArguments {
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

/** The arguments by the names that programs give them, durations in milliseconds. */
interface NamedArguments extends CheckArguments {
  readonly jobId: JobId;
  readonly waitFor: WaitFor | undefined;
  readonly timeout: number | undefined;
  readonly pollInterval: number | undefined;
}

/** How each argument is parsed, by its name. */
export const argumentParsers: Parsers<NamedArguments> = {
  jobId: parseJobId,
  waitFor: optional(oneOf(waitForChoices)),
  timeout: optional(parseDuration),
  pollInterval: optional(parsePollInterval),
  ...checkParsers,
};

/**
 * Parses the arguments.
 *
 * @param customTimeouts says how long to wait where the arguments do not.
 * @param redact masks what an error repeats of them.
 * @throws InvalidArgumentError that names the argument.
 */
export function parseArguments(given: unknown, customTimeouts: CustomTimeouts = {}, redact?: Redact): Arguments {
  const { timeout, pollInterval, ...others } = parseValues(argumentParsers, given, "args", redact);
  const timeoutMs =
    timeout ??
    parseCustomTimeout("customTimeouts.read", customTimeouts.read) ??
    parseCustomTimeout("customTimeouts.create", customTimeouts.create) ??
    defaultTimeoutMs;
  return { ...others, timeoutMs, pollIntervalMs: pollInterval };
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

function parsePollInterval(given: unknown, argument: string): number {
  const intervalMs = parseDuration(given, argument);
  if (intervalMs < shortestPollIntervalMs) {
    throw new InvalidArgumentError(argument, `it must be at least ${shortestPollIntervalMs / 1_000} s`);
  }
  if (intervalMs > longestPollIntervalMs) {
    throw new InvalidArgumentError(argument, "it must be at most a day");
  }
  return intervalMs;
}
