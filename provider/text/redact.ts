export const mask = "[secret]";
/** Shorter credentials would mask ordinary words. */
const shortestCredential = 4;
/** Shorter parts of base64 text occur elsewhere by chance. */
const shortestBase64 = 8;

/** Characters that reorder text. They are removed from every line that is shown. */
export const bidirectionalControl = /\p{Bidi_Control}/gu;

/** Masks every credential in a text, in all its encodings. Call it before you cut or rewrite the text. */
export type Redact = (text: string) => string;

/** Masks nothing. */
export const asItIs: Redact = (text) => text;

/** Creates a function that masks these credentials. */
export function redactor(credentials: readonly string[]): Redact {
  const needles = [...new Set(credentials.flatMap(sentForms))]
    .filter(({ length }) => length >= shortestCredential)
    .toSorted((one, other) => other.length - one.length);
  let patterns: readonly RegExp[] | undefined;
  return (text) => {
    patterns ??= needles.flatMap((needle) => inBase64(needle).concat(spelled(needle)));
    // These characters are removed before the text is shown. They must not split a credential here.
    const shownText = text.replaceAll(bidirectionalControl, "");
    return patterns.reduce((masked, pattern) => masked.replaceAll(pattern, mask), shownText);
  };
}

/** A credential as given, trimmed, and percent-decoded. */
function sentForms(credential: string): string[] {
  const trimmed = credential.trim();
  return [credential, trimmed, percentDecoded(trimmed)];
}

/** Decodes percent-encoding. Returns the text unchanged if the encoding is not valid. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Matches a text whose characters may each be plain, percent-encoded, or a JSON escape. */
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
 * Matches a text in base64, at any position in the encoded data, such as after `Bearer `. For each of the three alignments, it matches the
 * part that depends only on the text.
 */
function inBase64(text: string): RegExp[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const encoded = bytes.toString("base64").replace(/=+$/, "");
    const end = Math.floor((bytes.length * 8) / 6);
    const part = encoded.slice(Math.ceil((offset * 8) / 6), end);
    // If nothing follows the text, the rest of its last byte and the padding belong to it too.
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
