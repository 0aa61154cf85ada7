import { FineTuningJobProvider } from "../../provider/dynamic/fineTuningJobProvider";
import { PortkeyError } from "../../provider/errors";
import { JobsClient } from "../../provider/jobs/jobsClient";
import { FakeClock } from "./fakeClock";

export const canary = "pk-canary-5f1e9d";

export interface ReadOptions {
  readonly clock?: FakeClock;
  readonly jobId?: string;
  readonly connection?: Readonly<Record<string, unknown>>;
}

/** Reads a job as a program run does, tries three times at most, and lets no real time pass between them. */
export async function read(
  baseUrl: string,
  { clock = new FakeClock(), jobId = "ftjob-1", connection = {} }: ReadOptions = {},
): Promise<Readonly<Record<string, unknown>>> {
  const provider = new FineTuningJobProvider(new JobsClient(clock), {
    PORTKEY_API_KEY: canary,
    PORTKEY_BASE_URL: baseUrl,
  });
  const { props } = await provider.read(jobId, { connection: { maxRetries: 2, requestTimeout: 5, ...connection } });
  return props ?? {};
}

/** Reads a job, expects that it fails, and returns the error. */
export async function failedRead(baseUrl: string, options?: ReadOptions): Promise<PortkeyError> {
  const outcome = await read(baseUrl, options).catch((error: unknown) => error);
  if (outcome instanceof PortkeyError) {
    return outcome;
  }
  throw new Error(`expected a PortkeyError and got ${JSON.stringify(outcome)}`, { cause: outcome });
}
