import { z } from "zod";
import { checkBaseUrl, defaultBaseUrl } from "./baseUrl";
import { credentialsIn } from "./credentials";
import { parseDuration } from "./duration";
import { InvalidArgumentError, MissingCredentialsError } from "./errors";
import { authenticates, checkExtraHeaders, checkHeaderValue, withScheme } from "./headers";
import { unknownName } from "./nearest";
import { redactor, shortestInData, type Redact } from "./redact";
import { connectionNames, settingTable, type ConnectionName } from "./settingTable";

/** How to reach Portkey, validated and complete. */
export interface Settings {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds that one request may take. */
  readonly requestTimeout: number;
  /** Tries after the first. */
  readonly maxRetries: number;
  /** Masks the credentials among these settings, in what a person reads. */
  readonly redact: Redact;
  /** Masks the credentials in data, where a short one could stand by chance. */
  readonly redactData: Redact;
}

/** The three places where settings come from, the first one first. */
export interface SettingsSources {
  /** A job's own `connection`. */
  readonly connection: unknown;
  /** Reads `portkey:NAME` of the stack's config. */
  readonly config: (name: string) => string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const defaultRequestTimeout = 30;
const defaultMaxRetries = 4;
const mostRetries = 20;

/** A setting's value and the place that has it, as messages name it. */
export interface Found<Value> {
  readonly value: Value;
  readonly argument: string;
}

const credential = z.string().trim().min(1, "it is empty");
const connectionSchema = z.strictObject({
  apiKey: credential.optional(),
  virtualKey: credential.optional(),
  provider: credential.optional(),
  config: credential.optional(),
  authorization: credential.optional(),
  headers: z.record(z.string(), z.string()).optional(),
  baseUrl: credential.optional(),
  allowInsecureHttp: z.boolean().optional(),
  requestTimeout: z.union([z.number(), z.string()]).optional(),
  maxRetries: z.number().optional(),
} satisfies Record<ConnectionName, z.ZodType>);
type Connection = z.infer<typeof connectionSchema>;

/**
 * Resolves the settings, each from the first place that has it: the job's connection, the stack's config, the environment.
 *
 * @throws InvalidArgumentError that names the setting and its place; MissingCredentialsError.
 */
export function resolveSettings(sources: SettingsSources): Settings {
  const connection = parseConnection(sources.connection ?? {});
  const find = <Name extends keyof Connection>(
    name: Name,
    parse: (text: string, argument: string) => NonNullable<Connection[Name]>,
  ): Found<NonNullable<Connection[Name]>> | undefined => {
    const given = connection[name];
    if (given !== undefined) {
      return { value: given as NonNullable<Connection[Name]>, argument: `connection.${name}` };
    }
    const places = [
      { argument: `portkey:${name}`, text: sources.config(name) },
      ...settingTable[name].environment.map((key) => ({ argument: key, text: sources.environment[key] })),
    ];
    for (const { argument, text } of places) {
      const trimmed = text?.trim();
      if (trimmed !== undefined && trimmed !== "") {
        return { value: parse(trimmed, argument), argument };
      }
    }
    return undefined;
  };
  const apiKey = find("apiKey", asItIs);
  const virtualKey = find("virtualKey", asItIs);
  const provider = find("provider", asItIs);
  const config = find("config", asItIs);
  const authorization = find("authorization", asItIs);
  const headers = find("headers", parseHeaders);
  const baseUrl = find("baseUrl", asItIs);
  const allowInsecureHttp = find("allowInsecureHttp", parseBoolean);
  const requestTimeout = find("requestTimeout", asItIs);
  const maxRetries = find("maxRetries", parseNumber);

  const extra = headers === undefined ? {} : checkExtraHeaders(headers);
  if (
    apiKey === undefined &&
    authorization === undefined &&
    config?.value.startsWith("{") !== true &&
    !Object.keys(extra).some(authenticates)
  ) {
    throw new MissingCredentialsError();
  }

  const own = {
    "x-portkey-api-key": apiKey,
    "x-portkey-virtual-key": virtualKey,
    "x-portkey-provider": provider,
    "x-portkey-config": config,
    authorization:
      authorization === undefined ? undefined : { ...authorization, value: withScheme(authorization.value) },
  };
  const credentials = credentialsIn({
    apiKey: apiKey?.value,
    virtualKey: virtualKey?.value,
    authorization: authorization?.value,
    config: config?.value,
    headers: extra,
    environment: sources.environment,
  });
  return {
    baseUrl: checkBaseUrl(baseUrl ?? { value: defaultBaseUrl, argument: "baseUrl" }, allowInsecureHttp?.value ?? false),
    headers: { ...extra, ...present(own) },
    requestTimeout: checkRequestTimeout(requestTimeout),
    maxRetries: checkMaxRetries(maxRetries),
    redact: redactor([...credentials.certain, ...credentials.possible]),
    redactData: redactor(credentials.certain, shortestInData),
  };
}

function parseConnection(given: unknown): Connection {
  const parsed = connectionSchema.safeParse(withoutNulls(given));
  if (parsed.success) {
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  if (issue?.code === "unrecognized_keys") {
    const [unknown = ""] = issue.keys;
    throw new InvalidArgumentError(`connection.${unknown}`, unknownName("setting", unknown, connectionNames));
  }
  throw new InvalidArgumentError(["connection", ...(issue?.path ?? [])].join("."), describeIssue(issue));
}

function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  return issue?.code === "invalid_type"
    ? `it must be of type ${issue.expected}`
    : (issue?.message ?? "it is not valid");
}

function withoutNulls(given: unknown): unknown {
  return typeof given === "object" && given !== null && !Array.isArray(given)
    ? Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined))
    : given;
}

function checkRequestTimeout(found: Found<number | string> | undefined): number {
  if (found === undefined) {
    return defaultRequestTimeout;
  }
  const seconds = parseDuration(found.argument, found.value);
  if (seconds < 0.001 || seconds > 3600) {
    throw new InvalidArgumentError(found.argument, "it must be above zero and at most an hour");
  }
  return seconds;
}

function checkMaxRetries(found: Found<number> | undefined): number {
  if (found === undefined) {
    return defaultMaxRetries;
  }
  if (!Number.isInteger(found.value) || found.value < 0 || found.value > mostRetries) {
    throw new InvalidArgumentError(found.argument, `it must be a whole number from 0 to ${mostRetries}`);
  }
  return found.value;
}

function parseHeaders(text: string, argument: string): Record<string, string> {
  // `pulumi config set --path` makes a number of what looks like one.
  const value = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);
  const parsed = z.record(z.string(), value).safeParse(parseJson(text));
  if (!parsed.success) {
    throw new InvalidArgumentError(
      argument,
      'it must be a JSON object of strings, such as {"x-portkey-trace-id": "…"}',
    );
  }
  return parsed.data;
}

function parseBoolean(text: string, argument: string): boolean {
  if (text !== "true" && text !== "false") {
    throw new InvalidArgumentError(argument, "it must be true or false");
  }
  return text === "true";
}

function parseNumber(text: string, argument: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError(argument, "it must be a whole number");
  }
  return Number(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function present(found: Readonly<Record<string, Found<string> | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, entry]) => (entry === undefined ? [] : [[name, checkHeaderValue(entry)]])),
  );
}

function asItIs(text: string): string {
  return text;
}
