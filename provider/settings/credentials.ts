import { authenticates, textsInJson } from "./credentialNames";
import { proxyCredentials } from "./environmentProxies";
import { headersOfPublicSettings } from "./headers";
import type { Environment } from "./sources";

/** The settings in which credentials are. */
export interface CredentialSettings {
  /** Those that are a credential as a whole. */
  readonly whole: readonly string[];
  readonly authorization: string | undefined;
  /** A slug, or JSON. */
  readonly config: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly environment: Environment;
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
  const { whole, authorization, config = "", headers, environment } = settings;
  const inConfig = config.startsWith("{") ? textsInJson(config) : [];
  const secretHeaders = Object.entries(headers).filter(([name]) => !headersOfPublicSettings.has(name));
  return {
    certain: [
      ...whole,
      ...(authorization === undefined ? [] : authorizationParts(authorization)),
      ...(config.startsWith("{") ? [config] : []),
      ...inConfig.filter(({ key }) => authenticates(key)).map(({ text }) => text),
      ...secretHeaders.filter(([name]) => authenticates(name)).map(([, value]) => value),
      ...proxyCredentials(environment),
    ],
    possible: [
      ...inConfig
        .filter(({ key, text }) => !authenticates(key) && text.length >= suspiciousLength)
        .map(({ text }) => text),
      ...secretHeaders.map(([, value]) => value),
    ],
  };
}

/** What follows the scheme, and what `Basic` holds. */
function authorizationParts(authorization: string): string[] {
  const value = authorization.replace(/^\S+\s+/, "");
  if (!/^basic\s/i.test(authorization)) {
    return [value];
  }
  const pair = Buffer.from(value, "base64").toString();
  return [value, pair, pair.slice(pair.indexOf(":") + 1)];
}
