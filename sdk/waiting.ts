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
import { rowOf, warnOn } from "./pulumi/row";
import { readStackConfig } from "./pulumi/stackConfig";

/** A job as the program makes it, when all transformations have had their say. */
export interface MadeJob {
  options: pulumi.CustomResourceOptions;
  connection: pulumi.Output<ConnectionArgs | undefined> | undefined;
  /** Undefined as long as it is being made. */
  resource: pulumi.CustomResource | undefined;
}

/** A job's wait in the program's process: the provider could not be interrupted by a program that fails, and would hold one of the engine's slots. */
export class ProgramWait {
  /** Whether an operator has said not to wait for a job that the program waits for; false until that is known. */
  isSkipped = false;
  private readonly preview = pulumi.runtime.isDryRun();
  private readonly clock = programClock();
  private readonly program: ReturnType<typeof watchProgram> | undefined;
  private readonly progress: Progress | undefined;
  private sources: SettingsSources | undefined;
  private timeoutMs = 0;
  private jobId = "";
  private warnWithinMs: number | undefined;

  /** @param mayWait whether the program waits for it, as far as that can be known yet. */
  constructor(
    name: string,
    private readonly job: MadeJob,
    mayWait: boolean,
  ) {
    if (mayWait) {
      const row = rowOf(name, pulumi.createUrn(name, resourceType, job.options.parent));
      this.program = this.preview ? undefined : watchProgram();
      this.progress = new Progress(row, { sparse: !hasTerminal() || !hasEngine(), clock: this.clock });
    }
  }

  /**
   * Waits, in an up that has something to wait for. Returns what the provider has to know of this run.
   *
   * @throws InvalidArgumentError; SettingsMismatchError; the error that has ended the program meanwhile.
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

  /** Looks at the model of a job that has succeeded, and warns on its row of what is found. Only the end of the program waits for it. */
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
    // It settles with that, whatever becomes of it.
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

  /** Masks the credentials that the job is read with in a text that is shown; before they are known it masks nothing. */
  redact(text: string): string {
    return this.sources === undefined ? text : resolveSettings(this.sources).redact(text);
  }

  /** Says in a preview, on the job's row, what the up will wait for. */
  announce(pending: PendingJob | undefined): void {
    if (pending !== undefined) {
      this.progress?.announce(pendingLine(pending, this.timeoutMs, this.clock.now()));
    }
  }

  /** Ends what goes on beside it, however it has ended. */
  close(): void {
    this.progress?.close();
    this.program?.stop();
  }
}
