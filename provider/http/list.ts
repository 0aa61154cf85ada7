import { debuglog } from "node:util";
import { z } from "zod";
import { NotFoundError, RequestRejectedError } from "../errors/answerErrors";
import { IncompleteListError, ListTooLongError, type Subject } from "../errors/requestErrors";
import { firstIssue } from "./issues";
import { isRecord, textOf } from "../text/json";
import type { Redact } from "../text/redact";
import { countOf } from "../text/words";
import type { ApiRequest, Accepted } from "./request";
import { maxEntries } from "./requestLimits";

const log = debuglog("portkey");
const entriesPerPage = 100;
/** Enough for a hundred jobs with long graders. */
const maxPageBytes = 16 * 1024 * 1024;

/** A list that the API returns in pages: `GET …?limit=100&after=ID`. */
export interface ListRequest<Parsed, Entry> extends Omit<ApiRequest<Parsed, Entry>, "maxBytes"> {
  /** Relative to the base URL, without a query. */
  readonly path: string;
  /** Filters for the server, if it supports them. */
  readonly query?: Readonly<Record<string, string>>;
  /** What to do if the list can't be read completely, and if it is too long. */
  readonly advice: { readonly incomplete: string; readonly tooLong: string };
  /** The schema of one entry. Entries that do not match are left out and counted. */
  readonly schema: z.ZodType<Parsed>;
  readonly idOf: (entry: Entry) => string | null;
  /** How many entries are enough. Only for lists that return the newest entries first. */
  readonly enough?: number;
  /** When an entry was created, in Unix seconds. */
  readonly createdAtOf: (entry: Entry) => number | null;
}

/** The entries that were read from a list. */
export interface ReadEntries<Entry> {
  /** Newest first, without duplicates. Entries without a time come last. */
  readonly entries: readonly Entry[];
  /** How many entries were left out because they are of the wrong kind. */
  readonly leftOut: number;
}

/** One page. */
interface Page<Entry> extends ReadEntries<Entry> {
  /**
   * Whether there are more pages: the page says so (`on asking`); it does not say and is full (`perhaps`); or they need the provider's own
   * token, which the gateway does not accept (`out of reach`).
   */
  readonly more: "no" | "on asking" | "perhaps" | "out of reach";
  /** Whether it has as many entries as were requested. A server that ignores the limit returns all entries. */
  readonly isFull: boolean;
  /** The id after which the next page starts. */
  readonly lastId: string | undefined;
}

type Ask = <Parsed, Value>(request: ApiRequest<Parsed, Value>) => Promise<Value>;

/**
 * Reads a list to its end, page by page: the API does not document an order, so the newest entry may be the last. It stops early if
 * `enough` entries are read.
 *
 * @throws ListTooLongError, IncompleteListError, and what each request throws.
 */
export async function readList<Parsed, Entry>(
  ask: Ask,
  list: ListRequest<Parsed, Entry>,
  baseUrl: string,
): Promise<ReadEntries<Entry>> {
  const subject: Subject = { name: list.subject, baseUrl };
  const entries = new Map<string, Entry>();
  let leftOut = 0;
  let after: string | undefined;
  for (;;) {
    const { size } = entries;
    const incomplete = (why: string, options?: ErrorOptions) =>
      new IncompleteListError(subject, entries.size, why, list.advice.incomplete, options);
    const page = await ask(pageRequest(list, after)).catch((error: unknown) => {
      const isRefused = error instanceof RequestRejectedError || error instanceof NotFoundError;
      throw size > 0 && isRefused
        ? incomplete(`refused to return the next page (${error.summary})`, { cause: error })
        : error;
    });
    for (const entry of page.entries) {
      const id = list.idOf(entry) ?? JSON.stringify(entry);
      if (!entries.has(id)) {
        entries.set(id, entry);
      }
    }
    leftOut += page.leftOut;
    const isNew = entries.size > size;
    const isEnough = entries.size >= (list.enough ?? Number.POSITIVE_INFINITY);
    if (isEnough || page.more === "no" || (page.more === "perhaps" && !isNew && !page.isFull)) {
      return { entries: newestFirst([...entries.values()], list), leftOut };
    }
    const deadEnd = whyNoNext(page, isNew);
    if (deadEnd !== undefined) {
      throw incomplete(deadEnd);
    }
    if (entries.size >= maxEntries) {
      throw new ListTooLongError(subject, maxEntries, list.advice.tooLong);
    }
    after = page.lastId;
  }
}

/** Returns why there is no way to request the next page; undefined if there is. */
function whyNoNext({ more, lastId }: Page<unknown>, isNew: boolean): string | undefined {
  if (more === "out of reach") {
    return "has more entries, but gives no way to request them";
  }
  if (!isNew) {
    return more === "perhaps"
      ? "returned the same page again"
      : "says that there are more entries, but returned no new ones";
  }
  return lastId === undefined
    ? "may have more entries, but they have no ids, so the next page can't be requested"
    : undefined;
}

function pageRequest<Parsed, Entry>(
  list: ListRequest<Parsed, Entry>,
  after: string | undefined,
): ApiRequest<WirePage, Page<Entry>> {
  const query = { limit: String(entriesPerPage), ...(after === undefined ? {} : { after }), ...list.query };
  // A name such as metadata[team] is sent as documented. A slash in a value would cut the gateway's path.
  const text = Object.entries(query).map(([name, value]) => `${encodeName(name)}=${encodeURIComponent(value)}`);
  return {
    ...list,
    path: `${list.path}?${text.join("&")}`,
    maxBytes: maxPageBytes,
    schema: pageSchema,
    accept: (wire, redact): Accepted<Page<Entry>> => {
      const entries: Entry[] = [];
      const problems: string[] = [];
      for (const [index, one] of wire.data.entries()) {
        const accepted = acceptEntry(list, one, redact);
        if ("value" in accepted) {
          entries.push(accepted.value);
        } else {
          problems.push(`data[${index}]${accepted.problem}`);
          log("%s; the entry is ignored", problems.at(-1));
        }
      }
      const leftOut = problems.length;
      if (after === undefined && leftOut > 0 && entries.length === 0) {
        return {
          problem: `is not ${list.expected}: ${problems[0]} (${countOf(leftOut, "entry", "entries")}, none valid)`,
        };
      }
      return { value: { entries, leftOut, isFull: wire.data.length === entriesPerPage, ...endOf(wire) } };
    },
  };
}

function acceptEntry<Parsed, Entry>(
  { schema, accept }: ListRequest<Parsed, Entry>,
  wire: unknown,
  redact: Redact,
): Accepted<Entry> {
  const parsed = schema.safeParse(wire);
  if (!parsed.success) {
    const { path, problem } = firstIssue(parsed.error);
    return { problem: `${path && "."}${path}: ${problem}` };
  }
  const accepted = accept(parsed.data, redact);
  return "problem" in accepted ? { problem: ` ${accepted.problem}` } : accepted;
}

const pageSchema = z.object({
  // Go programs write an empty list as null.
  data: z
    .array(z.unknown())
    .nullable()
    .transform((data) => data ?? []),
  has_more: z.unknown().optional(),
  first_id: z.unknown().optional(),
  last_id: z.unknown().optional(),
});
type WirePage = z.infer<typeof pageSchema>;

/**
 * Returns how the list continues. Bedrock's response does not say whether there are more entries, and has the provider's own token as the
 * last id.
 */
function endOf({ data, has_more, first_id, last_id }: WirePage): Pick<Page<unknown>, "more" | "lastId"> {
  const lastId = data.map((one) => (isRecord(one) ? textOf(one["id"]) : undefined)).findLast((id) => id !== undefined);
  const isToken = typeof last_id === "string" && last_id !== "" && last_id !== lastId && first_id === undefined;
  const said = saidOf(has_more);
  if (said !== undefined) {
    return { more: said ? "on asking" : "no", lastId };
  }
  return { more: isToken ? "out of reach" : data.length >= entriesPerPage ? "perhaps" : "no", lastId };
}

/** Reads a flag in any form, such as `"false"` or `0`. */
function saidOf(flag: unknown): boolean | undefined {
  const word = typeof flag === "object" ? "" : String(flag).toLowerCase();
  return /^(true|yes|[1-9]\d*)$/.test(word) ? true : /^(false|no|0)$/.test(word) ? false : undefined;
}

function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll("%5B", "[").replaceAll("%5D", "]");
}

function newestFirst<Parsed, Entry>(entries: readonly Entry[], { createdAtOf }: ListRequest<Parsed, Entry>): Entry[] {
  const timeOf = (entry: Entry): number => createdAtOf(entry) ?? Number.NEGATIVE_INFINITY;
  return entries.toSorted((one, other) => Math.sign(timeOf(other) - timeOf(one)) || 0);
}
