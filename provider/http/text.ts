/** The longest message of somebody else's that an error repeats, in characters. */
export const longestMessage = 300;
/** The longest excerpt of anything else. */
export const longestExcerpt = 80;

/** Makes one line of a text, and cuts it where it is too long. Mask credentials before: half a credential is no longer recognised. */
export function shorten(value: string, longest: number): string {
  const line = value.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** Returns what is a text, or a number as one, trimmed; undefined for anything else, and for nothing. */
export function textOf(value: unknown): string | undefined {
  const found = typeof value === "number" ? String(value) : value;
  return typeof found === "string" && found.trim() !== "" ? found.trim() : undefined;
}
