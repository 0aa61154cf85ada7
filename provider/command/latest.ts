import { NoMatchingJobError } from "../errors/jobErrors";
import type { ListedJob } from "../jobs/fields";
import { conditionsOf, whyNoneFits } from "../jobs/filter";
import { checkFilter, filterParsers } from "../jobs/functionArguments";
import type { JobsClient } from "../jobs/jobsClient";
import { parseValues } from "../settings/parse";
import type { Settings } from "../settings/settings";

/**
 * Finds the newest job that fits and may have a model one day: without a status in the filter one that has neither failed nor been cancelled,
 * whatever word a provider has for it.
 *
 * @returns what finds it.
 * @throws InvalidArgumentError; what finds it throws NoMatchingJobError, and what listing jobs throws.
 */
export function prepareLatest(
  given: Readonly<Record<string, unknown>>,
): (client: JobsClient, settings: Settings, signal: AbortSignal) => Promise<ListedJob> {
  const filter = parseValues(filterParsers, given, "args");
  checkFilter(filter);
  return async (client, settings, signal) => {
    const isWanted = ({ status }: ListedJob): boolean =>
      filter.status !== undefined || (status !== "failed" && status !== "cancelled");
    const { jobs, seen, leftOut } = await client.listJobs(settings, filter, undefined, { signal });
    const latest = jobs.find(isWanted);
    if (latest !== undefined) {
      return latest;
    }
    const lost = jobs.length === 0 ? [] : ["all of them failed or cancelled"];
    throw new NoMatchingJobError(
      settings.redact(
        conditionsOf(filter)
          .map(({ words }) => words)
          .join(", ") || "to wait for",
      ),
      settings.baseUrl,
      seen.length,
      settings.redact([whyNoneFits(seen, filter), ...lost].filter((part) => part !== "").join(", ")),
      leftOut,
    );
  };
}
