import { debuglog } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { PortkeyClient, type ReadLimits } from "./client";
import { systemClock } from "./clock";
import { formatDuration } from "./duration";
import { isPassing, JobNotFoundError } from "./answerErrors";
import { OutageError, PortkeyError, ReadOnlyError, VersionMismatchError } from "./errors";
import { parseJobId } from "./jobId";
import type { FineTuningJobState } from "./job";
import { resolveSettings, type Settings } from "./settings";
import { longestOutage, waitEnds } from "./wait";
import { isBehind, judge, runVersion, waitForChoices, type Run, type Verdict } from "./verdict";

const runSchema = z
  .object({
    version: z.literal(runVersion),
    preview: z.boolean().default(false),
    waitFor: z.enum(waitForChoices).optional(),
    timeout: z.number().default(0),
    waited: z.number().optional(),
    end: z.enum(waitEnds).optional(),
    why: z.string().optional(),
  })
  .transform((run): Run => ({ ...run, waitFor: run.waitFor, waited: run.waited, end: run.end, why: run.why }));
/** What a program hands down that nothing is waited for in: nothing. */
const plainRun: unknown = { version: runVersion };

/** For how long an answer may be older than what the wait has seen, in milliseconds. */
const longestDelay = 120_000;
const delayInterval = 5_000;
/** How long a read may take, in milliseconds, where the wait before it has tried in vain. */
const lastReadWithin = 10_000;

/** What the end of a job does not change: all that is known of a job that a preview would have to wait for. */
const lasting = [
  "createdAt",
  "integrations",
  "metadata",
  "model",
  "object",
  "organizationId",
  "seed",
  "trainingFile",
  "validationFile",
] as const satisfies readonly (keyof FineTuningJobState)[];

/** What the engine gets: every output, null where the API has none. */
type Outputs = Readonly<Record<string, unknown>>;

/** Reads fine-tuning jobs for the engine: in each preview and up with the program's arguments, in a refresh with the state's outputs. */
export class FineTuningJobProvider implements pulumi.dynamic.ResourceProvider {
  private config: (name: string) => string | undefined = () => undefined;

  constructor(
    private readonly client = new PortkeyClient(),
    private readonly environment: Readonly<Record<string, string | undefined>> = process.env,
    private readonly clock = systemClock,
  ) {}

  /** Takes the stack's config. The host doesn't wait for it, so it must not be asynchronous. */
  configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
    this.config = (name) => request.config.get(`portkey:${name}`);
    return Promise.resolve();
  }

  /**
   * Reads the job. In a refresh a job that is gone leaves the state.
   *
   * @throws a PortkeyError whose message is one line, and all that the terminal shows of it.
   */
  async read(id: pulumi.ID, props: Readonly<Record<string, unknown>> = {}): Promise<pulumi.dynamic.ReadResult> {
    try {
      return { id, props: await this.readOutputs(id, props) };
    } catch (error) {
      if (error instanceof JobNotFoundError && isRefresh(props)) {
        return { id: "", props: {} };
      }
      throw presentable(error);
    }
  }

  /** Refuses: a job is read, never created. */
  create(): Promise<pulumi.dynamic.CreateResult> {
    return Promise.reject(presentable(new ReadOnlyError()));
  }

  private async readOutputs(id: string, props: Readonly<Record<string, unknown>>): Promise<Outputs> {
    const jobId = parseJobId(id);
    const { connection } = props;
    const settings = resolveSettings({ connection, config: this.config, environment: this.environment });
    const run = isRefresh(props) ? undefined : parseRun(jobId, props["__run"] ?? plainRun);
    const job = await this.readFor(run, settings, jobId).catch((error: unknown) => {
      throw run === undefined || !isPassing(error) ? error : (outage(jobId, run, error) ?? error);
    });
    const verdict = run === undefined ? "known" : judge(jobId, job, run, this.clock.now());
    // The connection is what a refresh will find its credentials in.
    return { jobId: id, ...(connection === undefined ? {} : { connection }), ...outputsOf(job, verdict) };
  }

  private async readFor(run: Run | undefined, settings: Settings, jobId: string): Promise<FineTuningJobState> {
    const limits = run === undefined ? {} : readLimits(run);
    const start = this.clock.elapsed();
    for (;;) {
      const job = await this.client.readJob(settings, jobId, limits);
      if (run === undefined || !isBehind(job, run) || this.clock.elapsed() - start >= longestDelay) {
        return job;
      }
      await this.clock.sleep(delayInterval);
    }
  }
}

function readLimits({ end }: Run): ReadLimits {
  switch (end) {
    case "finished":
      // Hours of waiting that found the end are not given up for a server that is away right then.
      return { keepTryingMs: longestOutage };
    case "timeout":
    case "outage":
    case "refused":
      return { withinMs: lastReadWithin };
    case "not started":
    case undefined:
      return {};
  }
}

function parseRun(jobId: string, given: unknown): Run {
  const { success, data, error } = runSchema.safeParse(given);
  if (success) {
    return data;
  }
  throw error.issues.some(({ path }) => path[0] === "version") ? new VersionMismatchError(jobId) : error;
}

/** Says of a wait that ended without a good answer how it ended; undefined where nothing was waited for. */
function outage(jobId: string, { end, waited = 0 }: Run, last: PortkeyError): OutageError | undefined {
  switch (end) {
    case "outage":
      return new OutageError(
        jobId,
        `the wait was given up after ${formatDuration(waited)}, since for ${formatDuration(longestOutage / 1000)} no good answer came`,
        last,
      );
    case "timeout":
    case "finished":
      return new OutageError(
        jobId,
        `no good answer came when the wait was over, after ${formatDuration(waited)}`,
        last,
      );
    case "refused":
    case "not started":
    case undefined:
      return undefined;
  }
}

/** The engine hands back a state's outputs in a refresh, and only those have a status. */
function isRefresh(props: Readonly<Record<string, unknown>>): boolean {
  return props["status"] !== undefined;
}

/** A key that is left out is unknown to a preview. */
function outputsOf(job: FineTuningJobState, verdict: Verdict): Outputs {
  switch (verdict) {
    case "known":
      return { ...job };
    case "pending": {
      const { status, estimatedFinish } = job;
      return {
        ...Object.fromEntries(lasting.map((name) => [name, job[name]])),
        // For what the program says of it: outputs that are not final are unknown.
        __pending: { status, ...(estimatedFinish === null ? {} : { estimatedFinish }) },
      };
    }
  }
}

/** Leaves of an error what fits the terminal, where the engine prints the message and the host prints the rest. */
function presentable(error: unknown): unknown {
  if (!(error instanceof Error) || debuglog("portkey").enabled) {
    return error;
  }
  const shown =
    error instanceof PortkeyError
      ? error
      : new Error(
          `pulumi-portkey met an error of its own (${error.name}). Set NODE_DEBUG=portkey to see it, and report it.`,
        );
  // The host prints `${error}: ${error.stack}` on the stack's row; the message stands on the job's.
  return Object.assign(shown, { stack: "see the job's row", toString: () => shown.name });
}
