import { InvalidArgumentError } from "../errors/argumentErrors";
import { isRecord } from "../text/json";

/** The arguments that are texts, or objects of texts. */
const texts: ReadonlySet<string> = new Set(["jobId", "model", "suffix", "metadata"]);

/**
 * Evens out what languages write in ways of their own: a dictionary of Python has a connection's names in its own spelling.
 *
 * @throws InvalidArgumentError for a number in a text's place. YAML makes it of what looks like one, and nobody can tell then what was written:
 * the engine has 83 for 0123, and the last digits of a long id are lost.
 */
export function evenOut(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (texts.has(name)) {
        checkQuoted(name, value);
      }
      return [name, name === "connection" ? inCamelCase(value) : value];
    }),
  );
}

/** @throws InvalidArgumentError for a number or a truth value in a text's place. */
export function checkQuoted(argument: string, value: unknown): void {
  if (isRecord(value)) {
    Object.values(value).forEach((entry) => checkQuoted(argument, entry));
  } else if (typeof value === "number" || typeof value === "boolean") {
    throw new InvalidArgumentError(
      argument,
      `it is a ${typeof value}, and a text is needed; quote it, as in "0123", of which YAML makes 83 without the quotes`,
    );
  }
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
