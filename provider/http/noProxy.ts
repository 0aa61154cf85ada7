import { BlockList, isIP } from "node:net";
import { domainToASCII } from "node:url";

/** Requests to this machine never use a proxy. */
const thisMachine = "localhost,127.0.0.0/8,::1";
const ports: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };
/**
 * An IPv6 network with at least this prefix length can contain IPv4 addresses, such as `::ffff:10.0.0.1`. A shorter prefix does not mean
 * them.
 */
const lengthOfMappedPrefix = 96;

/** A host without brackets, and its port. */
interface Target {
  readonly host: string;
  readonly port: string;
}

/**
 * Returns whether a URL is reached without a proxy. The rules are those of Go's golang.org/x/net/http/httpproxy, which the `pulumi` CLI
 * uses for `NO_PROXY`: `corp.test` matches that host and its subdomains, `.corp.test` and `*.corp.test` only the subdomains, `10.0.0.0/8`
 * addresses, and `*` everything. A name or an address may have a port. An IPv6 address may have brackets, even without a port.
 */
export function goesDirectly({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const target: Target = { host: withoutBrackets(hostname), port: port || (ports[protocol] ?? "") };
  return `${thisMachine},${noProxy}`.split(",").some((entry) => covers(entry.trim().toLowerCase(), target));
}

function covers(entry: string, { host, port }: Target): boolean {
  if (entry === "*") {
    return true;
  }
  const [, network = "", length] = /^(.+)\/(\d+)$/.exec(entry) ?? [];
  if (length !== undefined && isIP(network) !== 0) {
    return isInNetwork(host, network, Number(length));
  }
  // More than one colon: an IPv6 address.
  const [, name = entry, onlyPort = ""] = /^(\[.+\]|[^:]+)(?::([^:]*))?$/.exec(entry) ?? [];
  return (onlyPort === "" || onlyPort === port) && isNamed(host, withoutBrackets(name));
}

function isNamed(host: string, name: string): boolean {
  if (isIP(name) !== 0) {
    return isInNetwork(host, name, bits(name));
  }
  if (isIP(host) !== 0 || name === "") {
    return false;
  }
  const [, belowOnly, given = ""] = /^(\*?\.)?(.*)$/.exec(name) ?? [];
  const domain = /^\p{ASCII}*$/u.test(given) ? given : domainToASCII(given);
  return host.endsWith(`.${domain}`) || (belowOnly === undefined && host === domain);
}

function isInNetwork(host: string, network: string, length: number): boolean {
  const isOtherFamily = isIP(host) === 4 && isIP(network) === 6 && length < lengthOfMappedPrefix;
  if (isIP(host) === 0 || length > bits(network) || isOtherFamily) {
    return false;
  }
  const list = new BlockList();
  list.addSubnet(network, length, family(network));
  return list.check(host, family(host));
}

function family(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

function bits(address: string): number {
  return isIP(address) === 6 ? 128 : 32;
}

/** Returns a URL's host as sockets need it: an IPv6 address without brackets. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}
