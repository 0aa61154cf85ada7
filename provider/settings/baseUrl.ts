import { InvalidArgumentError } from "../errors/argumentErrors";
import { portkeyGateway } from "../errors/hostedGateways";
import type { Found } from "./sources";

export const defaultBaseUrl = portkeyGateway.baseUrl;

/**
 * Checks a base URL: https, or http to this machine, with only a host and a path. Returns it without a trailing slash.
 *
 * @throws InvalidArgumentError, without the URL, which may contain a password.
 */
export function checkBaseUrl({ value, argument }: Found<string>, allowInsecureHttp: boolean): string {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw new InvalidArgumentError(argument, `it must be a URL, such as ${defaultBaseUrl}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new InvalidArgumentError(argument, "it must not contain a user name or password; use authorization instead");
  }
  if (url.search !== "" || url.hash !== "") {
    throw new InvalidArgumentError(argument, "it must not contain a query or a fragment");
  }
  switch (url.protocol) {
    case "https:":
      break;
    case "http:":
      if (!allowInsecureHttp && !isLoopback(url.hostname)) {
        throw new InvalidArgumentError(
          argument,
          `http would send the credentials to ${url.host} unencrypted; use https, or set allowInsecureHttp`,
        );
      }
      break;
    default:
      throw new InvalidArgumentError(argument, "it must begin with https:// or http://");
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/** Returns whether a URL's host is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}
