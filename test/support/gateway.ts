import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { resolveSettings, type Settings } from "../../provider/settings/settings";

const program = join(dirname(require.resolve("@portkey-ai/gateway/package.json")), "build/start-server.js");

/** A provider behind the gateway, and what the gateway needs to know of it. */
export interface Upstream {
  readonly provider: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Portkey's open-source gateway, a process of its own, that passes requests on to servers on loopback. */
export class Gateway {
  private constructor(
    private readonly child: ChildProcessByStdio<null, Readable, null>,
    private readonly port: number,
  ) {}

  static async start(): Promise<Gateway> {
    const port = await freePort();
    const child = spawn(process.execPath, [program, `--port=${port}`, "--headless"], {
      env: { PATH: process.env["PATH"], TRUSTED_CUSTOM_HOSTS: "127.0.0.1" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    child.stdout.setEncoding("utf8");
    let printed = "";
    child.stdout.on("data", (text: string) => (printed += text));
    while (!printed.includes("Ready for connections")) {
      await once(child.stdout, "data");
    }
    return new Gateway(child, port);
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  /** Returns settings that lead through it to a provider, at this address. */
  settings({ provider, headers }: Upstream, host: string, more: object): Settings {
    const connection = {
      baseUrl: this.baseUrl,
      provider,
      headers: { "x-portkey-custom-host": host, ...headers },
      maxRetries: 0,
      ...more,
    };
    return resolveSettings({ connection, config: () => undefined, environment: {} });
  }

  async stop(): Promise<void> {
    const exit = once(this.child, "exit");
    this.child.kill();
    await exit;
  }
}

/** The gateway can't choose a port itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
