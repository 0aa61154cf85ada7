import { InvalidArgumentError } from "../errors/argumentErrors";
import { maxEntries } from "../http/requestLimits";
import { isRecord } from "../text/json";
import { nearest } from "../text/nearest";
import { optional, type Parsers } from "../settings/parse";
import type { Redact } from "../text/redact";
import { quoted, shown } from "../text/shown";
import type { GivenFilter } from "./filter";
import { documentedStatuses, normalizeStatus, type JobStatus } from "./status";
import { firstMillisecondTime, parseIsoTime } from "./unixTime";

/** No fine-tuning job is as old as this. A smaller number is a date without dashes, or a mistake. */
const firstTime = 1e9;

export const filterParsers: Parsers<GivenFilter> = {
  status: optional(parseStatuses),
  model: optional(parseText),
  suffix: optional(parseText),
  metadata: optional(parseMetadata),
  createdAfter: optional(parseTime),
  createdBefore: optional(parseTime),
};

export const parseLimit = optional((given: unknown, argument: string): number => {
  if (typeof given !== "number" || !Number.isInteger(given) || given < 1 || given > maxEntries) {
    throw new InvalidArgumentError(argument, `it must be a whole number from 1 to ${maxEntries}`);
  }
  return given;
});

/** Parses a model's name, which must be one segment of a URL's path. */
export function parseModel(given: unknown, argument: string, redact: Redact): string {
  const model = typeof given === "string" ? given.trim() : "";
  if (model === "") {
    throw new InvalidArgumentError(argument, "it must be a model name, such as a job's fineTunedModel");
  }
  checkWellFormed(model, argument);
  if (model === "." || model === ".." || shown(model) !== model) {
    throw new InvalidArgumentError(argument, `${quoted(model, redact)} is not a model name`);
  }
  return model;
}

/** @throws InvalidArgumentError if no job could match. */
export function checkFilter({ createdAfter, createdBefore }: GivenFilter): void {
  if (createdAfter !== undefined && createdBefore !== undefined && createdAfter >= createdBefore) {
    throw new InvalidArgumentError("createdBefore", "it must be later than createdAfter");
  }
}

function parseText(given: unknown, argument: string): string {
  if (typeof given !== "string") {
    throw new InvalidArgumentError(argument, "it must be a string");
  }
  if (given.trim() === "") {
    throw new InvalidArgumentError(argument, "it is empty; leave it out to match any value");
  }
  checkWellFormed(given, argument);
  return given.trim();
}

/** Refuses half of a surrogate pair, which can't be part of a URL. */
function checkWellFormed(text: string, argument: string): void {
  try {
    encodeURIComponent(text);
  } catch {
    throw new InvalidArgumentError(
      argument,
      "it contains an incomplete character (half of a surrogate pair), which a URL can't contain",
    );
  }
}

function parseStatuses(given: unknown, argument: string, redact: Redact): JobStatus[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length === 0) {
    throw new InvalidArgumentError(argument, "the list is empty; leave it out to match any status");
  }
  return list.map((one) => {
    const status = normalizeStatus(parseText(one, argument));
    const meant = nearest(status, documentedStatuses);
    if (meant !== undefined && meant !== status) {
      throw new InvalidArgumentError(argument, `unknown status ${quoted(status, redact)}; did you mean ${meant}?`);
    }
    return status;
  });
}

function parseMetadata(given: unknown, argument: string, redact: Redact): Readonly<Record<string, string>> {
  const form = 'an object of strings, such as { team: "support" }';
  if (!isRecord(given)) {
    throw new InvalidArgumentError(argument, `it must be ${form}`);
  }
  if (Object.keys(given).length === 0) {
    throw new InvalidArgumentError(argument, `it is empty; give ${form}, or leave it out`);
  }
  for (const [key, value] of Object.entries(given)) {
    if (typeof value !== "string") {
      throw new InvalidArgumentError(`${argument}.${redact(key)}`, "it must be a string");
    }
    checkWellFormed(`${key}${value}`, argument);
  }
  return given as Readonly<Record<string, string>>;
}

function parseTime(written: unknown, argument: string, redact: Redact): number {
  // The stack config has numbers as text.
  const given = typeof written === "string" && /^\d{9,}$/.test(written.trim()) ? Number(written) : written;
  const refuse = (what: string): never => {
    throw new InvalidArgumentError(argument, what);
  };
  const forms = 'use Unix seconds, or an ISO date such as "2026-01-31" or "2026-01-31T12:00:00Z"';
  if (typeof given === "number") {
    if (!(given >= firstTime)) {
      refuse(`${redact(String(given))} is not a possible creation time; ${forms}`);
    }
    return given > firstMillisecondTime ? refuse(`${redact(String(given))} looks like milliseconds; ${forms}`) : given;
  }
  const what = typeof given === "string" ? quoted(given, redact) : `a value of type ${typeof given}`;
  const time = typeof given === "string" ? parseIsoTime(given) : undefined;
  return time === undefined
    ? refuse(`${what} is not a time; ${forms}`)
    : time.lacksZone
      ? refuse(`${what} has no time zone; add Z at the end for UTC`)
      : time.seconds;
}
