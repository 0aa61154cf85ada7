import type { DurationInput } from "./duration";

/** The types of settings, by their names in the table. */
export interface SettingTypes {
  text: string;
  boolean: boolean;
  count: number;
  duration: DurationInput;
  headers: Readonly<Record<string, string>>;
}

interface Setting {
  /** Its environment variables. The first one that is set is used. */
  readonly environment: readonly string[];
  readonly type: keyof SettingTypes;
  /** Whether the value is a credential. `inside`: JSON that may contain credentials, recognised by their keys. */
  readonly secret: "always" | "inside" | "never";
  /** The request header that carries it. */
  readonly header?: string;
  /** Whether it applies to a whole Pulumi operation, and is not allowed in a `connection`. */
  readonly operationWide?: true;
}

/**
 * All settings, by their name in the stack config (`portkey:NAME`) and in a connection (`connection.NAME`). To add a setting, add an entry:
 * arguments, config, environment, headers, redaction and the documentation's table follow from it.
 */
export const settingTable = {
  /** The API key of Portkey, or of Prisma AIRS AI Gateway. */
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
  /** The provider: its `@slug` in Portkey's Model Catalog, or its name. */
  provider: {
    environment: ["PORTKEY_PROVIDER"],
    header: "x-portkey-provider",
    type: "text",
    secret: "never",
  },
  /** A Portkey config: its slug, or JSON. */
  config: {
    environment: ["PORTKEY_CONFIG"],
    header: "x-portkey-config",
    type: "text",
    secret: "inside",
  },
  /** The provider's key or a gateway's token. It is sent as `Bearer …`, unless it names another scheme, such as `Basic …`. */
  authorization: {
    environment: ["PORTKEY_AUTHORIZATION"],
    header: "authorization",
    type: "text",
    secret: "always",
  },
  /** A trace id of your choice. You can find the requests by it in Portkey's logs, and errors show it if the response repeats it. */
  traceId: {
    environment: ["PORTKEY_TRACE_ID"],
    header: "x-portkey-trace-id",
    type: "text",
    secret: "never",
  },
  /**
   * Other headers, such as `x-portkey-aws-region`. In the stack config (set it with `--secret`) and in the environment, they are a JSON
   * object.
   */
  headers: { environment: ["PORTKEY_HEADERS"], type: "headers", secret: "inside" },
  /**
   * The address of the API: `https://api.portkey.ai/v1` (the default), `https://aigw.portkey.ai/v1` for Prisma AIRS AI Gateway, or the
   * address of your own gateway.
   */
  baseUrl: { environment: ["PORTKEY_BASE_URL"], type: "text", secret: "never" },
  /** Set it to `true` to allow unencrypted http to hosts other than this machine. */
  allowInsecureHttp: { environment: [], type: "boolean", secret: "never" },
  /** The timeout of one request: seconds, or a duration such as `"45s"`. The default is 30 s. */
  requestTimeout: { environment: [], type: "duration", secret: "never" },
  /** How often a failed request is retried. The default is 4. */
  maxRetries: { environment: [], type: "count", secret: "never" },
  /**
   * If `true`, updates do not wait, and neither updates nor previews check the status of jobs or their models. Set the environment variable
   * for one operation; in the stack config, the setting applies until you remove it. Not allowed in `connection`.
   */
  skipWait: { environment: ["PORTKEY_SKIP_WAIT"], type: "boolean", secret: "never", operationWide: true },
  /**
   * What to do about models that were deleted or shut down, or will be soon: `warn` (the default), `require` or `off`. A job's own
   * `checkModel` has priority. Not allowed in `connection`.
   */
  checkModel: { environment: ["PORTKEY_CHECK_MODEL"], type: "text", secret: "never", operationWide: true },
} as const satisfies Readonly<Record<string, Setting>>;

type Table = typeof settingTable;
export type SettingName = keyof Table;
/** The settings that one job can have. */
export type ConnectionName = {
  [Name in SettingName]: Table[Name] extends { operationWide: true } ? never : Name;
}[SettingName];
/** The type of a setting's value. */
export type SettingValue<Name extends SettingName> = SettingTypes[Table[Name]["type"]];

export const settingNames = Object.keys(settingTable) as readonly SettingName[];
export const connectionNames = settingNames.filter(
  (name): name is ConnectionName => !("operationWide" in settingTable[name]),
);

/** Returns a setting, in the type that all entries share. */
export function settingOf(name: SettingName): Setting {
  return settingTable[name];
}
