import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { Agent, request as httpsRequest, type AgentOptions, type RequestOptions } from "node:https";
import { isIP, isIPv6 } from "node:net";
import { addAbortSignal, Duplex } from "node:stream";
import type { AxiosProxyConfig } from "axios";
import { headersOf, type Answer } from "./answer";

/** Options for a request through a tunnel: Node.js does not pass its signal to an agent. */
export interface TunnelOptions extends RequestOptions {
  /** Stops opening the tunnel. */
  readonly givenUp?: AbortSignal;
}

type Connected = [response: IncomingMessage, socket: Duplex, head: Buffer];

/** Error pages of proxies are shorter than this. */
const longestRefusal = 64 * 1024;

/** A proxy's own response, instead of a tunnel. */
export class TunnelRefusal extends Error {
  constructor(readonly answer: Answer) {
    super(`the proxy responded with ${answer.status}`);
  }
}

/** Reaches https servers through a proxy's tunnels, and reuses the tunnels. */
export class TunnelAgent extends Agent {
  constructor(
    private readonly proxy: AxiosProxyConfig,
    options: AgentOptions,
  ) {
    super(options);
  }

  override createConnection(
    options: TunnelOptions,
    callback: (error: Error | null, stream: Duplex) => void = () => undefined,
  ): undefined {
    this.openTunnel(options).then(
      (socket) => {
        const through: RequestOptions & { readonly socket: Duplex } = { ...options, socket };
        callback(null, super.createConnection(through) as Duplex);
      },
      (error: Error) => callback(error, new Duplex()),
    );
  }

  private async openTunnel({ host, port, givenUp }: TunnelOptions): Promise<Duplex> {
    const { protocol, host: proxyHost, port: proxyPort, auth } = this.proxy;
    const target = `${isIPv6(host ?? "") ? `[${host}]` : host}:${port}`;
    const request = (protocol === "https:" ? httpsRequest : httpRequest)({
      ...this.options,
      agent: false,
      protocol,
      host: proxyHost,
      port: proxyPort,
      // Node.js would otherwise use the host in the header.
      servername: isIP(proxyHost) === 0 ? proxyHost : "",
      method: "CONNECT",
      path: target,
      headers: { host: target, ...(auth && { "proxy-authorization": basic(auth) }) },
      ...(givenUp && { signal: givenUp }),
    });
    request.end();
    // Every response to CONNECT comes as this event, with any status.
    const [response, socket, head] = await (once(request, "connect") as Promise<Connected>).catch((error: unknown) => {
      throw named(error, `the proxy ${proxyHost}:${proxyPort}`);
    });
    const { statusCode: status = 0 } = response;
    if (status < 200 || status >= 300) {
      const body = await readBody(response, givenUp ? addAbortSignal(givenUp, socket) : socket, head);
      throw new TunnelRefusal({ status, headers: headersOf(response.headers), body, ofProxy: true });
    }
    socket.unshift(head);
    return socket;
  }
}

function basic({ username, password }: NonNullable<AxiosProxyConfig["auth"]>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** Reads a refusal: its body if its length is known, or else the status line. */
async function readBody(response: IncomingMessage, socket: Duplex, head: Buffer): Promise<string> {
  const length = Number(response.headers["content-length"]);
  let body = head;
  if (length <= longestRefusal && body.length < length) {
    for await (const chunk of socket) {
      body = Buffer.concat([body, chunk]);
      if (body.length >= length) {
        break;
      }
    }
  }
  socket.destroy();
  const text = length <= longestRefusal ? body.subarray(0, length).toString() : "";
  return text || (response.statusMessage ?? "");
}

/** Adds the source of an error to its message. */
function named(error: unknown, whose: string): Error {
  const { message, code } = error as NodeJS.ErrnoException;
  return Object.assign(new Error(`${whose}: ${message || code}`, { cause: error }), { code });
}
