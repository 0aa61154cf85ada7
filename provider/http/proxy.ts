import type { AxiosProxyConfig } from "axios";
import { InvalidArgumentError } from "../errors/argumentErrors";
import { findVariable, parseProxy } from "../settings/environmentProxies";
import type { Environment } from "../settings/sources";
import { percentDecoded } from "../text/redact";
import { goesDirectly, withoutBrackets } from "./noProxy";

const protocols: ReadonlySet<string> = new Set(["http:", "https:"]);

/**
 * Finds the proxy for a URL in the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`); undefined if there is none.
 *
 * @throws InvalidArgumentError for an address that is not a URL, or a proxy that is not supported.
 */
export function proxyFor(url: URL, environment: Environment = process.env): AxiosProxyConfig | undefined {
  const found = findVariable(environment, url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY", "ALL_PROXY");
  if (found === undefined || goesDirectly(url, findVariable(environment, "NO_PROXY")?.value ?? "")) {
    return undefined;
  }
  const proxy = parseProxy(found.value);
  if (proxy === undefined) {
    throw new InvalidArgumentError(found.argument, "the proxy address is not a URL");
  }
  if (!protocols.has(proxy.protocol)) {
    throw new InvalidArgumentError(
      found.argument,
      `${proxy.protocol}// proxies are not supported; use one that begins with http:// or https://`,
    );
  }
  const { username, password } = proxy;
  return {
    protocol: proxy.protocol,
    host: withoutBrackets(proxy.hostname),
    port: Number(proxy.port || (proxy.protocol === "https:" ? 443 : 80)),
    ...(username === "" && password === ""
      ? {}
      : { auth: { username: percentDecoded(username), password: percentDecoded(password) } }),
  };
}
