import { request, type RequestOptions } from "node:https";
import { TunnelAgent, type TunnelOptions } from "../../../provider/http/tunnel";
import { makeCertificate, type Certificate } from "../../support/certificates";
import { ConnectProxy, type ConnectProxyOptions } from "../../support/connectProxy";
import { eventually } from "../../support/eventually";
import { SecureServer } from "../../support/secureServer";

const host = "portkey.test";
let certificate: Certificate;
let server: SecureServer;
let proxy: ConnectProxy;
let agent: TunnelAgent;

beforeAll(async () => {
  certificate = await makeCertificate({ host });
});

async function start(options: Omit<ConnectProxyOptions, "leadsTo"> = {}): Promise<void> {
  server = await SecureServer.start(certificate);
  proxy = await ConnectProxy.start({ leadsTo: server.port, ...options });
  agent = new TunnelAgent(
    { protocol: "http:", host: "127.0.0.1", port: proxy.port },
    { ca: certificate.cert, keepAlive: true },
  );
}

afterEach(async () => {
  agent.destroy();
  await proxy.close();
  await server.close();
});

/** Asks for a path, and returns the status. */
async function ask(options: TunnelOptions = {}): Promise<number | undefined> {
  const given: RequestOptions = { host, path: "/jobs/1", agent, ...options };
  return new Promise((resolve, reject) => {
    request(given, (answer) => answer.resume().on("end", () => resolve(answer.statusCode)))
      .on("error", reject)
      .end();
  });
}

describe("a tunnel", () => {
  it("is kept for the next request", async () => {
    await start();
    expect([await ask(), await ask()]).toEqual([200, 200]);
    expect(server.requests).toHaveLength(2);
    expect(proxy.requests).toHaveLength(1);
  });

  it("leads to an IPv6 address in brackets", async () => {
    await start();
    await ask({ host: "2001:db8::1", servername: host });
    expect(proxy.requests).toMatchObject([{ target: "[2001:db8::1]:443", headers: { host: "[2001:db8::1]:443" } }]);
  });

  it("that does not open is closed when the request stops", async () => {
    const over = new AbortController();
    await start({
      refusal: (socket) => {
        socket.resume().on("end", () => socket.destroy());
        over.abort();
      },
    });
    await expect(ask({ givenUp: over.signal })).rejects.toThrow(
      `the proxy 127.0.0.1:${proxy.port}: The operation was aborted`,
    );
    await eventually(() => proxy.tunnels === 0, "the end of the connection to the proxy");
  });
});
