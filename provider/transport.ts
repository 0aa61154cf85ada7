import { Agent as HttpAgent } from "node:http";
import { globalAgent, Agent as HttpsAgent } from "node:https";
import axios, { isAxiosError } from "axios";
import { isLoopback } from "./baseUrl";

/** An answer as it came, whatever its status. */
export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why there is no answer that could be read. */
export class TransportError extends Error {
  constructor(
    readonly kind: "unanswered" | "insecure" | "unreadable",
    message: string,
  ) {
    super(message);
  }
}

const mostBytes = 1024 * 1024;
const connections = 8;
const agentOptions = { keepAlive: true, maxSockets: connections, maxFreeSockets: connections };
const httpAgent = new HttpAgent(agentOptions);
// Client certificates and authorities that a project gives Node's own agent hold for these requests too.
const httpsAgent = new HttpsAgent({ ...globalAgent.options, ...agentOptions });

const insecure =
  /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_|HOSTNAME_MISMATCH|EPROTO)/;
const unreadable = /^(HPE_|Z_|ERR__ERROR_FORMAT_|ERR_BAD_RESPONSE|ERR_BROTLI|ERR_PADDING)/;

/**
 * Sends one GET. Follows no redirect, reads at most 1 MiB, and gives up after so many seconds, body included.
 *
 * @throws TransportError, whose message holds neither the URL nor a header.
 */
export async function get(
  url: string,
  headers: Readonly<Record<string, string>>,
  timeoutSeconds: number,
): Promise<Answer> {
  const signal = AbortSignal.timeout(Math.ceil(timeoutSeconds * 1000));
  try {
    const response = await axios.get<Buffer>(url, {
      adapter: "http",
      headers: { accept: "application/json", "user-agent": "pulumi-portkey", ...headers },
      httpAgent,
      httpsAgent,
      maxContentLength: mostBytes,
      maxRedirects: 0,
      responseType: "arraybuffer",
      signal,
      transformResponse: [],
      validateStatus: null,
      // What is meant for this machine goes through no proxy, whatever the environment says.
      ...(isLoopback(new URL(url).hostname) ? { proxy: false } : {}),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      ),
      body: new TextDecoder().decode(response.data),
    };
  } catch (error) {
    throw signal.aborted
      ? new TransportError("unanswered", `no complete answer within ${timeoutSeconds} s`)
      : classify(error);
  }
}

function classify(error: unknown): TransportError {
  const code = isAxiosError(error) || isCoded(error) ? (error.code ?? "") : "";
  const message = error instanceof Error && error.message !== "" ? error.message : code;
  if (message.startsWith("maxContentLength")) {
    return new TransportError("unreadable", "is larger than 1 MiB");
  }
  if (insecure.test(code)) {
    return new TransportError("insecure", `${message} (${code})`);
  }
  if (unreadable.test(code)) {
    return new TransportError("unreadable", `can't be read: ${message} (${code})`);
  }
  return new TransportError("unanswered", message.includes(code) ? message : `${message} (${code})`);
}

function isCoded(error: unknown): error is { code?: string } {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
}
