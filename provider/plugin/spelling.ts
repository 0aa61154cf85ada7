import { InvalidArgumentError } from "../errors/argumentErrors";
import { isRecord } from "../text/json";

/** The arguments that are strings, or objects of strings. */
const texts: ReadonlySet<string> = new Set(["jobId", "model", "suffix", "metadata"]);

/**
 * Normalises arguments that differ between languages: a Python dictionary for `connection` has names in snake case.
 *
 * @throws InvalidArgumentError for a number instead of a string. YAML turns text that looks like a number into one, and the original text
 * is lost: 0123 becomes 83, and a long id loses its last digits.
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

/** @throws InvalidArgumentError for a number or a boolean instead of a string. */
export function checkQuoted(argument: string, value: unknown): void {
  if (isRecord(value)) {
    Object.values(value).forEach((entry) => checkQuoted(argument, entry));
  } else if (typeof value === "number" || typeof value === "boolean") {
    throw new InvalidArgumentError(
      argument,
      `it is a ${typeof value}, but it must be a string; put it in quotes, such as "0123" (without quotes, YAML reads 0123 as 83, and a stack config value of digits always becomes a number)`,
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
