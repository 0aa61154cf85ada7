import type { Environment } from "./sources";

const variables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];
/** The environment variables that name a proxy, in both spellings, the one that wins first. */
export const proxyVariables: readonly string[] = variables.flatMap((name) => [name.toLowerCase(), name]);

/** Parses a proxy's address, with `http://` where it names no protocol; undefined for what is no URL. */
export function parseProxy(address: string): URL | undefined {
  const withProtocol = address.includes("://") ? address : `http://${address}`;
  return URL.canParse(withProtocol) ? new URL(withProtocol) : undefined;
}

/** Lists the credentials that the environment's proxies are given, in the spellings that could come back. */
export function proxyCredentials(environment: Environment): string[] {
  return proxyVariables.flatMap((name) => {
    const proxy = parseProxy(environment[name] ?? "");
    if (proxy === undefined) {
      return [];
    }
    const { username, password } = proxy;
    if (password === "") {
      return [username, decodeCredential(username)]; // a token, if it is anything
    }
    return [
      password,
      decodeCredential(password),
      `${username}:${password}`,
      `${decodeCredential(username)}:${decodeCredential(password)}`,
    ];
  });
}

/** Decodes a user name or password of a URL; one that is no percent-encoding stays as it is. */
export function decodeCredential(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
