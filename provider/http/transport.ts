import { Agent as HttpAgent } from "node:http";
import { globalAgent, Agent as HttpsAgent } from "node:https";
import axios, { isAxiosError } from "axios";
import { InvalidArgumentError } from "../errors/argumentErrors";
import { proxyFor } from "./proxy";

/** An answer as it came, whatever its status. */
export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why there is no answer that could be read. */
export class TransportError extends Error {
  override readonly name = "TransportError";

  constructor(
    readonly kind: "unanswered" | "insecure" | "unreadable",
    message: string,
  ) {
    super(message);
  }
}

const mebibyte = 1024 * 1024;
/** How many connections one process has at once. The program's and the provider's make 16 together. */
export const maxConnections = 8;
const agentOptions = { keepAlive: true, maxSockets: maxConnections, maxFreeSockets: maxConnections };
const httpAgent = new HttpAgent(agentOptions);
// Client certificates and authorities that a project gives Node's own agent hold for these requests too.
const httpsAgent = new HttpsAgent({ ...globalAgent.options, ...agentOptions });

const insecure =
  /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_|HOSTNAME_MISMATCH|EPROTO)/;
const unreadable = /^(HPE_|Z_|ERR__ERROR_FORMAT_|ERR_BAD_RESPONSE|ERR_BROTLI|ERR_PADDING)/;

/** When a request is given up. */
export interface Limits {
  /** The body included. */
  readonly timeoutMs: number;
  /** Gives it up before. */
  readonly signal?: AbortSignal | undefined;
  /** The largest body that is read, 1 MiB unless it is said. */
  readonly maxBytes?: number | undefined;
}

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
    // By `axios.get` the configuration would be merged twice.
    const response = await axios.request<Buffer>({
      url,
      adapter: "http",
      headers: { accept: "application/json", "user-agent": "pulumi-portkey", ...headers },
      httpAgent,
      httpsAgent,
      maxContentLength: maxBytes,
      maxRedirects: 0,
      proxy: proxyFor(url),
      responseType: "arraybuffer",
      signal: request.signal,
      transformResponse: [],
      validateStatus: null,
    });
    return {
      status: response.status,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      ),
      body: new TextDecoder().decode(response.data),
    };
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

function classify(error: unknown, maxBytes: number): TransportError {
  const code = isAxiosError(error) || isCoded(error) ? (error.code ?? "") : "";
  const message = error instanceof Error && error.message !== "" ? error.message : code;
  if (message.startsWith("maxContentLength")) {
    return new TransportError("unreadable", `is larger than ${maxBytes / mebibyte} MiB`);
  }
  if (message === "stream has been aborted") {
    return new TransportError("unanswered", "the connection was closed before the answer was complete");
  }
  if (insecure.test(code)) {
    return new TransportError("insecure", `${withoutInternals(message)} (${code})`);
  }
  if (unreadable.test(code)) {
    return new TransportError("unreadable", `can't be read: ${message} (${code})`);
  }
  return new TransportError("unanswered", message.includes(code) ? message : `${message} (${code})`);
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
