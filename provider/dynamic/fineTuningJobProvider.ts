import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { NotFoundError } from "../errors/answerErrors";
import { ownErrorSaysWhy, presentable } from "../errors/internalError";
import { ReadOnlyError, SettingsMismatchError, VersionMismatchError } from "../errors/jobErrors";
import { parseJobId } from "../jobs/jobId";
import { JobsClient } from "../jobs/jobsClient";
import { ModelLookout } from "../models/modelLookout";
import { readForRun, runVersion, type Run } from "../run";
import { disagreementBetween, originOf } from "../settings/origin";
import { resolveSettings } from "../settings/settings";
import type { Environment, SettingsSources } from "../settings/sources";
import { waitForChoices } from "../waiting/arguments";
import { waitEnds } from "../waiting/wait";

const runSchema: z.ZodType<Run> = z.object({
  version: z.literal(runVersion),
  preview: z.boolean().optional(),
  waitFor: z.enum(waitForChoices).optional(),
  timeoutMs: z.number().optional(),
  waitedMs: z.number().optional(),
  end: z.enum(waitEnds).optional(),
  why: z.string().optional(),
  requireModelForMs: z.number().optional(),
  settings: z.object({ places: z.record(z.string(), z.string()), baseUrl: z.string().optional() }).optional(),
});
/** What stands for a run that nobody has handed down. */
const defaultRun: Run = { version: runVersion };

/** What the engine hands in: the program's inputs, or in a refresh the state's outputs. */
type Props = Readonly<Record<string, unknown>>;
/** What the engine gets: every output, null where the API has none. */
type Outputs = Readonly<Record<string, unknown>>;

/** Reads fine-tuning jobs for the engine: in each preview and up with the program's arguments, in a refresh with the state's outputs. */
export class FineTuningJobProvider implements pulumi.dynamic.ResourceProvider {
  private config: (name: string) => string | undefined = () => undefined;
  private readonly lookout: ModelLookout;

  constructor(
    private readonly client = new JobsClient(),
    private readonly environment: Environment = process.env,
  ) {
    this.lookout = new ModelLookout(client);
  }

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
  async read(id: pulumi.ID, props: Props = {}): Promise<pulumi.dynamic.ReadResult> {
    try {
      return { id, props: await this.readOutputs(id, props) };
    } catch (error) {
      if (error instanceof NotFoundError && isRefresh(props)) {
        return { id: "", props: {} };
      }
      throw asHostPrints(error);
    }
  }

  /** Refuses: a job is read, never created. */
  create(): Promise<pulumi.dynamic.CreateResult> {
    return Promise.reject(asHostPrints(new ReadOnlyError()));
  }

  private async readOutputs(id: string, props: Props): Promise<Outputs> {
    const jobId = parseJobId(id);
    const { connection } = props;
    const sources: SettingsSources = { connection, config: this.config, environment: this.environment };
    // The connection is what a refresh will find its credentials in.
    const given = { jobId: id, ...(connection === undefined ? {} : { connection }) };
    if (isRefresh(props)) {
      return { ...given, ...(await this.client.readJob(resolveSettings(sources), jobId)) };
    }
    const run = parseRun(jobId.decoded, props["__run"] ?? defaultRun);
    const disagreement = run.settings && disagreementBetween(run.settings, originOf(sources));
    if (disagreement !== undefined) {
      throw new SettingsMismatchError(jobId.decoded, disagreement);
    }
    const { outputs, pending } = await readForRun(this.client, this.lookout, resolveSettings(sources), jobId, run);
    // What the engine gets no output of is unknown to the program, and this process prints nothing: so the preview's line goes up as an output of its own.
    return { ...given, ...outputs, ...(pending && { __pending: pending }) };
  }
}

function parseRun(jobId: string, given: unknown): Run {
  const { success, data, error } = runSchema.safeParse(given);
  if (success) {
    return data;
  }
  const otherVersion = error.issues.some(({ path }) => path[0] === "version");
  throw otherVersion ? new VersionMismatchError(jobId) : error;
}

/** The engine hands back a state's outputs in a refresh, and only those have a status. */
function isRefresh(props: Props): boolean {
  return props["status"] !== undefined;
}

/** Leaves of an error what fits the terminal: the host prints `${error}: ${error.stack}` on the stack's row, the message stands on the job's. */
function asHostPrints(error: unknown): Error {
  const shown = presentable(error);
  return Object.assign(shown, { stack: ownErrorSaysWhy, toString: () => shown.name });
}
