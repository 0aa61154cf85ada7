import type { IncomingHttpHeaders } from "node:http";

/** An answer as it came, whatever its status. */
export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether a proxy gave it where it was asked for a tunnel, and the API was never reached. */
  readonly ofProxy?: boolean;
}

/** Writes headers as an answer has them. */
export function headersOf(headers: IncomingHttpHeaders): Answer["headers"] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
