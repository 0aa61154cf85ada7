import * as pulumi from "@pulumi/pulumi";
import { originOf } from "../provider/settings/origin";
import { resolveSettings } from "../provider/settings/settings";
import type { SettingsSources } from "../provider/settings/sources";
import { modelWarning } from "../provider/models/modelFinding";
import type { ModelOfJob } from "../provider/models/modelLookout";
import { waitForJob, beginRun, type Run } from "../provider/run";
import type { Arguments } from "../provider/waiting/arguments";
import { hasTerminal, Progress } from "../provider/waiting/progress";
import { pendingLine, type PendingJob } from "../provider/waiting/progressLine";
import type { WaitResult } from "../provider/waiting/wait";
import type { ConnectionArgs } from "./connectionArgs";
import { programClient, programClock, programEnvironment, programLookout } from "./program";
import { checkProviderSettings } from "./providerSettings";
import { resourceType } from "./providerText";
import { dependenciesOf } from "./pulumi/dependencies";
import { isLeftOut } from "./pulumi/leftOut";
import { hasEngine } from "./pulumi/mocks";
import { watchProgram, whileProgramRuns } from "./pulumi/programFailure";
import { statusLineOf, warnOn } from "./pulumi/statusLine";
import { readStackConfig } from "./pulumi/stackConfig";

/** A job after all transformations have run. */
export interface MadeJob {
  options: pulumi.CustomResourceOptions;
  connection: pulumi.Output<ConnectionArgs | undefined> | undefined;
  /** Undefined until it has been created. */
  resource: pulumi.CustomResource | undefined;
}

/**
 * A job's wait, which runs in the program's process. In the provider, a failing program could not stop it, and it would use one of the
 * engine's slots.
 */
export class ProgramWait {
  /** Whether the operator has turned off the wait for this job; false until this is known. */
  isSkipped = false;
  private readonly preview = pulumi.runtime.isDryRun();
  private readonly clock = programClock();
  private readonly program: ReturnType<typeof watchProgram> | undefined;
  private readonly progress: Progress | undefined;
  private sources: SettingsSources | undefined;
  private timeoutMs = 0;
  private jobId = "";
  private warnWithinMs: number | undefined;

  /** @param mayWait Whether the program waits for the job, as far as it is known yet. */
  constructor(
    name: string,
    private readonly job: MadeJob,
    mayWait: boolean,
  ) {
    if (mayWait) {
      const statusLine = statusLineOf(name, pulumi.createUrn(name, resourceType, job.options.parent));
      this.program = this.preview ? undefined : watchProgram();
      this.progress = new Progress(statusLine, { sparse: !hasTerminal() || !hasEngine(), clock: this.clock });
    }
  }

  /**
   * Waits for the job if this up needs to. Returns what the provider needs to know about this run.
   *
   * @throws InvalidArgumentError; SettingsMismatchError; the error that ended the program during the wait.
   */
  async untilRead(args: Arguments, connection: unknown): Promise<Run> {
    const sources = { connection, config: await readStackConfig(), environment: programEnvironment() };
    this.sources = sources;
    this.timeoutMs = args.timeoutMs;
    const { run, warnWithinMs } = await beginRun(args, this.preview, sources, () => this.wait(args, sources));
    this.warnWithinMs = warnWithinMs;
    this.jobId = args.jobId.decoded;
    this.isSkipped = args.waitFor !== undefined && run.waitFor === undefined;
    return { ...run, settings: originOf(sources) };
  }

  private async wait(args: Arguments, sources: SettingsSources): Promise<WaitResult> {
    const { options, resource } = this.job;
    const signal = this.program?.signal;
    const dependencies = await dependenciesOf(options, new Set(resource && [resource]));
    signal?.throwIfAborted();
    if (isLeftOut(dependencies) || this.progress === undefined) {
      return { end: "not started", waitedMs: 0 }; // it will not be read either
    }
    checkProviderSettings(args.jobId.decoded, sources, resource?.getProvider(resourceType));
    let settings: ReturnType<typeof resolveSettings>;
    try {
      settings = resolveSettings(sources);
    } catch (error) {
      return { end: "not started", waitedMs: 0, why: error instanceof Error ? error.message : String(error) };
    }
    return waitForJob(programClient(), settings, args, this.progress, signal);
  }

  /** Checks the model of a job that has succeeded, and shows a warning if needed. Only the end of the program waits for it. */
  lookAtModel(resource: pulumi.CustomResource, name: string): void {
    const done = pulumi.runtime.rpcKeepAlive();
    const outputs = pulumi.all([
      Reflect.get(resource, "fineTunedModel"),
      Reflect.get(resource, "model"),
    ]) as unknown as pulumi.Output<Array<string | null | undefined>>;
    const looked = outputs.apply(async ([fineTunedModel = null, model = null]) => {
      const isSecret = await pulumi.isSecret(outputs);
      const warning = await this.warningOf({ fineTunedModel, model }, isSecret).catch(() => undefined);
      if (warning !== undefined) {
        await warnOn(resource, name, warning);
      }
    });
    // It settles together with the check, whether that succeeds or fails.
    pulumi.isSecret(looked).then(done, done);
  }

  private async warningOf(model: ModelOfJob, isSecret: boolean): Promise<string | undefined> {
    const { sources, warnWithinMs } = this;
    if (sources === undefined || warnWithinMs === undefined || model.fineTunedModel === null) {
      return undefined;
    }
    const settings = resolveSettings(sources, isSecret ? Object.values(model).filter((name) => name !== null) : []);
    const job = { ...model, jobId: settings.redact(this.jobId) };
    return whileProgramRuns((signal) => modelWarning(programLookout(), settings, job, warnWithinMs, signal));
  }

  /** Masks the credentials of this job's settings. Until they are known, it masks nothing. */
  redact(text: string): string {
    return this.sources === undefined ? text : resolveSettings(this.sources).redact(text);
  }

  /** Shows in a preview what the update will wait for. */
  announce(pending: PendingJob | undefined): void {
    if (pending !== undefined) {
      this.progress?.announce(pendingLine(pending, this.timeoutMs, this.clock.now()));
    }
  }

  /** Stops the progress lines and the watch of the program. */
  close(): void {
    this.progress?.close();
    this.program?.stop();
  }
}
