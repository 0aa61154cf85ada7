import type { AxiosProxyConfig } from "axios";
import { getProxyForUrl } from "proxy-from-env";
import { InvalidArgumentError } from "../errors/argumentErrors";
import { isLoopback } from "../settings/baseUrl";
import { decodeCredential, parseProxy, proxyVariables } from "../settings/environmentProxies";

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
  const proxy = parseProxy(address);
  if (proxy === undefined) {
    throw new InvalidArgumentError(variableOf(address), "the proxy that is set there is not a URL");
  }
  if (!protocols.has(proxy.protocol)) {
    throw new InvalidArgumentError(
      variableOf(address),
      `a proxy of the kind ${proxy.protocol}// can't be used; set one that begins with http:// or https://`,
    );
  }
  const { username, password } = proxy;
  return {
    protocol: proxy.protocol,
    host: proxy.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(proxy.port || (proxy.protocol === "https:" ? 443 : 80)),
    ...(username === ""
      ? {}
      : { auth: { username: decodeCredential(username), password: decodeCredential(password) } }),
  };
}

/** Names the variable that has this address; all of them where none has it as it is. */
function variableOf(address: string): string {
  const upperCase = proxyVariables.filter((name) => name === name.toUpperCase());
  return proxyVariables.find((name) => process.env[name] === address) ?? upperCase.join(", ");
}
