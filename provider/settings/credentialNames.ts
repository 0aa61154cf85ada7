import { parseJson } from "./json";
import { settingOf, type SettingName } from "./settingTable";

const authenticatingName =
  /(?<!port|idempotency-)key|secret|token|credential|password|service-account|role-arn|auth(?!or\b|-type|-mode)|cookie/;

/** Tells whether a header, or a key of a JSON config, has a name that a credential has. */
export function authenticates(name: string): boolean {
  return authenticatingName.test(name.toLowerCase());
}

/** A text somewhere in JSON, and the key that it stands under, directly or in a list. */
export interface KeyedText {
  readonly key: string;
  readonly text: string;
}

/** Lists the texts in JSON; none for what is no JSON, such as a slug. */
export function textsInJson(json: string): KeyedText[] {
  return textsUnder("", parseJson(json));
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

function textsUnder(key: string, value: unknown): KeyedText[] {
  if (typeof value === "string") {
    return [{ key, text: value }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((entry) => textsUnder(key, entry));
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([inner, entry]) => textsUnder(inner, entry))
    : [];
}
