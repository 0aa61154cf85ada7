import type { IncomingHttpHeaders } from "node:http";

/** An HTTP response, with any status. */
export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether a proxy returned it instead of opening a tunnel, so that the API was not reached. */
  readonly ofProxy?: boolean;
}

/** Returns headers in the form that an answer has. */
export function headersOf(headers: IncomingHttpHeaders): Answer["headers"] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
