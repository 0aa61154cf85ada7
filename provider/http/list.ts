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
/** A hundred jobs whose graders are long. */
const maxPageBytes = 16 * 1024 * 1024;

/** A list that the API gives in pages: `GET …?limit=100&after=ID`. */
export interface ListRequest<Parsed, Entry> extends Omit<ApiRequest<Parsed, Entry>, "maxBytes"> {
  /** Below the base URL, without a query. */
  readonly path: string;
  /** What the server is asked to leave out, if it knows how. */
  readonly query?: Readonly<Record<string, string>>;
  /** What to do where the list can't be read whole, and where it is too long. */
  readonly advice: { readonly incomplete: string; readonly tooLong: string };
  /** Of one entry. What it refuses is left out of the list, and counted. */
  readonly schema: z.ZodType<Parsed>;
  readonly idOf: (entry: Entry) => string | null;
  /** How many entries are enough, for a list of which it is known that the newest come first. */
  readonly enough?: number;
  /** When an entry was made, in Unix seconds. */
  readonly createdAtOf: (entry: Entry) => number | null;
}

/** A list as far as it was read. */
export interface ReadEntries<Entry> {
  /** Newest first, each once; those without a time come last. */
  readonly entries: readonly Entry[];
  /** How many entries were left out, since they are not what is listed. */
  readonly leftOut: number;
}

/** One page. */
interface Page<Entry> extends ReadEntries<Entry> {
  /**
   * Whether others follow: the page says that they do (`on asking`); it says nothing and is full (`perhaps`); or they come by a token of the
   * provider's, which the gateway does not take back (`out of reach`).
   */
  readonly more: "no" | "on asking" | "perhaps" | "out of reach";
  /** Whether it has as many entries as were asked for. A server that does not care gives more, and with them all that there are. */
  readonly isFull: boolean;
  /** What the next page comes after. */
  readonly lastId: string | undefined;
}

type Ask = <Parsed, Value>(request: ApiRequest<Parsed, Value>) => Promise<Value>;

/**
 * Reads a list, page after page, to its end: the API does not say in which order it gives entries, so the newest may be the last. It ends
 * before where the list says what is enough.
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
        ? incomplete(`refuses to give the next page (${error.summary})`, { cause: error })
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

/** Says why a page that may not be the last one has no next one to ask for; undefined where it has. */
function whyNoNext({ more, lastId }: Page<unknown>, isNew: boolean): string | undefined {
  if (more === "out of reach") {
    return "says that there are more, in a way in which they can't be asked for";
  }
  if (!isNew) {
    return more === "perhaps"
      ? "gives the same page again when it is asked for the next one"
      : "says that there are more, and gives none that are new";
  }
  return lastId === undefined ? "may have more, and its entries have no id by which to ask for them" : undefined;
}

function pageRequest<Parsed, Entry>(
  list: ListRequest<Parsed, Entry>,
  after: string | undefined,
): ApiRequest<WirePage, Page<Entry>> {
  const query = { limit: String(entriesPerPage), ...(after === undefined ? {} : { after }), ...list.query };
  // A name such as metadata[team] goes as it is documented; in a value a slash would cut the gateway's path.
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
          log("%s; the entry is left out", problems.at(-1));
        }
      }
      const leftOut = problems.length;
      if (after === undefined && leftOut > 0 && entries.length === 0) {
        // Something else is listed there.
        return {
          problem: `is not ${list.expected}: ${problems[0]} (${countOf(leftOut, "entry was", "entries were")} left out, which is all there are)`,
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
  // Programs in Go write an empty list so.
  data: z
    .array(z.unknown())
    .nullable()
    .transform((data) => data ?? []),
  has_more: z.unknown().optional(),
  first_id: z.unknown().optional(),
  last_id: z.unknown().optional(),
});
type WirePage = z.infer<typeof pageSchema>;

/** Bedrock's answer does not say whether there is more, and has the provider's own token, where it has one, for the last id. */
function endOf({ data, has_more, first_id, last_id }: WirePage): Pick<Page<unknown>, "more" | "lastId"> {
  const lastId = data.map((one) => (isRecord(one) ? textOf(one["id"]) : undefined)).findLast((id) => id !== undefined);
  const isToken = typeof last_id === "string" && last_id !== "" && last_id !== lastId && first_id === undefined;
  const said = saidOf(has_more);
  if (said !== undefined) {
    return { more: said ? "on asking" : "no", lastId };
  }
  return { more: isToken ? "out of reach" : data.length >= entriesPerPage ? "perhaps" : "no", lastId };
}

/** Takes a flag for what it plainly means, as in `"false"` or `0`. */
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
