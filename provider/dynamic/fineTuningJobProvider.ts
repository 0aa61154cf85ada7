import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { NotFoundError } from "../errors/answerErrors";
import { seeErrorOfJob, presentable } from "../errors/internalError";
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
/** The run if the program passed none. */
const defaultRun: Run = { version: runVersion };

/** The engine's input: the program's inputs, or the state's outputs in a refresh. */
type Props = Readonly<Record<string, unknown>>;
/** The result for the engine: every output, null if the API has no value. */
type Outputs = Readonly<Record<string, unknown>>;

/**
 * Reads fine-tuning jobs for the engine: with the program's arguments in previews and updates, and with the state's outputs in a refresh.
 */
export class FineTuningJobProvider implements pulumi.dynamic.ResourceProvider {
  private config: (name: string) => string | undefined = () => undefined;
  private readonly lookout: ModelLookout;

  constructor(
    private readonly client = new JobsClient(),
    private readonly environment: Environment = process.env,
  ) {
    this.lookout = new ModelLookout(client);
  }

  /** Stores the stack config. It must be synchronous, since Pulumi's host does not wait for it. */
  configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
    this.config = (name) => request.config.get(`portkey:${name}`);
    return Promise.resolve();
  }

  /**
   * Reads the job. A refresh removes a job that no longer exists from the state.
   *
   * @throws PortkeyError, whose message is one line.
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

  /** Fails, because a job is only read. */
  create(): Promise<pulumi.dynamic.CreateResult> {
    return Promise.reject(asHostPrints(new ReadOnlyError()));
  }

  private async readOutputs(id: string, props: Props): Promise<Outputs> {
    const jobId = parseJobId(id);
    const { connection } = props;
    const sources: SettingsSources = { connection, config: this.config, environment: this.environment };
    // A refresh finds its credentials in the stored connection.
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
    // Outputs that are left out are unknown to the program. This process must not print, so the preview's status line is returned as an
    // output.
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

/** Returns whether the engine is refreshing: only then do the inputs have a status. */
function isRefresh(props: Props): boolean {
  return props["status"] !== undefined;
}

/** Shortens an error for the CLI: the host prints `${error}: ${error.stack}` on the stack's line, and the message on the job's line. */
function asHostPrints(error: unknown): Error {
  const shown = presentable(error);
  return Object.assign(shown, { stack: seeErrorOfJob, toString: () => shown.name });
}
