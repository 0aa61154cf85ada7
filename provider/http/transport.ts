import http from "node:http";
import https from "node:https";
import axios, { AxiosError, isAxiosError, type AxiosProxyConfig } from "axios";
import { InvalidArgumentError } from "../errors/argumentErrors";
import { headersOf, type Answer } from "./answer";
import { proxyFor } from "./proxy";
import { TunnelAgent, TunnelRefusal, type TunnelOptions } from "./tunnel";

/** Why there is no answer that could be read. */
export class TransportError extends Error {
  override readonly name = "TransportError";

  constructor(
    readonly kind: "unanswered" | "insecure" | "unreadable",
    message: string,
    /** Node.js's or axios' own, where there is one. */
    readonly code = "",
  ) {
    super(message);
  }
}

const mebibyte = 1024 * 1024;
const keptOpen = { keepAlive: true };
const httpAgent = new http.Agent(keptOpen);
// Client certificates and authorities that a project gives Node's own agent hold for these requests too. Its proxies are ours to find.
const secureOptions: https.AgentOptions & { readonly proxyEnv: undefined } = {
  ...https.globalAgent.options,
  ...keptOpen,
  proxyEnv: undefined,
};
const httpsAgent = new https.Agent(secureOptions);
const tunnelAgents = new Map<string, TunnelAgent>();

const insecure =
  /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_|HOSTNAME_MISMATCH|EPROTO)/;
const unreadable = /^(HPE_|Z_|ERR__ERROR_FORMAT_|ERR_BROTLI|ERR_PADDING)/;

/** When a request is given up. */
interface Limits {
  /** The body included. */
  readonly timeoutMs: number;
  /** Gives it up before. */
  readonly signal?: AbortSignal | undefined;
  /** The largest body that is read, 1 MiB unless it is said. */
  readonly maxBytes?: number | undefined;
}

/** What sends a request; a clock that is not the system's puts one in its place which lets no time pass meanwhile. */
export type Send = typeof get;

/**
 * Sends one GET. Follows no redirect and reads no more than it may.
 *
 * @throws TransportError, whose message holds neither the URL nor a header; or the signal's reason.
 */
export async function get(
  url: string,
  headers: Readonly<Record<string, string>>,
  { timeoutMs, signal, maxBytes = mebibyte }: Limits,
): Promise<Answer> {
  signal?.throwIfAborted();
  const request = new AbortController();
  const giveUp = (): void => request.abort();
  const timer = setTimeout(giveUp, Math.ceil(timeoutMs));
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    return await exchange(url, headers, maxBytes, request.signal);
  } catch (error) {
    if (error instanceof InvalidArgumentError) {
      throw error;
    }
    signal?.throwIfAborted();
    throw request.signal.aborted
      ? new TransportError("unanswered", `no complete answer within ${timeoutMs / 1_000} s`)
      : classify(error, maxBytes);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}

async function exchange(
  url: string,
  headers: Readonly<Record<string, string>>,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Answer> {
  const proxy = proxyFor(new URL(url));
  const isTunnelled = proxy !== undefined && url.startsWith("https:");
  const sending = new Sending(signal);
  try {
    // By `axios.get` the configuration would be merged twice.
    const response = await axios.request<Buffer>({
      url,
      adapter: "http",
      headers: { accept: "application/json", "user-agent": "pulumi-portkey", ...headers },
      httpAgent,
      httpsAgent: isTunnelled ? tunnelAgent(proxy) : httpsAgent,
      maxContentLength: maxBytes,
      maxRedirects: 0,
      proxy: isTunnelled ? false : (proxy ?? false),
      responseType: "arraybuffer",
      signal,
      transformResponse: [],
      transport: sending,
      validateStatus: null,
    });
    const { status } = response;
    const received = headersOf(response.headers as http.IncomingHttpHeaders);
    return { status, headers: received, body: new TextDecoder().decode(response.data) };
  } catch (error) {
    if (isAxiosError(error) && error.cause instanceof TunnelRefusal) {
      return error.cause.answer;
    }
    if (sending.metClosedConnection(error)) {
      return exchange(url, headers, maxBytes, signal);
    }
    throw error;
  }
}

/** What axios sends a request by. */
class Sending {
  private sent: http.ClientRequest | undefined;
  private isAnswered = false;

  constructor(private readonly signal: AbortSignal) {}

  request(options: https.RequestOptions, respond: (response: http.IncomingMessage) => void): http.ClientRequest {
    const given: TunnelOptions = { ...options, givenUp: this.signal };
    this.sent = (options.protocol === "https:" ? https : http).request(given, respond);
    return this.sent.once("response", () => (this.isAnswered = true));
  }

  /** Tells whether the server had closed the connection that was kept for this request. Another try goes at once, and on another connection. */
  metClosedConnection(error: unknown): boolean {
    const isClosed = isCoded(error) && /^(ECONNRESET|EPIPE)$/.test(error.code ?? "");
    return isClosed && !this.isAnswered && this.sent?.reusedSocket === true;
  }
}

function tunnelAgent(proxy: AxiosProxyConfig): TunnelAgent {
  const key = JSON.stringify(proxy);
  const agent = tunnelAgents.get(key) ?? new TunnelAgent(proxy, secureOptions);
  tunnelAgents.set(key, agent);
  return agent;
}

function classify(error: unknown, maxBytes: number): TransportError {
  const code = isAxiosError(error) || isCoded(error) ? (error.code ?? "") : "";
  const message = error instanceof Error && error.message !== "" ? error.message : code;
  if (isAxiosError(error) && code === AxiosError.ERR_BAD_RESPONSE) {
    // Of a body that is too large axios gives no response, of one that breaks off it does.
    return error.response === undefined
      ? new TransportError("unreadable", `is larger than ${maxBytes / mebibyte} MiB`, code)
      : new TransportError("unanswered", "the connection was closed before the answer was complete", code);
  }
  if (insecure.test(code)) {
    return new TransportError("insecure", `${withoutInternals(message)} (${code})`, code);
  }
  if (unreadable.test(code)) {
    return new TransportError("unreadable", `can't be read: ${message} (${code})`, code);
  }
  return new TransportError("unanswered", message.includes(code) ? message : `${message} (${code})`, code);
}

/**
 * Leaves of `write EPROTO 80…:error:0A00010B:SSL routines:function:wrong version number:file:line:` what a reader knows, and
 * of what newer versions of Node.js say the advice, which is given in other words.
 */
function withoutInternals(message: string): string {
  const [, reason] = /:error:[0-9A-F]+:[^:]*:[^:]*:([^:]*):/.exec(message) ?? [];
  return reason ?? message.replace(/; if the root CA .*$/, "");
}

function isCoded(error: unknown): error is { code?: string } {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
}
