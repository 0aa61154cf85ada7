import { authenticates } from "./headers";

/** What is to be known of a setting before it is read. */
export interface Setting {
  /** The environment variables that have it, the first one first. */
  readonly environment: readonly string[];
  /** Tells whether a value of it, as the stack's config has it, holds a credential. */
  readonly isCredential: (value: string) => boolean;
}

const always = (): boolean => true;
const never = (): boolean => false;

/** All settings, by the name that `connection.NAME` and `portkey:NAME` have in common. */
export const settingTable = {
  apiKey: { environment: ["PORTKEY_API_KEY"], isCredential: always },
  virtualKey: { environment: ["PORTKEY_PROVIDER_VIRTUAL_KEY", "PORTKEY_VIRTUAL_KEY"], isCredential: always },
  provider: { environment: ["PORTKEY_PROVIDER"], isCredential: never },
  config: { environment: ["PORTKEY_CONFIG"], isCredential: hasCredentialInside },
  authorization: { environment: ["PORTKEY_AUTHORIZATION"], isCredential: always },
  headers: { environment: [], isCredential: hasCredentialInside },
  baseUrl: { environment: ["PORTKEY_BASE_URL"], isCredential: never },
  allowInsecureHttp: { environment: [], isCredential: never },
  requestTimeout: { environment: [], isCredential: never },
  maxRetries: { environment: [], isCredential: never },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof settingTable;
export const settingNames = Object.keys(settingTable) as readonly SettingName[];

/** Looks through JSON for a text under a key that says it is a credential. */
function hasCredentialInside(value: string): boolean {
  let found = false;
  try {
    JSON.parse(value, (key, inside: unknown) => {
      found ||= typeof inside === "string" && authenticates(key);
      return inside;
    });
  } catch {
    // A slug, or something that is refused when it is read.
  }
  return found;
}
