import { fieldNames, fieldOf } from "../jobs/fields";
import { systemClock, type Clock } from "../http/clock";
import type { JobsClient } from "../jobs/jobsClient";
import { resolveSettings } from "../settings/settings";
import type { Environment, SettingsSources } from "../settings/sources";
import { redactor } from "../text/redact";
import { checkArgumentNames, meaninglessTimeouts, parseArguments, type CustomTimeouts } from "../waiting/arguments";
import { Progress } from "../waiting/progress";
import { prepareRun } from "../waiting/prepareRun";
import { describePending, pendingOf } from "../waiting/progressLine";
import { runVersion, type Run } from "../waiting/run";
import { hasTerminal } from "../waiting/terminal";
import { masked, readVerdict } from "../waiting/verdict";
import type { WaitResult } from "../waiting/wait";
import type { Waiter } from "../waiting/waiter";
import type { Configuration } from "./configuration";
import type { Engine } from "./engine";
import { evenOut } from "./spelling";
import { secretTexts, unknownValue, type Received } from "./values";

export interface Construction {
  readonly urn: string;
  readonly preview: boolean;
  readonly inputs: Received;
  readonly customTimeouts?: CustomTimeouts | undefined;
  readonly configuration: Configuration;
  readonly environment: Environment;
  readonly client: JobsClient;
  readonly waiter: Waiter;
  readonly engine: Pick<Engine, "info" | "warn">;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}

/** The outputs of the component: null where the API has none, {@link unknownValue} for what a preview does not know. */
export type Outputs = Readonly<Record<string, unknown>>;

/**
 * Reads a job as the resource of Node.js programs does, waiting for it first in an up that is to wait. Returns the component's outputs.
 *
 * @throws a PortkeyError; the signal's reason.
 */
export async function readComponent(construction: Construction): Promise<Outputs> {
  const { urn, preview, inputs, configuration, environment, client, waiter, engine, signal } = construction;
  const { clock = systemClock, customTimeouts } = construction;
  checkArgumentNames(Object.keys(inputs.values));
  const warning = meaninglessTimeouts(customTimeouts);
  if (warning !== undefined) {
    engine.warn(urn, warning);
  }
  if (inputs.unknowns.size > 0) {
    return Object.fromEntries(["jobId", ...fieldNames].map((name) => [name, unknownValue]));
  }
  const { connection, ...own } = evenOut(inputs.values);
  const secrets = secretTexts(inputs);
  const args = parseArguments(own, customTimeouts, redactor(secrets));
  const sources: SettingsSources = { connection, config: configuration, environment };
  const settings = resolveSettings(sources, secrets);
  const waited = await prepareRun(args, preview, sources, waitOnRow);
  const run: Run = waited ?? { version: runVersion, preview, timeoutMs: 0 };
  const { job, outcome } = await readVerdict(client, clock, run, settings, args.jobId, signal);
  if (outcome === "pending") {
    engine.info(urn, describePending(pendingOf(masked(job, settings.redact)), args.timeoutMs, clock.now()), false);
  }
  return {
    jobId: args.jobId.given,
    ...Object.fromEntries(
      fieldNames.map((name) => [
        name,
        outcome === "known" || fieldOf(name).lasting === true ? job[name] : unknownValue,
      ]),
    ),
  };

  async function waitOnRow(): Promise<WaitResult> {
    const row = {
      isThere: () => true,
      write: (line: string, ephemeral: boolean) => engine.info(urn, line, ephemeral),
    };
    const progress = new Progress(row, { sparse: !hasTerminal(), clock });
    try {
      return await waiter.wait({
        jobId: args.jobId,
        timeoutMs: args.timeoutMs,
        pollIntervalMs: args.pollIntervalMs,
        sources,
        signal,
        onProgress: (seen) => progress.show(seen),
      });
    } finally {
      progress.close();
    }
  }
}
