import type { z } from "zod";
import type { Absence } from "../errors/answerErrors";
import type { Redact } from "../text/redact";

/**
 * A question to the API. Retries, sharing, limits, redaction and errors come with it: a new endpoint is a function
 * that returns one of these.
 */
export interface ApiRequest<Parsed, Value> {
  /** How messages about it begin: `Fine-tuning job "ftjob-1"`. */
  readonly subject: string;
  /** Below the base URL, encoded, with its query: `/fine_tuning/jobs/ftjob-1`. */
  readonly path: string;
  /** What a 404 means. */
  readonly absence: Absence;
  /** What not every provider has, as in "not every provider has fine-tuning jobs". */
  readonly offer: string;
  /** The largest answer that is read, 1 MiB unless it is said. */
  readonly maxBytes?: number;
  /** What the answer has to be, as in "is not a fine-tuning job". */
  readonly expected: string;
  readonly schema: z.ZodType<Parsed>;
  /** Takes what the schema has parsed, or says what is wrong with it. */
  readonly accept: (parsed: Parsed, redact: Redact) => Accepted<Value>;
}

/** The value, or the problem with the answer, as in `is another job, "ftjob-2"`. */
export type Accepted<Value> = { readonly value: Value } | { readonly problem: string };
