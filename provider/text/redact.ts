export const mask = "[secret]";
/** Shorter ones would mask plain words. */
const shortestCredential = 4;
/** Shorter parts of a base64 text stand in others by chance. */
const shortestBase64 = 8;

/** What reorders a line; no line that is shown has it. */
export const bidirectionalControl = /\p{Bidi_Control}/gu;

/** Replaces every credential in a text, in whichever encoding it stands there. Comes before anything that cuts or rewrites the text. */
export type Redact = (text: string) => string;

/** Masks nothing. */
export const asItIs: Redact = (text) => text;

/** Makes a function that masks these credentials. */
export function redactor(credentials: readonly string[]): Redact {
  const needles = [...new Set(credentials.flatMap(sentForms))]
    .filter(({ length }) => length >= shortestCredential)
    .toSorted((one, other) => other.length - one.length);
  let patterns: readonly RegExp[] | undefined;
  return (text) => {
    patterns ??= needles.flatMap((needle) => inBase64(needle).concat(spelled(needle)));
    // What is taken out of a text before it is shown must not hide a credential here.
    const shownText = text.replaceAll(bidirectionalControl, "");
    return patterns.reduce((masked, pattern) => masked.replaceAll(pattern, mask), shownText);
  };
}

/** A credential as it is given, as it is sent, without white space around it, and as what it encodes. */
function sentForms(credential: string): string[] {
  const trimmed = credential.trim();
  return [credential, trimmed, percentDecoded(trimmed)];
}

/** Decodes a text of a URL; one that is no percent-encoding stays as it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Matches a text each of whose characters stands as it is, percent-encoded, or as an escape of JSON. */
function spelled(text: string): RegExp {
  return new RegExp(Array.from(text, (character) => `(?:${spellings(character).join("|")})`).join(""), "g");
}

function spellings(character: string): string[] {
  const bytes = [...Buffer.from(character)].map((byte) => `%${eitherCase(hex(byte, 2))}`);
  const units = character.split("").map((unit) => `\\\\u${eitherCase(hex(unit.charCodeAt(0), 4))}`);
  const short = JSON.stringify(character).slice(1, -1);
  return [
    ...new Set([
      literal(character),
      bytes.join(""),
      units.join(""),
      literal(short),
      ...(character === "/" ? ["\\\\/"] : []),
    ]),
  ];
}

/**
 * Matches a text in base64 wherever it begins in what is encoded, such as behind `Bearer `: of each of the three alignments what depends on
 * the text alone.
 */
function inBase64(text: string): RegExp[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const encoded = bytes.toString("base64").replace(/=+$/, "");
    const end = Math.floor((bytes.length * 8) / 6);
    const part = encoded.slice(Math.ceil((offset * 8) / 6), end);
    // Where nothing comes behind the text, the rest of its last byte and the padding are its own too.
    const rest = encoded.slice(end);
    return part.length < shortestBase64
      ? []
      : [new RegExp(`${inBothAlphabets(part)}${rest === "" ? "" : `(?:${inBothAlphabets(rest)}={0,2})?`}`, "g")];
  });
}

function inBothAlphabets(base64: string): string {
  return base64.replaceAll("+", "[+-]").replaceAll("/", String.raw`(?:\\?/|_)`);
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function eitherCase(digits: string): string {
  return digits.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
