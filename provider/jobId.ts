import { InvalidArgumentError } from "./errors";

const longest = 2048;
const controlCharacter = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * Parses a job's id as a program gives it: `ftjob-…`, a number or an ARN, plain or percent-encoded.
 * Returns it trimmed and decoded once.
 *
 * @throws InvalidArgumentError for anything that could not be one segment of a URL's path.
 */
export function parseJobId(given: unknown): string {
  if (typeof given !== "string") {
    throw new InvalidArgumentError("jobId", "it must be a string such as ftjob-AF1WoRqd3aJAHsqc9NY7iL8F");
  }
  const id = decode(given.trim());
  if (id.trim() === "") {
    throw new InvalidArgumentError(
      "jobId",
      "it is empty; give a fine-tuning job's id such as ftjob-AF1WoRqd3aJAHsqc9NY7iL8F",
    );
  }
  if (id === "." || id === "..") {
    throw new InvalidArgumentError("jobId", `"${id}" is not a job's id`);
  }
  if (controlCharacter.test(id)) {
    throw new InvalidArgumentError("jobId", "it contains a control character such as a line break");
  }
  if (id.length > longest) {
    throw new InvalidArgumentError("jobId", `it is longer than ${longest} characters`);
  }
  return id;
}

/** Encodes a parsed id as one segment of a URL's path. */
export function encodeJobId(id: string): string {
  return encodeURIComponent(id);
}

/**
 * Tells whether two ids name the same job. Gateways encode ids and shorten a resource's path to its
 * last segment, so ids are compared decoded, and by the last segment.
 */
export function isSameJob(asked: string, answered: string): boolean {
  const decoded = decodeLeniently(answered);
  const last = lastSegment(asked);
  return asked === answered || asked === decoded || (last !== "" && last === lastSegment(decoded));
}

function lastSegment(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

function decode(id: string): string {
  try {
    const decoded = decodeURIComponent(id);
    encodeURIComponent(decoded); // half a surrogate pair can't be part of a URL
    return decoded;
  } catch {
    throw new InvalidArgumentError("jobId", "it is not valid percent-encoding; write a plain % as %25");
  }
}

function decodeLeniently(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
