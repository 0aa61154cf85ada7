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

/** The credentials among the settings, in each form in which a server knows them. */
export interface Credentials {
  /** Credentials by their setting, or by the name of their key or header. */
  readonly certain: readonly string[];
  /** Texts that could be credentials too, by their length or their place: masked in messages, and never in data that deploys. */
  readonly possible: readonly string[];
}

// Under a key that does not say so, a text of this length could be a credential too.
const suspiciousLength = 16;

/** Finds the credentials among the settings. */
export function credentialsIn(settings: CredentialSettings): Credentials {
  const { apiKey, virtualKey, authorization, config, headers, environment } = settings;
  const inConfig = config === undefined ? { certain: [], possible: [] } : configCredentials(config);
  return {
    certain: [
      ...[apiKey, virtualKey].filter((key) => key !== undefined),
      ...(authorization === undefined ? [] : authorizationParts(authorization)),
      ...inConfig.certain,
      ...Object.entries(headers).flatMap(([name, value]) => (authenticates(name) ? [value] : [])),
      ...proxyCredentials(environment),
    ],
    possible: [...inConfig.possible, ...Object.values(headers)],
  };
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

/** A config given as JSON, and the texts in it: those whose key says what they are, and those whose length could. */
function configCredentials(config: string): Credentials {
  const certain: string[] = [];
  const possible: string[] = [];
  if (config.startsWith("{")) {
    certain.push(config);
    try {
      JSON.parse(config, (key, value: unknown) => {
        if (typeof value === "string" && authenticates(key)) {
          certain.push(value);
        } else if (typeof value === "string" && value.length >= suspiciousLength) {
          possible.push(value);
        }
        return value;
      });
    } catch {
      // The gateway will say that it is not JSON.
    }
  }
  return { certain, possible };
}
