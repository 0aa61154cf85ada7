import { percentDecoded } from "../../provider/text/redact";
import { answer, type Fault } from "./faults";

/** An entry of a list, with the API's names. */
export type WireEntry = Record<string, unknown> & { readonly id: string };

export type List = "jobs" | "events" | "checkpoints";

/** The parsed path of a request. */
export interface ParsedPath {
  readonly jobId: string;
  readonly list: List | undefined;
  /** The requested model, instead of a job. */
  readonly model: string | undefined;
  readonly query: URLSearchParams;
}

/** Parses the path of a request. */
export function parsePath(path: string): ParsedPath {
  const [known, model, jobId = "", below] =
    /^\/v1\/(?:models\/([^/?]+)|fine_tuning\/jobs(?:\/([^/?]+)(?:\/(events|checkpoints))?)?)(?:\?|$)/.exec(path) ?? [];
  const isList = known !== undefined && jobId === "" && model === undefined;
  const list = below === "events" || below === "checkpoints" ? below : isList ? "jobs" : undefined;
  const query = new URLSearchParams(path.split("?")[1]);
  return { jobId: percentDecoded(jobId), list, model: model && percentDecoded(model), query };
}

/** Responds with one page of a list: `limit` entries after the entry with the id `after`. */
export function pageOf(entries: readonly WireEntry[], query: URLSearchParams, headers: Record<string, string>): Fault {
  const after = query.get("after");
  const start = after === null ? 0 : entries.findIndex(({ id }) => id === after) + 1;
  const data = entries.slice(start, start + Number(query.get("limit") ?? 20));
  const has_more = start + data.length < entries.length;
  return answer(200, { object: "list", data, first_id: data[0]?.id, last_id: data.at(-1)?.id, has_more }, headers);
}
