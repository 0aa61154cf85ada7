import { InvalidArgumentError } from "../errors/argumentErrors";
import { quoted } from "../text/shown";

/** A duration as users write it: `"45s"`, `"90m"`, `"1h30m"`, `"2d"`, or a number of seconds. */
export type DurationInput = number | string;

const forms = 'use a form such as "45s", "90m", "1h30m" or "2d", or a number of seconds';
const secondsPerDay = 86_400;
const longestSeconds = 365 * secondsPerDay;

/**
 * Parses a duration: `"45s"`, `"90m"`, `"1h30m"`, `"2d"`, or a number of seconds.
 *
 * @returns Milliseconds; 0 is allowed.
 * @throws InvalidArgumentError with the accepted forms.
 */
export function parseDuration(given: unknown, argument: string): number {
  const seconds = typeof given === "string" ? secondsIn(given.trim()) : given;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < 0) {
    throw new InvalidArgumentError(argument, `${show(given)} is not a duration; ${forms}`);
  }
  if (seconds > longestSeconds) {
    throw new InvalidArgumentError(argument, `${show(given)} is longer than a year`);
  }
  return seconds * 1_000;
}

function secondsIn(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text);
  }
  const parts = /^(?:([\d.]+)d)?(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s)?$/.exec(text);
  if (parts === null || text === "") {
    return undefined;
  }
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return Number(days) * secondsPerDay + Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}

function show(given: unknown): string {
  return typeof given === "string" || typeof given === "number"
    ? quoted(String(given))
    : `a value of type ${typeof given}`;
}
