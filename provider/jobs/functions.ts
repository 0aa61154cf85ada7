import { NoMatchingJobError } from "../errors/jobErrors";
import { compact } from "../text/json";
import { asItIs, type Redact } from "../text/redact";
import type { RequestLimits } from "../http/requestLimits";
import { parseValues, type Parsers } from "../settings/parse";
import type { Settings } from "../settings/settings";
import type { CheckpointState, EventState, Known, KnownJob, ListedJob, ModelState } from "./fields";
import { conditionsOf, whyNoneFits, type GivenFilter, type JobFilter } from "./filter";
import { checkFilter, filterParsers, parseLimit, parseModel } from "./functionArguments";
import { parseJobId, type JobId } from "./jobId";
import type { JobsClient } from "./jobsClient";

/** A function that programs in every language can call: its arguments, and the request. */
export interface DataFunction<Result> {
  /**
   * Parses the arguments, and returns a function that sends the request. Throws InvalidArgumentError before any request; `redact` masks
   * secret arguments in it.
   */
  readonly prepare: (
    args: unknown,
    redact?: Redact,
  ) => (client: JobsClient, settings: Settings, limits?: RequestLimits) => Promise<Result>;
}

/** All functions, by their name. */
export const dataFunctions = {
  getFineTuningJob: define<{ jobId: JobId }, KnownJob>(
    { jobId: parseJobId },
    async ({ jobId }, client, settings, limits) =>
      known({ jobId: jobId.given, ...(await client.readJob(settings, jobId, limits)) }),
  ),

  getFineTuningJobs: define<GivenFilter & { limit: number | undefined }, { readonly jobs: readonly KnownJob[] }>(
    { ...filterParsers, limit: parseLimit },
    async ({ limit, ...filter }, client, settings, limits) => {
      const { jobs } = await client.listJobs(settings, filter, limit, limits);
      return { jobs: jobs.map(known) };
    },
  ),

  getLatestFineTuningJob: define<GivenFilter, KnownJob>(filterParsers, async (given, client, settings, limits) => {
    const filter = { ...given, status: given.status ?? ["succeeded"] };
    return known(await latestJob(filter, client, settings, limits));
  }),

  getFineTuningJobCheckpoints: define<{ jobId: JobId }, { readonly checkpoints: readonly Known<CheckpointState>[] }>(
    { jobId: parseJobId },
    async ({ jobId }, client, settings, limits) => {
      const checkpoints = await client.listCheckpoints(settings, jobId, limits);
      return { checkpoints: checkpoints.map(known) };
    },
  ),

  getFineTuningJobEvents: define<
    { jobId: JobId; limit: number | undefined },
    { readonly events: readonly Known<EventState>[] }
  >({ jobId: parseJobId, limit: parseLimit }, async ({ jobId, limit }, client, settings, limits) => {
    const events = await client.listEvents(settings, jobId, limit, limits);
    return { events: events.map(known) };
  }),

  getModel: define<{ model: string }, Known<ModelState>>(
    { model: parseModel },
    async ({ model }, client, settings, limits) => known(await client.readModel(settings, model, limits)),
  ),
} as const satisfies Readonly<Record<string, DataFunction<unknown>>>;

/**
 * Finds the newest matching job.
 *
 * @throws NoMatchingJobError, and what listing jobs throws.
 */
export async function latestJob(
  filter: JobFilter,
  client: JobsClient,
  settings: Settings,
  limits?: RequestLimits,
): Promise<ListedJob> {
  const { jobs, seen, leftOut } = await client.listJobs(settings, filter, 1, limits);
  const [latest] = jobs;
  if (latest === undefined) {
    const wanted = conditionsOf(filter).map(({ words }) => words);
    throw new NoMatchingJobError(
      settings.redact(wanted.join(" and ")),
      settings.baseUrl,
      seen.length,
      settings.redact(whyNoneFits(seen, filter)),
      leftOut,
    );
  }
  return latest;
}

export type DataFunctionName = keyof typeof dataFunctions;
/** What a function returns. */
export type DataFunctionResult<Name extends DataFunctionName> =
  (typeof dataFunctions)[Name] extends DataFunction<infer Result> ? Result : never;

function define<Arguments extends object, Result>(
  parsers: Parsers<Arguments>,
  ask: (args: Arguments, client: JobsClient, settings: Settings, limits?: RequestLimits) => Promise<Result>,
): DataFunction<Result> {
  return {
    prepare: (args, redact = asItIs) => {
      const parsed = parseValues(parsers, args, "args", redact);
      checkFilter(parsed);
      return (client, settings, limits) => ask(parsed, client, settings, limits);
    },
  };
}

/** Removes fields that are null in the API. */
function known<Values extends object>(values: Values): Known<Values> {
  return compact(values) as Known<Values>;
}
