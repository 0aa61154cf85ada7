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

/** The arguments of one job, when all their values are known. */
export interface Arguments extends CheckArguments {
  readonly jobId: JobId;
  readonly waitFor: WaitFor | undefined;
  readonly timeoutMs: number;
  readonly pollIntervalMs: number | undefined;
}

/** Pulumi's option `customTimeouts`: `read`, else `create`, is the timeout of a wait. */
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

/** The parser of each argument. */
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
 * @param customTimeouts Sets the timeout if the arguments do not.
 * @param redact Masks the parts of arguments that an error repeats.
 * @throws InvalidArgumentError
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

/** In Pulumi, an empty value and 0 mean no timeout. */
function parseCustomTimeout(argument: string, given: string | undefined): number | undefined {
  return given ? parseDuration(given, argument) || undefined : undefined;
}

/** Returns a warning about custom timeouts that have no effect on a job; undefined if there are none. */
export function meaninglessTimeouts(customTimeouts: CustomTimeouts = {}): string | undefined {
  const given = (["update", "delete"] as const).filter((name) => customTimeouts[name]);
  return given.length === 0
    ? undefined
    : `${given.map((name) => `customTimeouts.${name}`).join(" and ")} ${given.length === 1 ? "has" : "have"} no effect, because a job is only read. ` +
        "To limit the wait, set timeout or customTimeouts.read.";
}

function parsePollInterval(given: unknown, argument: string): number {
  const intervalMs = parseDuration(given, argument);
  if (intervalMs < shortestPollIntervalMs) {
    throw new InvalidArgumentError(argument, `it must be at least ${shortestPollIntervalMs / 1_000} s`);
  }
  if (intervalMs > longestPollIntervalMs) {
    throw new InvalidArgumentError(argument, "it must be at most 1 day");
  }
  return intervalMs;
}
