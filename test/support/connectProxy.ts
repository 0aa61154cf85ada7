import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer, type ServerOptions } from "node:https";
import { connect, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** What a proxy was asked: a tunnel (`CONNECT host:port`), or a request in clear. */
export interface ProxiedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage["headers"];
}

export interface ConnectProxyOptions {
  /** The port on loopback that every tunnel leads to, whatever its name. */
  readonly leadsTo: number;
  /** Its certificate, where it is reached over TLS itself. */
  readonly certificate?: ServerOptions;
  /** What every tunnel is refused with: a status line and a body, or something else that is done with the connection. */
  readonly refusal?: Refusal | ((socket: Duplex) => void);
}

export interface Refusal {
  readonly status: string;
  readonly body: string;
  /** Lines of headers. */
  readonly headers?: readonly string[];
}

/** A forward proxy on loopback. It logs what it was asked, and answers requests in clear with 400. */
export class ConnectProxy {
  readonly requests: ProxiedRequest[] = [];
  private readonly sockets = new Set<Duplex>();

  private constructor(
    private readonly server: Server,
    private readonly options: ConnectProxyOptions,
  ) {
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      this.log(request);
      response.writeHead(400).end("This proxy only makes tunnels.");
    });
    server.on("connect", (request: IncomingMessage, socket: Duplex) => this.tunnel(request, socket));
  }

  static async start(options: ConnectProxyOptions): Promise<ConnectProxy> {
    const server = options.certificate === undefined ? createServer() : createSecureServer(options.certificate);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new ConnectProxy(server, options);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How many connections for tunnels there are. */
  get tunnels(): number {
    return this.sockets.size;
  }

  async close(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private log({ method = "", url = "", headers }: IncomingMessage): void {
    this.requests.push({ method, target: url, headers });
  }

  private tunnel(request: IncomingMessage, socket: Duplex): void {
    this.log(request);
    this.keep(socket);
    const { leadsTo, refusal } = this.options;
    if (typeof refusal === "function") {
      refusal(socket);
      return;
    }
    if (refusal !== undefined) {
      const { status, body, headers = [] } = refusal;
      socket.end([`HTTP/1.1 ${status}`, ...headers, `content-length: ${body.length}`, "", body].join("\r\n"));
      return;
    }
    const upstream: Socket = connect(leadsTo, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    this.keep(upstream);
  }

  private keep(socket: Duplex): void {
    this.sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.sockets.delete(socket));
  }
}
