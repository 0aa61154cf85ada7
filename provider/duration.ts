import { InvalidArgumentError } from "./errors";

const secondsOf = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;
const forms = 'a duration is written "45s", "90m", "1h30m" or "2d", or as a number of seconds';
const longestSeconds = 365 * secondsOf.d;

/**
 * Parses a duration: `"45s"`, `"90m"`, `"1h30m"`, `"2d"`, or a number of seconds.
 *
 * @returns seconds, 0 included.
 * @throws InvalidArgumentError that names the argument and shows the forms.
 */
export function parseDuration(argument: string, given: unknown): number {
  const seconds = typeof given === "string" ? secondsIn(given.trim()) : given;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < 0) {
    throw new InvalidArgumentError(argument, `${show(given)} is not a duration; ${forms}`);
  }
  if (seconds > longestSeconds) {
    throw new InvalidArgumentError(argument, `${show(given)} is longer than a year`);
  }
  return seconds;
}

/** Writes seconds in at most two units, such as `45s`, `8m`, `1h 30m` or `2d 4h`. */
export function formatDuration(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of Object.entries(secondsOf)) {
    const count = Math.floor(rest / size);
    if (count > 0) {
      parts.push(`${count}${unit}`);
      rest -= count * size;
    }
  }
  return parts.slice(0, 2).join(" ") || "0s";
}

function secondsIn(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text);
  }
  const parts = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (parts === null || text === "") {
    return undefined;
  }
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return Number(days) * secondsOf.d + Number(hours) * secondsOf.h + Number(minutes) * secondsOf.m + Number(seconds);
}

function show(given: unknown): string {
  return typeof given === "string" || typeof given === "number"
    ? JSON.stringify(String(given).slice(0, 40))
    : `a value of type ${typeof given}`;
}
