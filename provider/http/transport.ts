import http from "node:http";
import https from "node:https";
import axios, { AxiosError, isAxiosError, type AxiosProxyConfig } from "axios";
import { InvalidArgumentError } from "../errors/argumentErrors";
import { headersOf, type Answer } from "./answer";
import { proxyFor } from "./proxy";
import { TunnelAgent, TunnelRefusal, type TunnelOptions } from "./tunnel";

/** Why there is no readable response. */
export class TransportError extends Error {
  override readonly name = "TransportError";

  constructor(
    readonly kind: "unanswered" | "insecure" | "unreadable",
    message: string,
    /** The code of Node.js or axios, if there is one. */
    readonly code = "",
  ) {
    super(message);
  }
}

const mebibyte = 1024 * 1024;
const keptOpen = { keepAlive: true };
const httpAgent = new http.Agent(keptOpen);
// Use the client certificates and authorities of Node's own agent. Proxies are handled in this package.
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

/** When to give up a request. */
interface Limits {
  /** Includes the body. */
  readonly timeoutMs: number;
  /** Gives up earlier. */
  readonly signal?: AbortSignal | undefined;
  /** The largest body that is read. The default is 1 MiB. */
  readonly maxBytes?: number | undefined;
}

/** A function that sends a request. A simulated clock wraps it, to stop its time during requests. */
export type Send = typeof get;

/**
 * Sends one GET request. It follows no redirect, and reads no more than the limit.
 *
 * @throws TransportError, whose message contains neither the URL nor headers; or the signal's reason.
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
      ? new TransportError("unanswered", `no complete response within ${timeoutMs / 1_000} s`)
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
    // `axios.get` would merge the configuration twice.
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

/** The transport that axios uses. */
class Sending {
  private sent: http.ClientRequest | undefined;
  private isAnswered = false;

  constructor(private readonly signal: AbortSignal) {}

  request(options: https.RequestOptions, respond: (response: http.IncomingMessage) => void): http.ClientRequest {
    const given: TunnelOptions = { ...options, givenUp: this.signal };
    this.sent = (options.protocol === "https:" ? https : http).request(given, respond);
    return this.sent.once("response", () => (this.isAnswered = true));
  }

  /** Returns whether the server had closed the reused connection. Then the request can be sent again immediately, on a new connection. */
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
    // For a body that is too large, axios gives no response; for one that ends early, it does.
    return error.response === undefined
      ? new TransportError("unreadable", `is larger than ${maxBytes / mebibyte} MiB`, code)
      : new TransportError("unanswered", "the connection was closed before the response was complete", code);
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
 * Keeps the useful part of `write EPROTO 80…:error:0A00010B:SSL routines:function:wrong version number:file:line:`, and removes the advice
 * of newer Node.js versions, since the error has its own.
 */
function withoutInternals(message: string): string {
  const [, reason] = /:error:[0-9A-F]+:[^:]*:[^:]*:([^:]*):/.exec(message) ?? [];
  return reason ?? message.replace(/; if the root CA .*$/, "");
}

function isCoded(error: unknown): error is { code?: string } {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
}
