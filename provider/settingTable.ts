import { authenticates } from "./headers";

/** What is to be known of a setting before it is read. */
export interface Setting {
  /** The environment variables that have it, the first one first. */
  readonly environment: readonly string[];
  /** Tells whether a value of it, as the stack's config has it, holds a credential. */
  readonly isCredential: (value: string) => boolean;
}

const always = (value: string): boolean => value.trim() !== "";
const never = (): boolean => false;

/** All settings, by their name as `portkey:NAME` and, but for `skipWait`, as `connection.NAME`. */
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
  skipWait: { environment: ["PORTKEY_SKIP_WAIT"], isCredential: never },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof settingTable;
export const settingNames = Object.keys(settingTable) as readonly SettingName[];
/** What one job can be given; what is not among them belongs to an operation as a whole. */
export type ConnectionName = Exclude<SettingName, "skipWait">;
export const connectionNames = settingNames.filter((name): name is ConnectionName => name !== "skipWait");

/** Looks through JSON for a text under a key that says it is a credential. */
function hasCredentialInside(value: string): boolean {
  let found = false;
  try {
    JSON.parse(value, (key, inside: unknown) => {
      found ||= (typeof inside === "string" || Array.isArray(inside)) && authenticates(key);
      return inside;
    });
  } catch {
    // A slug, or something that is refused when it is read.
  }
  return found;
}
