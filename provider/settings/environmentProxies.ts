import type { Environment, Found } from "./sources";

const proxyVariables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/** Finds the first of these environment variables that is set. The lower-case name of each has priority. */
export function findVariable(environment: Environment, ...names: readonly string[]): Found<string> | undefined {
  return setVariables(environment, names)[0];
}

function setVariables(environment: Environment, names: readonly string[]): Found<string>[] {
  return names
    .flatMap((name) => [name.toLowerCase(), name])
    .map((argument) => ({ argument, value: environment[argument]?.trim() ?? "" }))
    .filter(({ value }) => value !== "");
}

/** Parses a proxy address. The default protocol is `http://`. Returns undefined if it is not a URL. */
export function parseProxy(address: string): URL | undefined {
  const withProtocol = address.includes("://") ? address : `http://${address}`;
  return URL.canParse(withProtocol) ? new URL(withProtocol) : undefined;
}

/** Lists the proxy credentials in the environment. */
export function proxyCredentials(environment: Environment): string[] {
  return setVariables(environment, proxyVariables).flatMap(({ value }) => {
    const { username = "", password = "" } = parseProxy(value) ?? {};
    // A user name without a password may be a token.
    return password === "" ? [username] : [password, `${username}:${password}`];
  });
}
