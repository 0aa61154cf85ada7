import type { Environment, Found } from "./sources";

const proxyVariables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/** Finds the first of these environment variables that is set. Each is written in lower case too, and that wins. */
export function findVariable(environment: Environment, ...names: readonly string[]): Found<string> | undefined {
  return setVariables(environment, names)[0];
}

function setVariables(environment: Environment, names: readonly string[]): Found<string>[] {
  return names
    .flatMap((name) => [name.toLowerCase(), name])
    .map((argument) => ({ argument, value: environment[argument]?.trim() ?? "" }))
    .filter(({ value }) => value !== "");
}

/** Parses a proxy's address, with `http://` where it names no protocol; undefined for what is no URL. */
export function parseProxy(address: string): URL | undefined {
  const withProtocol = address.includes("://") ? address : `http://${address}`;
  return URL.canParse(withProtocol) ? new URL(withProtocol) : undefined;
}

/** Lists the credentials that the environment's proxies are given, in the spellings that could come back. */
export function proxyCredentials(environment: Environment): string[] {
  return setVariables(environment, proxyVariables).flatMap(({ value }) => {
    const proxy = parseProxy(value);
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
