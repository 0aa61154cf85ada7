import { InvalidArgumentError, MissingCredentialsError } from "../errors/argumentErrors";
import { checkBaseUrl, defaultBaseUrl } from "./baseUrl";
import { authenticates } from "./credentialNames";
import { credentialsIn } from "./credentials";
import { parseDuration, type DurationInput } from "./duration";
import { checkExtraHeaders, checkHeaderValue, withScheme } from "./headers";
import { optional, parseValues, type Parsers } from "./parse";
import { redactor, type Redact } from "../text/redact";
import { connectionNames, settingOf, type ConnectionName, type SettingValue } from "./settingTable";
import { settingTypes } from "./settingTypes";
import { findText, type Found, type SettingsSources } from "./sources";

/** How to reach Portkey, validated and complete. */
export interface Settings {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds that one request may take. */
  readonly requestTimeoutMs: number;
  /** How often a failed request is retried. */
  readonly maxRetries: number;
  /** Where the credentials are set, for errors: `portkey:apiKey`, `PORTKEY_API_KEY`. */
  readonly credentialPlaces: readonly string[];
  /** Masks the credentials of these settings in text. */
  readonly redact: Redact;
}

const defaultRequestTimeoutMs = 30_000;
const longestRequestTimeoutMs = 3_600_000;
const defaultMaxRetries = 4;
const largestMaxRetries = 20;

type FoundSettings = { readonly [Name in ConnectionName]?: Found<SettingValue<Name>> };

const connectionParsers: Parsers<Readonly<Record<string, unknown>>> = Object.fromEntries(
  connectionNames.map((name) => [name, optional<unknown>(settingTypes[settingOf(name).type].typed)]),
);

/**
 * Resolves the settings. Each comes from the first place that has it: the job's connection, the stack config, the environment.
 *
 * @param alsoSecret More strings to mask, such as secret arguments.
 * @throws InvalidArgumentError with the setting and its place; MissingCredentialsError.
 */
export function resolveSettings(sources: SettingsSources, alsoSecret: readonly string[] = []): Settings {
  const found = findSettings(sources);
  const extraHeaders = found.headers === undefined ? {} : checkExtraHeaders(found.headers);
  if (!canAuthenticate(found, extraHeaders)) {
    throw new MissingCredentialsError();
  }
  const secrets = connectionNames
    .filter((name) => settingOf(name).secret === "always")
    .map((name) => found[name])
    .filter((one) => one !== undefined);
  const credentials = credentialsIn({
    whole: secrets.flatMap(({ value }) => (typeof value === "string" ? value : [])),
    authorization: found.authorization?.value,
    config: found.config?.value,
    headers: extraHeaders,
    environment: sources.environment,
  });
  return {
    baseUrl: checkBaseUrl(
      found.baseUrl ?? { value: defaultBaseUrl, argument: "baseUrl" },
      found.allowInsecureHttp?.value ?? false,
    ),
    headers: { ...extraHeaders, ...ownHeaders(found) },
    requestTimeoutMs: checkRequestTimeout(found.requestTimeout),
    maxRetries: checkMaxRetries(found.maxRetries),
    credentialPlaces: secrets.map(({ argument }) => argument),
    redact: redactor([...credentials, ...alsoSecret]),
  };
}

/** Finds each setting in the first place that has it. */
function findSettings(sources: SettingsSources): FoundSettings {
  const connection = parseValues(connectionParsers, sources.connection ?? {}, "connection");
  const found = connectionNames.map((name): [ConnectionName, Found<unknown> | undefined] => {
    if (connection[name] !== undefined) {
      return [name, { value: connection[name], argument: `connection.${name}` }];
    }
    const text = findText(name, sources);
    const { written } = settingTypes[settingOf(name).type];
    return [name, text && { ...text, value: written(text.value, text.argument) }];
  });
  // The parsers have the types of the table, entry for entry.
  return Object.fromEntries(found) as FoundSettings;
}

function canAuthenticate({ apiKey, authorization, config }: FoundSettings, extraHeaders: object): boolean {
  return (
    apiKey !== undefined ||
    authorization !== undefined ||
    config?.value.startsWith("{") === true ||
    Object.keys(extraHeaders).some(authenticates)
  );
}

/** The headers of the settings that have one. */
function ownHeaders(found: FoundSettings): Record<string, string> {
  const values: FoundSettings =
    found.authorization === undefined
      ? found
      : { ...found, authorization: { ...found.authorization, value: withScheme(found.authorization.value) } };
  return Object.fromEntries(
    connectionNames.flatMap((name) => {
      const { header } = settingOf(name);
      const entry = values[name];
      return header === undefined || entry === undefined
        ? []
        : [[header, checkHeaderValue({ ...entry, value: String(entry.value) })]];
    }),
  );
}

function checkRequestTimeout(found: Found<DurationInput> | undefined): number {
  if (found === undefined) {
    return defaultRequestTimeoutMs;
  }
  const timeoutMs = parseDuration(found.value, found.argument);
  if (timeoutMs < 1 || timeoutMs > longestRequestTimeoutMs) {
    throw new InvalidArgumentError(found.argument, "it must be more than 0 and at most 1 hour");
  }
  return timeoutMs;
}

function checkMaxRetries(found: Found<number> | undefined): number {
  if (found === undefined) {
    return defaultMaxRetries;
  }
  if (!Number.isInteger(found.value) || found.value < 0 || found.value > largestMaxRetries) {
    throw new InvalidArgumentError(found.argument, `it must be a whole number from 0 to ${largestMaxRetries}`);
  }
  return found.value;
}
