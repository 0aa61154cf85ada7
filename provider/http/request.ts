import type { z } from "zod";
import type { Redact } from "../text/redact";

/**
 * A request to the API. The client adds retries, sharing, limits, redaction and errors. To add an endpoint, write a function that returns
 * one of these.
 */
export interface ApiRequest<Parsed, Value> {
  /** The start of messages about it: `Fine-tuning job "ftjob-1"`. */
  readonly subject: string;
  /** Relative to the base URL, encoded, with the query: `/fine_tuning/jobs/ftjob-1`. */
  readonly path: string;
  /** What to do about a 404. */
  readonly afterMissing: string;
  /** What not every provider supports, as in "Not every provider supports fine-tuning jobs". */
  readonly offer: string;
  /** The largest response that is read. The default is 1 MiB. */
  readonly maxBytes?: number;
  /** What the response must be, as in "is not a fine-tuning job". */
  readonly expected: string;
  readonly schema: z.ZodType<Parsed>;
  /** Returns the value for parsed data, or the problem with it. */
  readonly accept: (parsed: Parsed, redact: Redact) => Accepted<Value>;
}

/** The value, or the problem with the response, as in `is for another job, "ftjob-2"`. */
export type Accepted<Value> = { readonly value: Value } | { readonly problem: string };
