import { createServer, type Server, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import type { IncomingMessage } from "node:http";
import { answer } from "./faults";
import { succeededJob } from "./jobs";

/** A server on loopback that speaks TLS and knows every job as succeeded. It counts what reaches it. */
export class SecureServer {
  readonly requests: Array<{ readonly path: string; readonly headers: IncomingMessage["headers"] }> = [];
  connections = 0;

  private constructor(private readonly server: Server) {
    server.on("request", (request: IncomingMessage, response) => {
      const path = request.url ?? "";
      this.requests.push({ path, headers: request.headers });
      answer(200, succeededJob(decodeURIComponent(path.split("/").at(-1) ?? "")))(request, response);
    });
    server.on("connection", () => (this.connections += 1));
  }

  static async start(options: ServerOptions): Promise<SecureServer> {
    const server = createServer(options);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new SecureServer(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
