import { InvalidArgumentError } from "../errors/argumentErrors";
import { unknownName } from "../text/nearest";

/**
 * Returns the name of a function or a method that a token stands for: `getModel` for `portkey:index:getModel`.
 *
 * @throws InvalidArgumentError if the table has no such name.
 */
export function nameIn<Name extends string>(
  table: Readonly<Record<Name, unknown>>,
  what: "function" | "method",
  token: string,
  prefix: string,
): Name {
  const name = token.startsWith(prefix) ? token.slice(prefix.length) : token;
  const names = Object.keys(table) as Name[];
  const found = names.find((known) => known === name);
  if (found === undefined) {
    throw new InvalidArgumentError(token, unknownName(what, name, names));
  }
  return found;
}
