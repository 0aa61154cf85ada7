import { InvalidArgumentError } from "../errors/argumentErrors";
import { isPlainObject } from "../text/json";
import { unknownName } from "../text/nearest";
import { asItIs, type Redact } from "../text/redact";
import { longestExcerpt, shown } from "../text/shown";

/** Parses the value of an argument or setting. `redact` masks the parts that an error repeats. Throws InvalidArgumentError. */
export type Parse<Value> = (given: unknown, argument: string, redact: Redact) => Value;

/** A parser for each value, by name. */
export type Parsers<Values> = { readonly [Name in keyof Values]-?: Parse<Values[Name]> };

/** Where the values come from: the arguments of a job or a function, or a `connection`. */
type Kind = keyof typeof kinds;
const kinds = {
  args: { one: "argument", prefix: "", alsoKnown: ["connection"] },
  connection: { one: "setting", prefix: "connection.", alsoKnown: [] },
} as const;

/**
 * Parses values by name. Undefined and null count as left out: the parser gets undefined.
 *
 * @throws InvalidArgumentError for a value that is unknown, not valid or of the wrong type.
 */
export function parseValues<Values>(
  parsers: Parsers<Values>,
  given: unknown,
  kind: Kind,
  redact: Redact = asItIs,
): Values {
  const names = Object.keys(parsers);
  if (!isPlainObject(given)) {
    throw new InvalidArgumentError(kind, `it must be an object, such as { ${names[0]}: "…" }`);
  }
  checkNames(parsers, Object.keys(given), kind);
  const parsed = names.map((name) => {
    const parse: Parse<unknown> = parsers[name as keyof Values];
    return [name, parse(given[name] ?? undefined, `${kinds[kind].prefix}${name}`, redact)];
  });
  // The parsers have the declared types.
  return Object.fromEntries(parsed) as Values;
}

/** @throws InvalidArgumentError for an unknown name, with the name that was probably meant. */
export function checkNames(parsers: object, given: readonly string[], kind: Kind): void {
  const { one, prefix, alsoKnown } = kinds[kind];
  const names = [...Object.keys(parsers), ...alsoKnown];
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`${prefix}${unknown}`, unknownName(one, unknown, names));
  }
}

/** Creates a parser that also accepts undefined, and returns it. */
export function optional<Value>(parse: Parse<Value>): Parse<Value | undefined> {
  return (given, argument, redact) => (given === undefined ? undefined : parse(given, argument, redact));
}

/** Creates a parser that accepts only these words. */
export function oneOf<Choice extends string>(choices: readonly Choice[]): Parse<Choice> {
  return (given, argument, redact) => {
    const choice = choices.find((known) => known === given);
    if (choice === undefined) {
      const words = choices.map((one) => `"${one}"`).join(" or ");
      const written = typeof given === "string" ? `, not "${shown(redact(given), longestExcerpt)}"` : "";
      throw new InvalidArgumentError(argument, `it must be ${words}${written}`);
    }
    return choice;
  };
}
