import { PortkeyClient } from "../http/client";
import type { RequestLimits } from "../http/requestLimits";
import { systemClock, type Clock } from "../http/clock";
import type { Send } from "../http/transport";
import { readList, type ListRequest, type ReadEntries } from "../http/list";
import type { Settings } from "../settings/settings";
import type { CheckpointState, EventState, FineTuningJobState, ListedJob, ModelState } from "./fields";
import { conditionsOf, type JobFilter } from "./filter";
import type { JobId } from "./jobId";
import {
  checkpointsRequest,
  eventsRequest,
  jobRequest,
  jobsRequest,
  modelRequest,
  newestEventRequest,
} from "./requests";

const newestEventTimeoutMs = 5_000;
/** Events are optional: they must not use the connections that the reads of jobs need. */
const maxNewestEventReads = 2;

/** The matching jobs of a list, all of its jobs, and the number of entries that are not jobs. */
interface FoundJobs {
  readonly jobs: readonly ListedJob[];
  readonly seen: readonly ListedJob[];
  readonly leftOut: number;
}

/** Reads what the API offers about fine-tuning jobs. */
export class JobsClient {
  private readonly api: PortkeyClient;
  private newestEventReads = 0;

  /** @param clock The clock for retries, and for waits for these jobs. */
  constructor(
    readonly clock: Clock = systemClock,
    send?: Send,
  ) {
    this.api = new PortkeyClient(clock, send);
  }

  /**
   * Reads a job, with the retries that the settings and the limits allow.
   *
   * @throws a PortkeyError, one class for each cause; or the signal's reason.
   */
  readJob(settings: Settings, jobId: JobId, limits?: RequestLimits): Promise<FineTuningJobState> {
    return this.api.get(settings, jobRequest(jobId), limits);
  }

  /**
   * Lists the matching jobs, newest first, at most `limit`.
   *
   * @returns The matching jobs, and all jobs of the list.
   * @throws ListTooLongError, IncompleteListError, and what `readJob` throws.
   */
  async listJobs(
    settings: Settings,
    filter: JobFilter,
    limit = Number.POSITIVE_INFINITY,
    limits?: RequestLimits,
  ): Promise<FoundJobs> {
    const conditions = conditionsOf(filter);
    const fits = (job: ListedJob): boolean => conditions.every(({ holds }) => holds(job));
    const { entries: seen, leftOut } = await this.list(settings, jobsRequest(filter), limits);
    return { jobs: seen.filter(fits).slice(0, limit), seen, leftOut };
  }

  /** Lists a job's checkpoints, newest first. Throws what `listJobs` throws. */
  async listCheckpoints(settings: Settings, jobId: JobId, limits?: RequestLimits): Promise<readonly CheckpointState[]> {
    return (await this.list(settings, checkpointsRequest(jobId), limits)).entries;
  }

  /** Lists a job's events, newest first, at most `limit`. Throws what `listJobs` throws. */
  async listEvents(
    settings: Settings,
    jobId: JobId,
    limit = Number.POSITIVE_INFINITY,
    limits?: RequestLimits,
  ): Promise<EventState[]> {
    const { entries } = await this.list(settings, eventsRequest(jobId, limit), limits);
    return entries.slice(0, limit);
  }

  private list<Parsed, Entry>(
    settings: Settings,
    request: ListRequest<Parsed, Entry>,
    limits?: RequestLimits,
  ): Promise<ReadEntries<Entry>> {
    const subject = settings.redact(request.subject);
    return readList((page) => this.api.get(settings, page, limits), { ...request, subject }, settings.baseUrl);
  }

  /** Reads a model. Throws what `readJob` throws. */
  readModel(settings: Settings, model: string, limits?: RequestLimits): Promise<ModelState> {
    return this.api.get(settings, modelRequest(model), limits);
  }

  /**
   * Reads the message of a job's newest event; undefined if there is none.
   *
   * @throws Error if two such reads are already in progress.
   */
  async readNewestEvent(settings: Settings, jobId: JobId, signal?: AbortSignal): Promise<string | undefined> {
    if (this.newestEventReads >= maxNewestEventReads) {
      throw new Error("two newest events are being read");
    }
    const limits = { requestTimeoutMs: newestEventTimeoutMs, maxRetries: 0, signal };
    this.newestEventReads += 1;
    try {
      return await this.api.get(settings, newestEventRequest(jobId), limits);
    } catch {
      return undefined;
    } finally {
      this.newestEventReads -= 1;
    }
  }
}
