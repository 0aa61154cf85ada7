import { isRecord, parseJson, textOf } from "../text/json";

/** The message and the code of an error. */
interface ErrorWords {
  readonly message?: string | undefined;
  readonly code?: string | undefined;
}

// Keys are compared in lower case, without `_` and `-`.
/** Keys that contain the error, as an object or a list. */
const holders = /^(error|errors|data|fault)$/;
/** Keys that contain its message, the most informative first. */
const speakers = [/(message|msg)s?$/, /faultstring$/, /details?$/, /description$/, /reason$/, /^error$/];
/** Keys that may contain one error per field, by the field's name. */
const byField = /^(errors?|details?)$/;
const codes = /^(error)?code$/;
/** Limits, since more does not fit in one line. */
const deepest = 5;
const mostInList = 5;

/**
 * Finds the error message and code in JSON of any known shape: the gateway's, a provider's, `problem+json`, FastAPI's `detail`, OAuth's,
 * Google's list, lists of errors, errors by field, JSON inside a string.
 */
export function errorWords(json: unknown, key = "", depth = 0): ErrorWords {
  if (depth > deepest) {
    return {};
  }
  if (Array.isArray(json)) {
    return joined(json.slice(0, mostInList).map((entry: unknown) => errorWords(entry, key, depth + 1)));
  }
  if (isRecord(json)) {
    return inRecord(json, key, depth);
  }
  return typeof json === "string" ? inText(json, key, depth) : {};
}

function inRecord(record: Readonly<Record<string, unknown>>, key: string, depth: number): ErrorWords {
  const entries = Object.entries(record).map(
    ([name, value]) => [name.toLowerCase().replaceAll(/[_-]/g, ""), value] as const,
  );
  const textAt = (names: RegExp): string | undefined =>
    entries.filter(([name]) => names.test(name)).flatMap(([, value]) => textOf(value) ?? [])[0];
  const held = entries.filter(
    ([name, value]) => holders.test(name) && (isRecord(value) || (Array.isArray(value) && name !== "data")),
  );
  const spoken = speakers.flatMap((names) => entries.filter(([name]) => names.test(name)));
  const found = [...held, ...spoken]
    .map(([name, value]) => errorWords(value, name, depth + 1))
    .find(({ message }) => message !== undefined);
  const title = textAt(/^title$/);
  const message = found?.message ?? (byField.test(key) ? (title ?? inFields(record, depth)) : undefined);
  const error = textAt(/^error$/);
  return {
    message: message === undefined || title === undefined ? (message ?? title) : withTitle(title, message),
    code:
      found?.code ??
      textAt(codes) ??
      (depth > 0 ? textAt(/^type$/) : undefined) ??
      // OAuth has the code here; others have a sentence.
      (error === message || error?.includes(" ") === true ? undefined : error),
  };
}

function withTitle(title: string, message: string): string {
  return title === message ? title : `${title.replace(/[.:]$/, "")}: ${message}`;
}

function inFields(record: Readonly<Record<string, unknown>>, depth: number): string | undefined {
  const parts = Object.entries(record)
    .slice(0, mostInList)
    .map(([field, value]) => [field, errorWords(value, "", depth + 1).message] as const)
    .flatMap(([field, message]) => (message === undefined ? [] : [`${field}: ${message}`]));
  return parts.length === 0 ? undefined : parts.join("; ");
}

function inText(text: string, key: string, depth: number): ErrorWords {
  const json = parseJson(text);
  const inner = typeof json === "object" ? errorWords(json, key, depth + 1) : {};
  return inner.message === undefined ? { message: textOf(text) } : inner;
}

function joined(parts: readonly ErrorWords[]): ErrorWords {
  const messages = new Set(parts.flatMap(({ message }) => message ?? []));
  return {
    message: messages.size === 0 ? undefined : [...messages].join("; "),
    code: parts.find(({ code }) => code !== undefined)?.code,
  };
}
