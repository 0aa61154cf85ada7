import { isRecord, parseJson } from "../text/json";
import { settingOf, type SettingName } from "./settingTable";

const authenticatingName =
  /(?<!port|idempotency-)key|secret|token|credential|password|service-account|role-arn|auth(?!or\b|-type|-mode)|cookie/;

/** Returns whether the name of a header, or of a key in a JSON config, is typical of a credential. */
export function authenticates(name: string): boolean {
  return authenticatingName.test(name.toLowerCase());
}

/** A string in JSON, and its nearest key. */
interface KeyedText {
  readonly key: string;
  readonly text: string;
}

/**
 * Lists the strings in JSON, each with its key; the entries of a list have the list's key. Returns an empty list if the text is not JSON,
 * such as a slug.
 */
export function textsInJson(json: string): KeyedText[] {
  const texts: KeyedText[] = [];
  // Without recursion, since the JSON may be nested very deeply.
  const left: { readonly key: string; readonly value: unknown; readonly inList: boolean }[] = [
    { key: "", value: parseJson(json), inList: false },
  ];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { key, value, inList } = next;
    if (typeof value === "string") {
      texts.push({ key, text: value });
    } else if (Array.isArray(value)) {
      value.forEach((entry: unknown) => left.push({ key, value: entry, inList: true }));
    } else if (isRecord(value)) {
      for (const [inner, entry] of Object.entries(value)) {
        // Everything in a list of credentials is a credential, whatever its own key is.
        const keep = inList && authenticates(key) && !authenticates(inner);
        left.push({ key: keep ? key : inner, value: entry, inList: false });
      }
    }
  }
  return texts;
}

/** Returns whether the value of a setting contains a credential. */
export function holdsCredential(name: SettingName, value: string): boolean {
  switch (settingOf(name).secret) {
    case "always":
      return value.trim() !== "";
    case "inside":
      return textsInJson(value).some(({ key }) => authenticates(key));
    case "never":
      return false;
  }
}
