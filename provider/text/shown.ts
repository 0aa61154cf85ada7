import { asItIs, bidirectionalControl, type Redact } from "./redact";

/** The longest message from another system that a line repeats, in characters. */
export const longestMessage = 300;
/** The longest excerpt of other text. */
export const longestExcerpt = 80;

/** The longest part of an argument that an error repeats. */
const longestQuotation = 60;

/** Half of a surrogate pair, which makes gRPC fail. */
const loneSurrogate = /\p{Surrogate}/gu;
const spaceOrControl = /[\s\p{Control}]+/gu;
/**
 * Text that Pulumi's display, or a CI runner (Azure Pipelines, GitHub Actions, TeamCity), would run as a command, and how to make it
 * harmless. `::` counts only at the start of a line.
 */
const directives: ReadonlyArray<readonly [command: RegExp, harmless: string]> = [
  [/<\{%/g, "<{ %"],
  [/##(?=[a-z]*\[)/gi, "## "],
  [/^::/, ": :"],
];

/**
 * Makes text from any source safe to show: well-formed, one line, without control characters or commands to a terminal, Pulumi's display or
 * a CI runner, and at most `longest` characters. Mask credentials first: a cut credential is no longer recognised.
 */
export function shown(text: string, longest: number = Number.POSITIVE_INFINITY): string {
  const line = text
    .replace(loneSurrogate, "\ufffd")
    .replace(bidirectionalControl, "")
    .replace(spaceOrControl, " ")
    .trim();
  const harmless = directives.reduce((made, [command, other]) => made.replace(command, other), line);
  return cut(harmless, longest);
}

/** Quotes a value that was given. */
export function quoted(text: string, redact: Redact = asItIs): string {
  return JSON.stringify(shown(redact(text), longestQuotation));
}

/**
 * Changes in data only what would crash Pulumi: half of a surrogate pair, and the start of a command to Pulumi's display, which would
 * interpret it in stack outputs.
 */
export function displayable(text: string): string {
  return text.replace(loneSurrogate, "\ufffd").replaceAll("<{%", "<{ %");
}

/** Cuts by whole characters. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) {
    return text;
  }
  // No character has more than two UTF-16 units.
  const characters = Array.from(text.slice(0, 2 * (longest + 1)));
  return characters.length > longest ? `${characters.slice(0, longest).join("")}…` : text;
}
