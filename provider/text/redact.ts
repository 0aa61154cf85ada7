const shortestInMessages = 4;
/** No data contains a text of this length by chance that is a credential too. */
export const shortestInData = 16;
const mask = "[secret]";

/** Replaces every credential in a text, in whichever encoding it stands there. */
export type Redact = (text: string) => string;

/** Makes a function that masks these credentials. Those of fewer characters than the shortest would mask plain words, and stay. */
export function redactor(credentials: readonly string[], shortest = shortestInMessages): Redact {
  const needles = [...new Set(credentials.filter(({ length }) => length >= shortest).flatMap(spellings))].toSorted(
    (a, b) => b.length - a.length,
  );
  return (text) => needles.reduce((masked, needle) => masked.replaceAll(needle, mask), text);
}

function spellings(credential: string): string[] {
  const bytes = Buffer.from(credential);
  const encoded = encodeURIComponent(bytes.toString());
  const base64 = bytes.toString("base64");
  return [
    credential,
    encoded,
    encoded.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    JSON.stringify(credential).slice(1, -1),
    base64,
    base64.replace(/=+$/, ""),
    bytes.toString("base64url"),
  ];
}
