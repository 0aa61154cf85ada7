import { PortkeyClient, type RequestLimits } from "../http/client";
import type { Clock } from "../http/clock";
import type { Settings } from "../settings/settings";
import type { FineTuningJobState } from "./fields";
import { jobRequest, newestEventRequest } from "./requests";

const newestEventTimeoutMs = 5_000;

/** Reads what the API offers about fine-tuning jobs. Job ids are as `parseJobId` returns them. */
export class JobsClient {
  private readonly api: PortkeyClient;

  constructor(clock?: Clock) {
    this.api = new PortkeyClient(clock);
  }

  /**
   * Reads a job, with the retries that the settings and the limits allow.
   *
   * @throws a PortkeyError, one class for each cause; or the signal's reason.
   */
  readJob(settings: Settings, jobId: string, limits?: RequestLimits): Promise<FineTuningJobState> {
    return this.api.get(settings, jobRequest(jobId), limits);
  }

  /** Reads the message of a job's newest event. It is a courtesy: where there is none to be had it is undefined. */
  async readNewestEvent(settings: Settings, jobId: string, signal?: AbortSignal): Promise<string | undefined> {
    const limits = { requestTimeoutMs: newestEventTimeoutMs, maxRetries: 0, signal };
    return this.api.get(settings, newestEventRequest(jobId), limits).catch(() => undefined);
  }
}
