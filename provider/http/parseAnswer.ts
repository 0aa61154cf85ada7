import { UnexpectedResponseError, type Subject } from "../errors/requestErrors";
import { firstIssue } from "./issues";
import { mapTexts, parseLooseJson, textOf } from "../text/json";
import type { Redact } from "../text/redact";
import type { ApiRequest } from "./request";
import { displayable, longestExcerpt, longestMessage, shown } from "../text/shown";
import type { Answer } from "./answer";
import { errorWords } from "./errorWords";

const afterAnError = "Run again later. If the error continues, see the gateway's log.";

/**
 * Parses a response with a success status.
 *
 * @throws UnexpectedResponseError if it is not the requested data.
 */
export function parseAnswer<Parsed, Value>(
  answer: Answer,
  request: ApiRequest<Parsed, Value>,
  subject: Subject,
  redact: Redact,
): Value {
  const unexpected = (problem: string, next?: string) =>
    new UnexpectedResponseError(
      subject,
      shown(redact(problem), longestMessage),
      excerptOf(answer, redact),
      undefined,
      next,
    );
  if (answer.body.trim() === "") {
    throw unexpected("is empty");
  }
  const json = parseLooseJson(answer.body);
  if (json === undefined) {
    throw unexpected("is not JSON");
  }
  const parsed = request.schema.safeParse(json);
  if (!parsed.success) {
    const { message } = errorWords(json);
    if (message !== undefined) {
      throw unexpected(`is an error, not ${request.expected}: ${message}`, afterAnError);
    }
    const { path, problem } = firstIssue(parsed.error);
    throw unexpected(`is not ${request.expected}: ${path === "" ? problem : `${path}: ${problem}`}`);
  }
  const accepted = request.accept(parsed.data, redact);
  if ("problem" in accepted) {
    throw unexpected(accepted.problem);
  }
  return mapTexts(accepted.value, displayable);
}

function excerptOf(answer: Answer, redact: Redact): string {
  const contentType = textOf(answer.headers["content-type"]) ?? "no content type";
  const excerpt = shown(redact(withoutEscapes(answer.body)), longestExcerpt);
  return `${answer.status}, ${shown(redact(contentType), longestExcerpt)}${excerpt === "" ? "" : `, starts with ${JSON.stringify(excerpt)}`}`;
}

/** Rewrites JSON without escapes, which could hide a credential. */
function withoutEscapes(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body; // no JSON, or nested too deeply to be written
  }
}
