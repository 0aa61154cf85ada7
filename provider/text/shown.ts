import { asItIs, bidirectionalControl, type Redact } from "./redact";

/** The longest message of somebody else's that a line repeats, in characters. */
export const longestMessage = 300;
/** The longest excerpt of anything else. */
export const longestExcerpt = 80;

/** The longest part of what was given that an error repeats. */
const longestQuotation = 60;

/** Half of a character that has two UTF-16 units: gRPC dies of it. */
const loneSurrogate = /\p{Surrogate}/gu;
const spaceOrControl = /[\s\p{Control}]+/gu;
/** What somebody on the way takes for a command, and where it is broken up: Pulumi's display, Azure's, GitHub's and TeamCity's runners, GitHub's at a line's beginning. */
const directives: ReadonlyArray<readonly [command: RegExp, harmless: string]> = [
  [/<\{%/g, "<{ %"],
  [/##(?=[a-z]*\[)/gi, "## "],
  [/^::/, ": :"],
];

/**
 * Makes a text fit to be shown, whoever wrote it: well-formed, one line, without controls, without what a terminal, Pulumi's display or a CI log takes
 * for a command, and no longer than so many characters. Mask credentials before: a part of one is no longer recognised.
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

/** Repeats in quotation marks what was given. */
export function quoted(text: string, redact: Redact = asItIs): string {
  return JSON.stringify(shown(redact(text), longestQuotation));
}

/**
 * Changes in data what kills who carries or displays it, and nothing else: half a character, and the beginning of a command to Pulumi's display, which
 * takes stack outputs for its own words and crashes in mid-deployment.
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
