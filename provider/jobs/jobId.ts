import { InvalidArgumentError } from "../errors/argumentErrors";
import { asItIs, percentDecoded, type Redact } from "../text/redact";
import { quoted } from "../text/shown";

const longest = 2048;
const example = "ftjob-AF1WoRqd3aJAHsqc9NY7iL8F";
/** Values that users give as an id by mistake, and that can be recognised before any request. */
const mistakes: ReadonlyArray<{ readonly pattern: RegExp; readonly what: string }> = [
  {
    pattern: /\$\{/,
    what: "contains a ${…} that was not replaced; use backticks for a template literal, or set the variable in your pipeline",
  },
  {
    pattern: /^(undefined|null|NaN|\[object .*\])$/,
    what: "is the text of a missing value in JavaScript; check where the id comes from",
  },
  { pattern: /[<>]/, what: `is a placeholder; give a fine-tuning job id, such as ${example}` },
  { pattern: /\s/, what: `contains whitespace; give one fine-tuning job id, such as ${example}` },
  {
    pattern: /^file-/,
    what: `is a file id; give the id of the fine-tuning job that uses the file, such as ${example}`,
  },
  {
    pattern: /^(ft:|accounts\/[^/]+\/models\/)/,
    what: `is a model name; give the id of the fine-tuning job that creates the model, such as ${example}`,
  },
];
const controlCharacter = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** A job's id: `ftjob-…`, a number or an ARN. */
export interface JobId {
  /** Trimmed, as the program wrote it. It may be percent-encoded. */
  readonly given: string;
  /** Decoded, as the API has it. */
  readonly decoded: string;
}

/**
 * Parses a job's id, plain or percent-encoded. It is decoded once.
 *
 * @param redact Masks the parts of the id that an error repeats.
 * @throws InvalidArgumentError for a value that can't be one segment of a URL's path.
 */
export function parseJobId(given: unknown, argument = "jobId", redact: Redact = asItIs): JobId {
  if (typeof given !== "string") {
    throw new InvalidArgumentError(argument, `it must be a string, such as ${example}`);
  }
  const trimmed = given.trim();
  const id = decode(trimmed, argument);
  if (id.trim() === "") {
    throw new InvalidArgumentError(argument, `it is empty; give a fine-tuning job id, such as ${example}`);
  }
  if (id === "." || id === "..") {
    throw new InvalidArgumentError(argument, `"${id}" is not a job id`);
  }
  if (controlCharacter.test(id)) {
    throw new InvalidArgumentError(argument, "it contains a control character, such as a line break");
  }
  const inUrl = lastPartOf(id);
  if (inUrl !== undefined) {
    // The URL is not repeated, since it may contain a password.
    throw new InvalidArgumentError(argument, `it is a URL; give only the job id: ${quoted(inUrl, redact)}`);
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

/** Finds the id in a URL that was pasted from a browser or a request; undefined if the text is not a URL. */
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
 * Returns whether two ids name the same job. Gateways encode ids, and shorten a resource path to its last segments. So ids are compared
 * decoded, and one may be the end of the other.
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
    encodeURIComponent(decoded); // Half of a surrogate pair can't be part of a URL.
    return decoded;
  } catch {
    throw new InvalidArgumentError(argument, "its percent-encoding is not valid; write the character % as %25");
  }
}
