import { isRecord } from "../text/json";

/** The arguments that are texts, or objects of texts. */
const texts: ReadonlySet<string> = new Set(["jobId", "model", "suffix", "metadata"]);

/**
 * Evens out what languages write in ways of their own: YAML makes a number of a text that looks like one, such as a job's id, and a dictionary
 * of Python has a connection's names in its own spelling.
 */
export function evenOut(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (texts.has(name)) {
        return [name, asText(value)];
      }
      return [name, name === "connection" ? inCamelCase(value) : value];
    }),
  );
}

function asText(value: unknown): unknown {
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, asText(entry)]));
  }
  return Number.isSafeInteger(value) ? String(value) : value;
}

function inCamelCase(connection: unknown): unknown {
  return isRecord(connection)
    ? Object.fromEntries(
        Object.entries(connection).map(([name, value]) => [
          name.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
          value,
        ]),
      )
    : connection;
}
