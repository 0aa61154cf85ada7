import * as pulumi from "@pulumi/pulumi";
import type { Clock } from "../../provider/http/clock";
import type { Send } from "../../provider/http/transport";
import type { Environment } from "../../provider/settings/sources";

const inProcess = Symbol.for("pulumi-portkey/in-process");

/** Replaces the engine when a program runs inside its test. */
export interface InProcessEngine {
  /** The clock for the program's waits. */
  readonly clock: Clock;
  /** Sends the program's requests. */
  readonly send: Send;
  /** The program's environment variables, instead of the process's own. */
  readonly environment: Environment;
  /** Called with each line that the CLI would show for a resource. */
  readonly log: (line: string, isWarning?: boolean) => void;
}

/**
 * Returns whether there is a real engine, which shows a line for each resource. Inline programs have their own engine.
 *
 * This depends on Pulumi's internals (seen in 3.268 to 3.270): only the monitor of `setMocks` has this property.
 */
export function hasEngine(): boolean {
  const monitor = pulumi.runtime.getMonitor();
  return monitor !== undefined && !Reflect.has(monitor, "mocks");
}

/**
 * Returns whether a unit test's mocks (`pulumi.runtime.setMocks`) replace the engine. Then nothing is requested and nothing waits: the
 * state that the mocks return becomes the outputs.
 */
export function isMocked(): boolean {
  return pulumi.runtime.getMonitor() !== undefined && !hasEngine() && inProcessEngine() === undefined;
}

/** Returns the replacement for the engine if mocks read jobs as the engine does (`pulumi-portkey/testing`). */
export function inProcessEngine(): InProcessEngine | undefined {
  const monitor = pulumi.runtime.getMonitor();
  return monitor === undefined ? undefined : (Reflect.get(monitor, inProcess) as InProcessEngine | undefined);
}

/** Marks the current mocks as a replacement for the engine, so that programs behave as in a deployment. */
export function markInProcess(engine: InProcessEngine): void {
  Object.assign(pulumi.runtime.getMonitor() ?? {}, { [inProcess]: engine });
}

/** Makes an output undefined if a mock did not return it: in a preview it would stay unknown. */
export function orUndefined<Value>(output: pulumi.Output<Value>): pulumi.Output<Value | undefined> {
  const serialized = pulumi.runtime.serializeProperty("", output, new Set());
  return pulumi
    .output(serialized.then((known: unknown) => (known === pulumi.runtime.unknownValue ? undefined : output)))
    .apply((value) => value as Value | undefined);
}
