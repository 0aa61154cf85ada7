import { closest, distance } from "fastest-levenshtein";

// A missing, extra, wrong or swapped letter. Case does not count.
const maxEdits = 2;

/** Returns the name that the user probably meant; undefined if no name is similar. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]));
  const candidate = closest(wanted, [...byLowerCase.keys()]);
  return distance(wanted, candidate) <= maxEdits ? byLowerCase.get(candidate) : undefined;
}

/** Describes an unknown name: suggests a similar one, or lists all. */
export function unknownName(
  what: "argument" | "setting" | "function" | "method" | "option" | "command",
  given: string,
  names: readonly string[],
): string {
  const meant = nearest(given, names);
  return `unknown ${what}; ${meant === undefined ? `the ${what}s are ${names.join(", ")}` : `did you mean ${meant}?`}`;
}
