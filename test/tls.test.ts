import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import type { ServerOptions } from "node:https";
import { SecureConnectionError } from "../provider";
import { makeAuthority, makeCertificate, type Certificate } from "./support/certificates";
import { ConnectProxy, type ConnectProxyOptions, type Refusal } from "./support/connectProxy";
import { canary, failedRead } from "./support/failedRead";
import { readJobInProcess, type ReadOutcome } from "./support/readJobInProcess";
import { SecureServer } from "./support/secureServer";

const jobId = "ftjob-1";
const model = `accounts/acme/models/support-bot-${jobId}`;
const advice = "For a private certificate authority, set NODE_EXTRA_CA_CERTS to the path of its certificate.";

let folder: string;
let authority: Certificate;
/** The file that NODE_EXTRA_CA_CERTS names. */
let authorityFile: string;
const closers: Array<() => Promise<void> | void> = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "portkey-tls-"));
  authority = await makeAuthority("A private certificate authority");
  authorityFile = join(folder, "authority.pem");
  writeFileSync(authorityFile, authority.cert);
});

afterEach(async () => {
  for (const close of closers.splice(0)) {
    await close();
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function serve(options: ServerOptions): Promise<SecureServer> {
  const server = await SecureServer.start(options);
  closers.push(() => server.close());
  return server;
}

/** A server that speaks no TLS. */
async function serveOther(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe("a server whose certificate can't be trusted", () => {
  const local = () => makeCertificate({ host: "localhost", authority });
  const selfSigned = () => makeCertificate({ host: "localhost" });
  const old = async () => ({ ...(await local()), minVersion: "TLSv1", maxVersion: "TLSv1.1" }) as const;
  it.each<[string, () => Promise<ServerOptions>, RegExp]>([
    ["an authority that nobody knows", local, /first certificate \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/],
    ["a certificate that signs itself", selfSigned, /self-signed certificate \(DEPTH_ZERO_SELF_SIGNED_CERT\)/],
    ["a version of TLS that is too old", old, /EPROTO|ERR_SSL_/],
  ])("gets no second try and never sees the key: %s", async (_name, options, cause) => {
    const server = await serve(await options());

    const error = await failedRead(`https://localhost:${server.port}/v1`);

    expect(error).toBeInstanceOf(SecureConnectionError);
    expect(error.message).toContain(`no secure connection to localhost:${server.port}: `);
    expect(error.message).toMatch(cause);
    expect(error.message).toContain(`(tried once). ${advice}`);
    expect(server.requests).toEqual([]);
    expect(server.connections).toBe(1);
  });

  const speaksNone = () => createServer((_request, response) => response.end());
  const hangsUp = () => createTcpServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
  it.each<[string, () => Server, string, string | RegExp]>([
    ["speaks no TLS at all", speaksNone, "SecureConnectionError", /wrong version number.*\(tried once\)/],
    ["hangs up in the handshake, which is the network's fault", hangsUp, "ConnectionError", "(tried 3 times)"],
  ])("or that %s", async (_what, make, expected, says) => {
    const port = await serveOther(make());
    const error = await failedRead(`https://127.0.0.1:${port}/v1`, { connection: { requestTimeout: 0.2 } });
    expect(error.name).toBe(expected);
    expect(error.message).toMatch(says);
  });
});

/** Reads the job in a process that trusts the private authority. */
function readTrusting(server: SecureServer, host = "localhost", more: Readonly<Record<string, string>> = {}) {
  return readJobInProcess(jobId, {
    PORTKEY_API_KEY: canary,
    PORTKEY_BASE_URL: `https://${host}:${server.port}/v1`,
    NODE_EXTRA_CA_CERTS: authorityFile,
    ...more,
  });
}

describe("NODE_EXTRA_CA_CERTS", () => {
  it("makes a private authority's servers trusted", async () => {
    const server = await serve(await makeCertificate({ host: "localhost", authority }));

    const { outputs } = await readTrusting(server);

    expect(outputs).toMatchObject({ status: "succeeded", fineTunedModel: model });
    expect(server.requests).toMatchObject([{ headers: { "x-portkey-api-key": canary } }]);
  });

  const expired = () => makeCertificate({ host: "localhost", authority, expired: true });
  const elsewhere = () => makeCertificate({ host: "elsewhere.test", authority });
  it.each<[string, () => Promise<ServerOptions>, string, string]>([
    ["that has expired", expired, "has expired (CERT_HAS_EXPIRED)", "The server's certificate must be renewed."],
    ["of another host", elsewhere, "(ERR_TLS_CERT_ALTNAME_INVALID)", "Set the base URL to a host name"],
  ])("does not make a certificate trusted %s", async (_name, options, cause, whatToDo) => {
    const server = await serve(await options());

    const { error, printed } = await readTrusting(server);

    expect(error?.name).toBe("SecureConnectionError");
    expect(error?.message).toContain(`: no secure connection to localhost:${server.port}: `);
    expect(error?.message).toContain(`${cause} (tried once). ${whatToDo}`);
    expect(server.requests).toEqual([]);
    expect(server.connections).toBe(1);
    expect(printed).not.toContain(canary);
  });
});

describe("a server that asks for a client certificate", () => {
  let server: SecureServer;
  let preload: string;

  beforeEach(async () => {
    const certificate = await makeCertificate({ host: ["localhost", "portkey.test"], authority });
    server = await serve({ ...certificate, ca: authority.cert, requestCert: true, rejectUnauthorized: true });
    const client = await makeCertificate({ host: "a-pipeline.test", authority, client: true });
    preload = join(folder, "client-certificate.cjs");
    writeFileSync(
      preload,
      `Object.assign(require("node:https").globalAgent.options, ${JSON.stringify({ cert: client.cert, key: client.key })});`,
    );
  });

  it("gets the one that a file required by NODE_OPTIONS has set for Node's own agent, through a proxy too", async () => {
    const required = { NODE_OPTIONS: `--require ${preload}` };
    const proxy = await ConnectProxy.start({ leadsTo: server.port });
    closers.push(() => proxy.close());

    const direct = await readTrusting(server, "localhost", required);
    const tunnelled = await readTrusting(server, "portkey.test", {
      ...required,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    });

    expect([direct.outputs, tunnelled.outputs]).toMatchObject([{ fineTunedModel: model }, { fineTunedModel: model }]);
    expect(proxy.requests).toMatchObject([{ method: "CONNECT", target: `portkey.test:${server.port}` }]);
  });
});

describe("a proxy of the environment", () => {
  const host = "portkey.test"; // a name that only the proxy can reach
  const user = "proxy-user";
  const password = "proxy-password-77aa";
  let server: SecureServer;

  beforeEach(async () => {
    server = await serve(await makeCertificate({ host, authority }));
  });

  interface ProxiedRead extends ReadOutcome {
    readonly proxy: ConnectProxy;
  }

  /** Reads the job in a process whose environment may say PORT for the proxy's port. */
  async function readThrough(
    environment: Readonly<Record<string, string>>,
    options: Omit<ConnectProxyOptions, "leadsTo"> = {},
    baseUrl = `https://${host}/v1`,
    connection: Readonly<Record<string, unknown>> = {},
  ): Promise<ProxiedRead> {
    const proxy = await ConnectProxy.start({ leadsTo: server.port, ...options });
    closers.push(() => proxy.close());
    const settings = Object.entries({
      PORTKEY_API_KEY: canary,
      PORTKEY_BASE_URL: baseUrl,
      NODE_EXTRA_CA_CERTS: authorityFile,
      ...environment,
    }).map(([name, value]): [string, string] => [name, value.replace("PORT_OF_PROXY", String(proxy.port))]);
    return { ...(await readJobInProcess(jobId, Object.fromEntries(settings), connection)), proxy };
  }

  it.each([
    ["by http", "http://127.0.0.1:PORT_OF_PROXY"],
    ["by https", "https://localhost:PORT_OF_PROXY"],
  ])("is asked for a tunnel %s, and sees nothing of what goes through it", async (_how, address) => {
    const certificate = address.startsWith("https:")
      ? await makeCertificate({ host: "localhost", authority })
      : undefined;
    const { outputs, proxy } = await readThrough({ HTTPS_PROXY: address }, certificate && { certificate });

    expect(outputs).toMatchObject({ fineTunedModel: model });
    expect(proxy.requests).toMatchObject([{ method: "CONNECT", target: `${host}:443` }]);
    expect(JSON.stringify(proxy.requests)).not.toContain(canary);
    expect(server.requests).toMatchObject([
      { path: `/v1/fine_tuning/jobs/${jobId}`, headers: { "x-portkey-api-key": canary } },
    ]);
  });

  it("gets the name and password of its own URL, decoded, which the API does not", async () => {
    const { outputs, proxy } = await readThrough({
      https_proxy: `http://${user}:p%40ss%20word@127.0.0.1:PORT_OF_PROXY`,
    });

    expect(outputs).toMatchObject({ fineTunedModel: model });
    expect(proxy.requests.map(({ headers }) => headers["proxy-authorization"])).toEqual([basic(user, "p@ss word")]);
    expect(Object.keys(server.requests[0]?.headers ?? {})).not.toContain("proxy-authorization");
  });

  const refuses = `the proxy refused to connect to ${host}`;
  const echo = `no access: ${user}:${password} ${basic(user, password)} ${password}`;
  const noRoute = "<html><title>No route</title></html>";
  it.each<[string, Refusal, string]>([
    [
      "wants other credentials",
      { status: "407 Proxy Authentication Required", body: echo },
      "(407 no access: [secret] ",
    ],
    ["can't reach the API", { status: "502 Bad Gateway", body: noRoute }, '"No route"; tried twice). Check'],
  ])("is blamed itself, and quoted without its credentials, where it %s", async (_name, refusal, says) => {
    const { error, printed } = await readThrough(
      { HTTPS_PROXY: `http://${user}:${password}@127.0.0.1:PORT_OF_PROXY` },
      { refusal },
    );

    expect(error?.name).toBe("ProxyError");
    expect(error?.message).toContain(refuses);
    expect(error?.message).toContain(says);
    expect(server.requests).toEqual([]);
    for (const secret of [canary, password, basic(user, password)]) {
      expect(printed).not.toContain(secret);
    }
  });

  it("is named at once where it closes the connection in place of an answer", async () => {
    const refusal = (socket: Duplex) => socket.end();
    const { error, proxy } = await readThrough({ HTTPS_PROXY: "http://127.0.0.1:PORT_OF_PROXY" }, { refusal });
    expect(error?.message).toContain(`the proxy 127.0.0.1:${proxy.port}: socket hang up (ECONNRESET) (tried twice)`);
  });

  it("is given up where it stops in the middle of its answer, and holds no process back", async () => {
    const refusal = (socket: Duplex) => socket.write("HTTP/1.1 403 No\r\ncontent-length: 999\r\n\r\nNo");
    const hasty = { requestTimeout: 0.3, maxRetries: 0 };
    const { error } = await readThrough(
      { HTTPS_PROXY: "http://127.0.0.1:PORT_OF_PROXY" },
      { refusal },
      undefined,
      hasty,
    );
    expect(error?.name).toBe("ConnectionError");
  });

  const nobody = { HTTPS_PROXY: `http://${user}:${password}@127.0.0.1:1` };
  const socks = { ALL_PROXY: `socks5://${user}:${password}@127.0.0.1:1080` };
  it.each<[string, Record<string, string>, string, RegExp]>([
    ["named where nobody listens", nobody, "ConnectionError", /connect ECONNREFUSED 127\.0\.0\.1:1 \(tried twice\)/],
    ["refused where it is of another kind", socks, "InvalidArgumentError", /^ALL_PROXY: socks5:/],
  ])("is %s, without its credentials", async (_how, environment, name, says) => {
    const { error, printed } = await readThrough(environment);
    expect(error?.name).toBe(name);
    expect(error?.message).toMatch(says);
    expect(server.requests).toEqual([]);
    expect(printed).not.toMatch(`${user}|${password}`);
  });
});

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
