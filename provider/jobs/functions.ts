import { NoMatchingJobError } from "../errors/jobErrors";
import { compact } from "../text/json";
import { asItIs, type Redact } from "../text/redact";
import type { RequestLimits } from "../http/requestLimits";
import type { Settings } from "../settings/settings";
import type { CheckpointState, EventState, Known, KnownJob } from "./fields";
import { conditionsOf, whyNoneFits, type JobFilter } from "./filter";
import {
  checkFilter,
  filterParsers,
  parseFunctionArguments,
  parseId,
  parseLimit,
  type ArgumentParsers,
} from "./functionArguments";
import { parseJobId } from "./jobId";
import type { JobsClient } from "./jobsClient";

/** A question that programs of every skin can ask: its arguments, and how it is answered. */
export interface DataFunction<Result> {
  /**
   * Parses the arguments, and returns what asks. Throws InvalidArgumentError, in which `redact` masks what is secret among them, before anything is
   * asked.
   */
  readonly prepare: (
    args: unknown,
    redact?: Redact,
  ) => (client: JobsClient, settings: Settings, limits?: RequestLimits) => Promise<Result>;
}

/** All functions, by their name. */
export const dataFunctions = {
  getFineTuningJob: define<{ jobId: string }, KnownJob>(
    { jobId: parseId },
    async ({ jobId }, client, settings, limits) => {
      const id = parseJobId(jobId);
      return known({ jobId, ...(await client.readJob(settings, id, limits)) });
    },
  ),

  getFineTuningJobs: define<JobFilter & { limit: number | undefined }, { readonly jobs: readonly KnownJob[] }>(
    { ...filterParsers, limit: parseLimit },
    async ({ limit, ...filter }, client, settings, limits) => {
      const { jobs } = await client.listJobs(settings, filter, limit, limits);
      return { jobs: jobs.map(known) };
    },
  ),

  getLatestFineTuningJob: define<JobFilter, KnownJob>(filterParsers, async (given, client, settings, limits) => {
    const filter = { ...given, status: given.status ?? ["succeeded"] };
    const { jobs, seen, leftOut } = await client.listJobs(settings, filter, 1, limits);
    const [latest] = jobs;
    if (latest === undefined) {
      const wanted = conditionsOf(filter).map(({ words }) => words);
      throw new NoMatchingJobError(
        settings.redact(wanted.join(", ")),
        settings.baseUrl,
        seen.length,
        settings.redact(whyNoneFits(seen, filter)),
        leftOut,
      );
    }
    return known(latest);
  }),

  getFineTuningJobCheckpoints: define<{ jobId: string }, { readonly checkpoints: readonly Known<CheckpointState>[] }>(
    { jobId: parseId },
    async ({ jobId }, client, settings, limits) => {
      const checkpoints = await client.listCheckpoints(settings, parseJobId(jobId), limits);
      return { checkpoints: checkpoints.map(known) };
    },
  ),

  getFineTuningJobEvents: define<
    { jobId: string; limit: number | undefined },
    { readonly events: readonly Known<EventState>[] }
  >({ jobId: parseId, limit: parseLimit }, async ({ jobId, limit }, client, settings, limits) => {
    const events = await client.listEvents(settings, parseJobId(jobId), limit, limits);
    return { events: events.map(known) };
  }),
} as const satisfies Readonly<Record<string, DataFunction<unknown>>>;

export type DataFunctionName = keyof typeof dataFunctions;
/** What a function answers. */
export type DataFunctionResult<Name extends DataFunctionName> =
  (typeof dataFunctions)[Name] extends DataFunction<infer Result> ? Result : never;

function define<Arguments extends object, Result>(
  parsers: ArgumentParsers<Arguments>,
  answer: (args: Arguments, client: JobsClient, settings: Settings, limits?: RequestLimits) => Promise<Result>,
): DataFunction<Result> {
  return {
    prepare: (args, redact = asItIs) => {
      const parsed = parseFunctionArguments(parsers, args, redact);
      checkFilter(parsed);
      return (client, settings, limits) => answer(parsed, client, settings, limits);
    },
  };
}

/** Leaves out what the API has as null. */
function known<Values extends object>(values: Values): Known<Values> {
  return compact(values) as Known<Values>;
}
