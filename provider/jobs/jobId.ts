import { InvalidArgumentError } from "../errors/argumentErrors";
import { asItIs, percentDecoded, type Redact } from "../text/redact";
import { quoted } from "../text/shown";

const longest = 2048;
const example = "ftjob-AF1WoRqd3aJAHsqc9NY7iL8F";
/** What is given in an id's place by mistake, and can be known for it before anything is asked. */
const mistakes: ReadonlyArray<{ readonly pattern: RegExp; readonly what: string }> = [
  {
    pattern: /\$\{/,
    what: "holds a ${…} that was never filled in; a template literal needs backticks, and a pipeline has to set the variable",
  },
  { pattern: /^(undefined|null|NaN|\[object .*\])$/, what: "is what JavaScript writes for a value that is not there" },
  { pattern: /[<>]/, what: `is a placeholder; give a fine-tuning job's id such as ${example}` },
  { pattern: /\s/, what: `has white space inside; give one fine-tuning job's id such as ${example}` },
  {
    pattern: /^file-/,
    what: `is a file's id; give the id of the fine-tuning job that trains on it, such as ${example}`,
  },
  {
    pattern: /^(ft:|accounts\/[^/]+\/models\/)/,
    what: `is a model's name; give the id of the fine-tuning job that makes it, such as ${example}`,
  },
];
const controlCharacter = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** A job's id: `ftjob-…`, a number or an ARN. */
export interface JobId {
  /** Trimmed, in the spelling of the program, which may be percent-encoded. */
  readonly given: string;
  /** As the API has it. */
  readonly decoded: string;
}

/**
 * Parses a job's id as a program gives it, plain or percent-encoded; it is decoded once.
 *
 * @param redact masks what an error repeats of it.
 * @throws InvalidArgumentError for anything that could not be one segment of a URL's path.
 */
export function parseJobId(given: unknown, argument = "jobId", redact: Redact = asItIs): JobId {
  if (typeof given !== "string") {
    throw new InvalidArgumentError(argument, `it must be a string such as ${example}`);
  }
  const trimmed = given.trim();
  const id = decode(trimmed, argument);
  if (id.trim() === "") {
    throw new InvalidArgumentError(argument, `it is empty; give a fine-tuning job's id such as ${example}`);
  }
  if (id === "." || id === "..") {
    throw new InvalidArgumentError(argument, `"${id}" is not a job's id`);
  }
  if (controlCharacter.test(id)) {
    throw new InvalidArgumentError(argument, "it contains a control character such as a line break");
  }
  const inUrl = lastPartOf(id);
  if (inUrl !== undefined) {
    // It may hold a password, so it is not repeated.
    throw new InvalidArgumentError(argument, `it is a URL; give the job's id alone: ${quoted(inUrl, redact)}`);
  }
  const mistake = mistakes.find(({ pattern }) => pattern.test(id));
  if (mistake !== undefined) {
    throw new InvalidArgumentError(argument, `${quoted(id, redact)} ${mistake.what}`);
  }
  if (id.length > longest) {
    throw new InvalidArgumentError(argument, `it is longer than ${longest} characters`);
  }
  return { given: trimmed, decoded: id };
}

/** Finds the id in a URL that was pasted from a browser or a request; undefined for what is no URL. */
function lastPartOf(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return undefined;
  }
  const { pathname, host } = new URL(text);
  const parts = pathname.split("/").filter((part) => part !== "");
  return percentDecoded(parts.find((part) => part.startsWith("ftjob-")) ?? parts.at(-1) ?? host);
}

/** Encodes an id as one segment of a URL's path. */
export function encodeJobId({ decoded }: JobId): string {
  return encodeURIComponent(decoded);
}

/**
 * Tells whether two ids name the same job. Gateways encode ids and shorten a resource's path to its last segments, so ids
 * are compared decoded, and one may be the end of the other.
 */
export function isSameJob({ decoded: asked }: JobId, answered: string): boolean {
  const decoded = percentDecoded(answered);
  return asked === answered || asked === decoded || endsWith(asked, decoded) || endsWith(decoded, asked);
}

/** Compares whole segments. */
function endsWith(path: string, end: string): boolean {
  return end !== "" && path.endsWith(`/${end}`);
}

function decode(id: string, argument: string): string {
  try {
    const decoded = decodeURIComponent(id);
    encodeURIComponent(decoded); // half a surrogate pair can't be part of a URL
    return decoded;
  } catch {
    throw new InvalidArgumentError(argument, "it is not valid percent-encoding; write a plain % as %25");
  }
}
