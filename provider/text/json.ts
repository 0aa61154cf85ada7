/** Parses JSON; undefined for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An escape, the beginning or the end of a text, or what Python and others write for what is no number. */
const looseToken = /\\.|"|[-+]?\b(?:nan|inf(?:inity)?)\b/gis;

/** Parses JSON in which a number may be a bare NaN or Infinity, for which comes a number that is not finite; undefined for what is no JSON. */
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

/** Writes a UTF-16 unit as an escape of JSON. */
export function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Leaves out the keys whose value is null or undefined. */
export function compact<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], null | undefined> } {
  return Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== null && entry !== undefined),
  ) as ReturnType<typeof compact<Value>>;
}

/** Tells whether a value is an object with keys, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells whether a value is an object with keys of its own, and no Promise, Map or Date, which has none. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && Object.prototype.toString.call(value) === "[object Object]";
}

/** Changes every text in a value, keys included. */
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

/** Returns what is a text, or a number as one, trimmed; undefined for anything else, and for nothing. */
export function textOf(value: unknown): string | undefined {
  const found = typeof value === "number" ? String(value) : value;
  return typeof found === "string" && found.trim() !== "" ? found.trim() : undefined;
}

/** Lists the texts and numbers in a value, keys included, as texts. */
export function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(textsIn);
  }
  if (isRecord(value)) {
    return Object.keys(value).concat(Object.values(value).flatMap(textsIn));
  }
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}
