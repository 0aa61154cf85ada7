import { InvalidArgumentError } from "../errors/argumentErrors";
import { isPlainObject } from "../text/json";
import { unknownName } from "../text/nearest";
import { asItIs, type Redact } from "../text/redact";

/** Parses the value of an argument or setting; `redact` masks what an error repeats of it. Throws InvalidArgumentError that names the argument. */
export type Parse<Value> = (given: unknown, argument: string, redact: Redact) => Value;

/** How each value is parsed, by its name. */
export type Parsers<Values> = { readonly [Name in keyof Values]-?: Parse<Values[Name]> };

/** What values are given as: the arguments of a job or a function, or a `connection`. */
type Kind = keyof typeof kinds;
const kinds = {
  args: { one: "argument", prefix: "", alsoKnown: ["connection"] },
  connection: { one: "setting", prefix: "connection.", alsoKnown: [] },
} as const;

/**
 * Parses values by their names. What is undefined or null counts as left out: its parser gets undefined.
 *
 * @throws InvalidArgumentError that names the value which is unknown, of a wrong type or makes no sense.
 */
export function parseValues<Values>(
  parsers: Parsers<Values>,
  given: unknown,
  kind: Kind,
  redact: Redact = asItIs,
): Values {
  const names = Object.keys(parsers);
  if (!isPlainObject(given)) {
    throw new InvalidArgumentError(kind, `an object is needed, such as { ${names[0]}: "…" }`);
  }
  checkNames(parsers, Object.keys(given), kind);
  const parsed = names.map((name) => {
    const parse: Parse<unknown> = parsers[name as keyof Values];
    return [name, parse(given[name] ?? undefined, `${kinds[kind].prefix}${name}`, redact)];
  });
  // Each parser returns what its value is declared to be.
  return Object.fromEntries(parsed) as Values;
}

/** @throws InvalidArgumentError for a name that is none of the table's, with the one that was meant. */
export function checkNames(parsers: object, given: readonly string[], kind: Kind): void {
  const { one, prefix, alsoKnown } = kinds[kind];
  const names = [...Object.keys(parsers), ...alsoKnown];
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`${prefix}${unknown}`, unknownName(one, unknown, names));
  }
}

/** Makes a parser that takes undefined too, and leaves it so. */
export function optional<Value>(parse: Parse<Value>): Parse<Value | undefined> {
  return (given, argument, redact) => (given === undefined ? undefined : parse(given, argument, redact));
}

/** Makes a parser of a word that is one of these. */
export function oneOf<Choice extends string>(choices: readonly Choice[]): Parse<Choice> {
  return (given, argument) => {
    const choice = choices.find((known) => known === given);
    if (choice === undefined) {
      const words = choices.map((one) => `"${one}"`).join(" or ");
      throw new InvalidArgumentError(argument, `it must be ${words}, or left out`);
    }
    return choice;
  };
}
