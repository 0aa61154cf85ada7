import { percentDecoded } from "../../provider/text/redact";
import { answer, type Fault } from "./faults";

/** An entry of a list, in the API's own spelling. */
export type WireEntry = Record<string, unknown> & { readonly id: string };

export type List = "jobs" | "events" | "checkpoints";

/** Takes the path of a request apart. */
export function parsePath(path: string): { jobId: string; list: List | undefined; query: URLSearchParams } {
  const [, jobId = "", below] =
    /^\/v1\/fine_tuning\/jobs(?:\/([^/?]+)(?:\/(events|checkpoints))?)?(?:\?|$)/.exec(path) ?? [];
  const list = below === "events" || below === "checkpoints" ? below : jobId === "" ? "jobs" : undefined;
  return { jobId: percentDecoded(jobId), list, query: new URLSearchParams(path.split("?")[1]) };
}

/** Answers with a page of a list: `limit` entries, those that come after the one that `after` names. */
export function pageOf(entries: readonly WireEntry[], query: URLSearchParams, headers: Record<string, string>): Fault {
  const after = query.get("after");
  const start = after === null ? 0 : entries.findIndex(({ id }) => id === after) + 1;
  const data = entries.slice(start, start + Number(query.get("limit") ?? 20));
  const has_more = start + data.length < entries.length;
  return answer(200, { object: "list", data, first_id: data[0]?.id, last_id: data.at(-1)?.id, has_more }, headers);
}
