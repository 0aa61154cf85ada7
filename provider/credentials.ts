import { authenticates } from "./headers";
import { proxyCredentials } from "./proxy";

/** The settings in which credentials are. */
export interface CredentialSettings {
  readonly apiKey: string | undefined;
  readonly virtualKey: string | undefined;
  readonly authorization: string | undefined;
  /** A slug, or JSON. */
  readonly config: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

// Under a key that does not say so, a text of this length could be a credential too.
const suspiciousLength = 16;

/** Lists the credentials among the settings, in each form in which a server knows them. */
export function credentialsIn(settings: CredentialSettings): string[] {
  const { apiKey, virtualKey, authorization, config, headers, environment } = settings;
  return [
    ...[apiKey, virtualKey].filter((key) => key !== undefined),
    ...(authorization === undefined ? [] : authorizationParts(authorization)),
    ...(config === undefined ? [] : configCredentials(config)),
    ...Object.entries(headers).flatMap(([name, value]) => (authenticates(name) ? [value] : [])),
    ...proxyCredentials(environment),
  ];
}

/** The whole value, what follows the scheme, and what `Basic` holds. */
function authorizationParts(authorization: string): string[] {
  const value = authorization.replace(/^\S+\s+/, "");
  if (!/^basic\s/i.test(authorization)) {
    return [authorization, value];
  }
  const pair = Buffer.from(value, "base64").toString();
  return [authorization, value, pair, pair.slice(pair.indexOf(":") + 1)];
}

/** A config given as JSON, and the texts in it whose key or length says what they are. */
function configCredentials(config: string): string[] {
  if (!config.startsWith("{")) {
    return [];
  }
  const found = [config];
  try {
    JSON.parse(config, (key, value: unknown) => {
      if (typeof value === "string" && (authenticates(key) || value.length >= suspiciousLength)) {
        found.push(value);
      }
      return value;
    });
  } catch {
    // The gateway will say that it is not JSON.
  }
  return found;
}
