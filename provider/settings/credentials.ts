import { authenticates, textsInJson } from "./credentialNames";
import { proxyCredentials } from "./environmentProxies";
import type { Environment } from "./sources";

/** The settings that contain credentials. */
interface CredentialSettings {
  /** Settings that are credentials as a whole. */
  readonly whole: readonly string[];
  readonly authorization: string | undefined;
  /** A slug, or JSON. */
  readonly config: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly environment: Environment;
}

/**
 * Lists the credentials in the settings: whole settings, values in a JSON config whose keys name credentials, header values, and proxy
 * credentials.
 */
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

/** The part after the scheme, and the decoded content of `Basic`. */
function authorizationParts(authorization: string): string[] {
  const value = authorization.replace(/^\S+\s+/, "");
  if (!/^basic\s/i.test(authorization)) {
    return [value];
  }
  const pair = Buffer.from(value, "base64").toString();
  return [value, pair, pair.slice(pair.indexOf(":") + 1)];
}
