/** Parses JSON. Returns undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An escape, a quotation mark, or a NaN or Infinity as Python and others write it. */
const looseToken = /\\.|"|[-+]?\b(?:nan|inf(?:inity)?)\b/gis;

/**
 * Parses JSON that may contain a bare NaN or Infinity, which becomes a number that is not finite. Returns undefined if the text is not
 * JSON.
 */
export function parseLooseJson(text: string): unknown {
  return parseJson(text) ?? parseJson(withoutBareNumbers(text));
}

function withoutBareNumbers(text: string): string {
  let isInside = false;
  return text.replace(looseToken, (token) => {
    isInside = token === '"' ? !isInside : isInside;
    return isInside || token === '"' || token.startsWith("\\") ? token : "1e999";
  });
}

/** Writes a UTF-16 unit as a JSON escape. */
export function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Removes the keys whose value is null or undefined. */
export function compact<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], null | undefined> } {
  return Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== null && entry !== undefined),
  ) as ReturnType<typeof compact<Value>>;
}

/** Returns whether a value is an object with keys, and not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns whether a value is a plain object, and not a Promise, Map or Date. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && Object.prototype.toString.call(value) === "[object Object]";
}

/** Changes every string in a value, including keys. */
export function mapTexts<Value>(value: Value, change: (text: string) => string): Value;
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") {
    return change(value);
  }
  if (Array.isArray(value)) {
    return value.map((entry) => mapTexts(entry, change));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [change(key), mapTexts(entry, change)]));
  }
  return value;
}

/** Returns a string or a number as trimmed text; undefined for anything else, and for an empty string. */
export function textOf(value: unknown): string | undefined {
  const found = typeof value === "number" ? String(value) : value;
  return typeof found === "string" && found.trim() !== "" ? found.trim() : undefined;
}

/** Lists the strings and numbers in a value, including keys, as strings. */
export function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(textsIn);
  }
  if (isRecord(value)) {
    return Object.keys(value).concat(Object.values(value).flatMap(textsIn));
  }
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}
