import type { AxiosProxyConfig } from "axios";
import { InvalidArgumentError } from "../errors/argumentErrors";
import { findVariable, parseProxy } from "../settings/environmentProxies";
import type { Environment } from "../settings/sources";
import { percentDecoded } from "../text/redact";
import { goesDirectly, withoutBrackets } from "./noProxy";

const protocols: ReadonlySet<string> = new Set(["http:", "https:"]);

/**
 * Finds the environment's proxy for a URL (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`); undefined where there is none.
 *
 * @throws InvalidArgumentError when the environment names something that is no URL, or a proxy of another kind.
 */
export function proxyFor(url: URL, environment: Environment = process.env): AxiosProxyConfig | undefined {
  const found = findVariable(environment, url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY", "ALL_PROXY");
  if (found === undefined || goesDirectly(url, findVariable(environment, "NO_PROXY")?.value ?? "")) {
    return undefined;
  }
  const proxy = parseProxy(found.value);
  if (proxy === undefined) {
    throw new InvalidArgumentError(found.argument, "the proxy that is set there is not a URL");
  }
  if (!protocols.has(proxy.protocol)) {
    throw new InvalidArgumentError(
      found.argument,
      `a proxy of the kind ${proxy.protocol}// can't be used; set one that begins with http:// or https://`,
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
