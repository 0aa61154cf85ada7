import { authenticates, textsInJson } from "./credentialNames";
import { proxyCredentials } from "./environmentProxies";
import type { Environment } from "./sources";

/** The settings in which credentials are. */
interface CredentialSettings {
  /** Those that are a credential as a whole. */
  readonly whole: readonly string[];
  readonly authorization: string | undefined;
  /** A slug, or JSON. */
  readonly config: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly environment: Environment;
}

/** Lists the credentials among the settings: whole settings, what the keys of a JSON config call so, the values of headers, and the proxies'. */
export function credentialsIn({
  whole,
  authorization,
  config = "",
  headers,
  environment,
}: CredentialSettings): string[] {
  const inConfig = config.startsWith("{") ? [config, ...credentialsInJson(config)] : [];
  return [
    ...whole,
    ...(authorization === undefined ? [] : authorizationParts(authorization)),
    ...inConfig,
    ...Object.values(headers),
    ...proxyCredentials(environment),
  ];
}

function credentialsInJson(json: string): string[] {
  return textsInJson(json)
    .filter(({ key }) => authenticates(key))
    .map(({ text }) => text);
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
