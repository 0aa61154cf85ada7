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

/** Lists the credentials that the environment's proxies are given. */
export function proxyCredentials(environment: Environment): string[] {
  return setVariables(environment, proxyVariables).flatMap(({ value }) => {
    const { username = "", password = "" } = parseProxy(value) ?? {};
    // Alone, a user name is a token, if it is anything.
    return password === "" ? [username] : [password, `${username}:${password}`];
  });
}
