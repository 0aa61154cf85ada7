import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { Agent, request as httpsRequest, type AgentOptions, type RequestOptions } from "node:https";
import { isIP, isIPv6 } from "node:net";
import { addAbortSignal, Duplex } from "node:stream";
import type { AxiosProxyConfig } from "axios";
import { headersOf, type Answer } from "./answer";

/** What a request through a tunnel may bring: Node.js itself does not hand its signal to an agent. */
export interface TunnelOptions extends RequestOptions {
  /** Gives the tunnel up while it is made. */
  readonly givenUp?: AbortSignal;
}

type Connected = [response: IncomingMessage, socket: Duplex, head: Buffer];

/** No page that a proxy answers with is longer. */
const longestRefusal = 64 * 1024;

/** A proxy's own answer, in place of a tunnel. */
export class TunnelRefusal extends Error {
  constructor(readonly answer: Answer) {
    super(`the proxy answers ${answer.status}`);
  }
}

/** Reaches https servers through the tunnels that a proxy makes, and keeps those for later requests. */
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
      // Node.js would take the one of the header.
      servername: isIP(proxyHost) === 0 ? proxyHost : "",
      method: "CONNECT",
      path: target,
      headers: { host: target, ...(auth && { "proxy-authorization": basic(auth) }) },
      ...(givenUp && { signal: givenUp }),
    });
    request.end();
    // For CONNECT every answer comes so, whatever its status.
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

/** Reads what a refusal says: its body, where it says how long that is, or else the status line. */
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

/** Says in an error whose it is. */
function named(error: unknown, whose: string): Error {
  const { message, code } = error as NodeJS.ErrnoException;
  return Object.assign(new Error(`${whose}: ${message || code}`, { cause: error }), { code });
}
