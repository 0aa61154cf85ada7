import { closest, distance } from "fastest-levenshtein";

// A letter too many, too few, wrong, or swapped with its neighbour; case does not count.
const maxEdits = 2;

/** Returns the name that a misspelled one was meant to be, if there is one that near. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]));
  const candidate = closest(wanted, [...byLowerCase.keys()]);
  return distance(wanted, candidate) <= maxEdits ? byLowerCase.get(candidate) : undefined;
}

/** Says of a name that does not exist which was meant, or which there are. */
export function unknownName(
  what: "argument" | "setting" | "function" | "method" | "option" | "command",
  given: string,
  names: readonly string[],
): string {
  const meant = nearest(given, names);
  return `there is no such ${what}; ${meant === undefined ? `there are ${names.join(", ")}` : `did you mean ${meant}?`}`;
}
