import { z } from "zod";
import { NotFoundError, RequestRejectedError } from "../errors/answerErrors";
import { IncompleteListError, ListTooLongError, type Subject } from "../errors/requestErrors";
import type { ApiRequest, Accepted } from "./request";
import { maxEntries } from "./requestLimits";

const entriesPerPage = 100;
/** Fewer different times than these in falling order could be so by chance. */
const fewestTimes = 20;
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
  /** Of one entry. */
  readonly schema: z.ZodType<Parsed>;
  readonly idOf: (entry: Entry) => string;
  /** When an entry was made, in Unix seconds. */
  readonly createdAtOf: (entry: Entry) => number | null;
}

/** One page, and whether others follow: on asking, perhaps (it is full, and says nothing), or by a token of the provider's that can't be given back. */
interface Page<Entry> {
  readonly entries: readonly Entry[];
  readonly more: "no" | "on asking" | "perhaps" | "out of reach";
}

type Ask = <Parsed, Value>(request: ApiRequest<Parsed, Value>) => Promise<Value>;

/**
 * Reads a list, page after page, until its end. The API does not say in which order it gives entries: as long as they come newest first
 * over more than one page, reading ends when `isEnough` says so.
 *
 * @returns the entries newest first, each once; those without a time come last.
 * @throws ListTooLongError, IncompleteListError, and what each request throws.
 */
export async function readList<Parsed, Entry>(
  ask: Ask,
  list: ListRequest<Parsed, Entry>,
  baseUrl: string,
  isEnough: (entries: readonly Entry[]) => boolean,
): Promise<Entry[]> {
  const subject: Subject = { name: list.subject, baseUrl };
  const entries = new Map<string, Entry>();
  let after: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const { size } = entries;
    const incomplete = (why: string, options?: ErrorOptions) =>
      new IncompleteListError(subject, entries.size, why, list.advice.incomplete, options);
    const page = await ask(pageRequest(list, after)).catch((error: unknown) => {
      const isRefused = error instanceof RequestRejectedError || error instanceof NotFoundError;
      throw size > 0 && isRefused
        ? incomplete(`refuses to give the next page (${error.answer})`, { cause: error })
        : error;
    });
    for (const entry of page.entries) {
      if (!entries.has(list.idOf(entry))) {
        entries.set(list.idOf(entry), entry);
      }
    }
    const read = [...entries.values()];
    const last = page.entries.at(-1);
    const isNew = entries.size > size;
    if (page.more === "no" || (page.more === "perhaps" && !isNew)) {
      return newestFirst(read, list);
    }
    if (page.more === "out of reach") {
      throw incomplete("says that there are more, in a way in which they can't be asked for");
    }
    if (last === undefined || !isNew) {
      throw incomplete("says that there are more, and gives none that are new");
    }
    if (pages > 1 && isNewestFirst(read, list) && isEnough(read)) {
      return newestFirst(read, list);
    }
    if (entries.size >= maxEntries) {
      throw new ListTooLongError(subject, maxEntries, list.advice.tooLong);
    }
    after = list.idOf(last);
  }
}

function pageRequest<Parsed, Entry>(
  list: ListRequest<Parsed, Entry>,
  after: string | undefined,
): ApiRequest<WirePage<Parsed>, Page<Entry>> {
  const query = { limit: String(entriesPerPage), ...(after === undefined ? {} : { after }), ...list.query };
  // A name such as metadata[team] goes as it is documented; in a value a slash would cut the gateway's path.
  const text = Object.entries(query).map(([name, value]) => `${encodeName(name)}=${encodeURIComponent(value)}`);
  return {
    ...list,
    path: `${list.path}?${text.join("&")}`,
    maxBytes: maxPageBytes,
    schema: z.object({
      data: z.array(list.schema),
      has_more: z.boolean().nullish(),
      first_id: z.unknown().optional(),
      last_id: z.unknown().optional(),
    }),
    accept: (answer, redact): Accepted<Page<Entry>> => {
      const entries: Entry[] = [];
      for (const [index, parsed] of answer.data.entries()) {
        const accepted = list.accept(parsed, redact);
        if ("problem" in accepted) {
          return { problem: `has an entry, data[${index}], that ${accepted.problem}` };
        }
        entries.push(accepted.value);
      }
      return { value: { entries, more: moreOf(answer, entries.map(list.idOf).at(-1)) } };
    },
  };
}

interface WirePage<Parsed> {
  readonly data: Parsed[];
  readonly has_more?: boolean | null | undefined;
  readonly first_id?: unknown;
  readonly last_id?: unknown;
}

/** Bedrock's answer does not say whether there is more, and has the provider's own token, where it has one, for the last id. */
function moreOf(
  { data, has_more, first_id, last_id }: WirePage<unknown>,
  lastId: string | undefined,
): Page<unknown>["more"] {
  if (typeof has_more === "boolean") {
    return has_more ? "on asking" : "no";
  }
  const isToken = typeof last_id === "string" && last_id !== "" && last_id !== lastId && first_id === undefined;
  if (isToken) {
    return "out of reach";
  }
  return data.length >= entriesPerPage ? "perhaps" : "no";
}

function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll("%5B", "[").replaceAll("%5D", "]");
}

/** Tells whether enough entries stand in falling order that it can't be by chance. */
function isNewestFirst<Parsed, Entry>(entries: readonly Entry[], { createdAtOf }: ListRequest<Parsed, Entry>): boolean {
  const times = entries.map((entry) => createdAtOf(entry) ?? Number.NaN);
  return (
    new Set(times).size >= fewestTimes &&
    times.every((time, index) => index === 0 || time <= (times[index - 1] ?? Number.NaN))
  );
}

function newestFirst<Parsed, Entry>(entries: readonly Entry[], { createdAtOf }: ListRequest<Parsed, Entry>): Entry[] {
  const timeOf = (entry: Entry): number => createdAtOf(entry) ?? Number.NEGATIVE_INFINITY;
  return entries.toSorted((one, other) => Math.sign(timeOf(other) - timeOf(one)) || 0);
}
