import { isRecord, parseJson } from "../text/json";
import { settingOf, type SettingName } from "./settingTable";

const authenticatingName =
  /(?<!port|idempotency-)key|secret|token|credential|password|service-account|role-arn|auth(?!or\b|-type|-mode)|cookie/;

/** Tells whether a header, or a key of a JSON config, has a name that a credential has. */
export function authenticates(name: string): boolean {
  return authenticatingName.test(name.toLowerCase());
}

/** A text somewhere in JSON, and the key that it stands under, directly or in a list. */
interface KeyedText {
  readonly key: string;
  readonly text: string;
}

/** Lists the texts in JSON; none for what is no JSON, such as a slug. What is in a list stands under the list's key. */
export function textsInJson(json: string): KeyedText[] {
  const texts: KeyedText[] = [];
  // Without recursion: it may be nested as deeply as a text can be long.
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
        // What a list of credentials holds are credentials, whatever the keys within it are called.
        const keep = inList && authenticates(key) && !authenticates(inner);
        left.push({ key: keep ? key : inner, value: entry, inList: false });
      }
    }
  }
  return texts;
}

/** Tells whether a value of a setting, as the stack's config has it, holds a credential. */
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
