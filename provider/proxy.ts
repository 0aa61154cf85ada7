import type { AxiosProxyConfig } from "axios";
import { getProxyForUrl } from "proxy-from-env";
import { isLoopback } from "./baseUrl";
import { InvalidArgumentError } from "./errors";

const variables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];
const protocols: ReadonlySet<string> = new Set(["http:", "https:"]);

/**
 * Finds the environment's proxy for a URL (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`). What is meant for this
 * machine goes through none, whatever the environment says.
 *
 * @throws InvalidArgumentError when the environment names something that is no URL, or a proxy of another kind.
 */
export function proxyFor(url: string): AxiosProxyConfig | false {
  const address = isLoopback(new URL(url).hostname) ? "" : getProxyForUrl(url);
  if (address === "") {
    return false;
  }
  const proxy = parse(address);
  if (proxy === undefined) {
    throw new InvalidArgumentError(variableOf(address), "the proxy that is set there is not a URL");
  }
  if (!protocols.has(proxy.protocol)) {
    throw new InvalidArgumentError(
      variableOf(address),
      `a proxy of the kind ${proxy.protocol}// can't be used; set one that begins with http:// or https://`,
    );
  }
  return {
    protocol: proxy.protocol,
    host: proxy.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(proxy.port || (proxy.protocol === "https:" ? 443 : 80)),
    ...(proxy.username === "" ? {} : { auth: { username: decode(proxy.username), password: decode(proxy.password) } }),
  };
}

/** Lists the credentials that the environment's proxies are given, in the spellings that could come back. */
export function proxyCredentials(environment: Readonly<Record<string, string | undefined>>): string[] {
  return [...variables, ...variables.map((name) => name.toLowerCase())].flatMap((name) => {
    const proxy = parse(environment[name] ?? "");
    if (proxy === undefined) {
      return [];
    }
    const { username, password } = proxy;
    if (password === "") {
      return [username, decode(username)]; // a token, if it is anything
    }
    return [password, decode(password), `${username}:${password}`, `${decode(username)}:${decode(password)}`];
  });
}

/** Names the variable that has this address; all of them where none has it as it is. */
function variableOf(address: string): string {
  const names = variables.flatMap((name) => [name.toLowerCase(), name]);
  return names.find((name) => process.env[name] === address) ?? variables.join(", ");
}

function parse(address: string): URL | undefined {
  const withProtocol = address.includes("://") ? address : `http://${address}`;
  return URL.canParse(withProtocol) ? new URL(withProtocol) : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
