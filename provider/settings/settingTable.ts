import type { DurationInput } from "./duration";

/** What a setting's value is, by the name of its type in the table. */
export interface SettingTypes {
  text: string;
  boolean: boolean;
  count: number;
  duration: DurationInput;
  headers: Readonly<Record<string, string>>;
}

interface Setting {
  /** The environment variables that have it, the first one first. */
  readonly environment: readonly string[];
  readonly type: keyof SettingTypes;
  /** Whether a value is a credential; `inside`: JSON that may have one under a key which says so. */
  readonly secret: "always" | "inside" | "never";
  /** The header that carries it. */
  readonly header?: string;
  /** Whether it belongs to an operation as a whole, and no `connection` has it. */
  readonly operationWide?: true;
}

/**
 * All settings, by their name as `portkey:NAME` of the stack's config and as `connection.NAME`. A new one is an entry here: arguments,
 * config, environment, headers, redaction and the documentation's table follow from it.
 */
export const settingTable = {
  /** The key of Portkey's API, or of Prisma AIRS AI Gateway. */
  apiKey: {
    environment: ["PORTKEY_API_KEY"],
    header: "x-portkey-api-key",
    type: "text",
    secret: "always",
  },
  /** The virtual key of the provider. Portkey calls virtual keys legacy and still accepts them; use `provider` with an `@slug` instead. */
  virtualKey: {
    environment: ["PORTKEY_PROVIDER_VIRTUAL_KEY", "PORTKEY_VIRTUAL_KEY"],
    header: "x-portkey-virtual-key",
    type: "text",
    secret: "always",
  },
  /** The provider's `@slug` in Portkey's Model Catalog, or its name. */
  provider: {
    environment: ["PORTKEY_PROVIDER"],
    header: "x-portkey-provider",
    type: "text",
    secret: "never",
  },
  /** A config's slug or JSON. */
  config: {
    environment: ["PORTKEY_CONFIG"],
    header: "x-portkey-config",
    type: "text",
    secret: "inside",
  },
  /** The provider's key or a gateway's token, sent as `Bearer …`; a value such as `Basic …` is sent as it is. */
  authorization: {
    environment: ["PORTKEY_AUTHORIZATION"],
    header: "authorization",
    type: "text",
    secret: "always",
  },
  /** An id of your own by which Portkey's logs find the requests, and errors where the answer repeats it. */
  traceId: {
    environment: ["PORTKEY_TRACE_ID"],
    header: "x-portkey-trace-id",
    type: "text",
    secret: "never",
  },
  /** Any other headers, such as `x-portkey-aws-region`; in the stack's config, set with `--secret`, and in the environment a JSON object. */
  headers: { environment: ["PORTKEY_HEADERS"], type: "headers", secret: "inside" },
  /** Where the API is: `https://api.portkey.ai/v1` by default, `https://aigw.portkey.ai/v1` for Prisma AIRS AI Gateway, or the address of your own gateway. */
  baseUrl: { environment: ["PORTKEY_BASE_URL"], type: "text", secret: "never" },
  /** `true` allows plain http to a host that is not this machine. */
  allowInsecureHttp: { environment: [], type: "boolean", secret: "never" },
  /** How long one request may take: seconds, or a duration such as `"45s"`; 30 s by default. */
  requestTimeout: { environment: [], type: "duration", secret: "never" },
  /** How many times a request is sent again after the first time, 4 by default. */
  maxRetries: { environment: [], type: "count", secret: "never" },
  /** `true`: nothing is waited for or judged, jobs are read as they are; for one operation, not in `connection`. */
  skipWait: { environment: ["PORTKEY_SKIP_WAIT"], type: "boolean", secret: "never", operationWide: true },
  /** `warn` (the default), `require` or `off`: what is made of models that are gone or about to be, where a job's own `checkModel` does not say it; not in `connection`. */
  checkModel: { environment: ["PORTKEY_CHECK_MODEL"], type: "text", secret: "never", operationWide: true },
} as const satisfies Readonly<Record<string, Setting>>;

type Table = typeof settingTable;
export type SettingName = keyof Table;
/** What one job can be given. */
export type ConnectionName = {
  [Name in SettingName]: Table[Name] extends { operationWide: true } ? never : Name;
}[SettingName];
/** The type of a setting's value. */
export type SettingValue<Name extends SettingName> = SettingTypes[Table[Name]["type"]];

export const settingNames = Object.keys(settingTable) as readonly SettingName[];
export const connectionNames = settingNames.filter(
  (name): name is ConnectionName => !("operationWide" in settingTable[name]),
);

/** Looks a setting up, in the one type that all entries share. */
export function settingOf(name: SettingName): Setting {
  return settingTable[name];
}
