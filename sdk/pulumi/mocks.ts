import * as pulumi from "@pulumi/pulumi";
import type { Clock } from "../../provider/http/clock";
import type { Send } from "../../provider/http/transport";
import type { Environment } from "../../provider/settings/sources";

const inProcess = Symbol.for("pulumi-portkey/in-process");

/** What stands in for the engine, and reads as it does, when a program runs in the process of its test. */
export interface InProcessEngine {
  /** By which the program's waits pace. */
  readonly clock: Clock;
  /** What sends the program's requests. */
  readonly send: Send;
  /** Where the program finds settings, in place of the process's own environment. */
  readonly environment: Environment;
  /** Takes the lines that the terminal would show on resources' rows. */
  readonly log: (line: string, isWarning?: boolean) => void;
}

/**
 * Tells whether a real engine is there, which keeps a row for each resource. Inline programs have one of their own.
 *
 * This reaches into Pulumi (seen in 3.268 to 3.270): the monitor of `setMocks` has a property by which it is told from others.
 */
export function hasEngine(): boolean {
  const monitor = pulumi.runtime.getMonitor();
  return monitor !== undefined && !Reflect.has(monitor, "mocks");
}

/**
 * Tells whether a unit test's mocks (`pulumi.runtime.setMocks`) stand in for the engine. Nothing is requested then, and
 * nothing waited for: what the mocks answer are the outputs.
 */
export function isMocked(): boolean {
  return pulumi.runtime.getMonitor() !== undefined && !hasEngine() && inProcessEngine() === undefined;
}

/** Returns what stands in for the engine where mocks read as it does (`pulumi-portkey/testing`). */
export function inProcessEngine(): InProcessEngine | undefined {
  const monitor = pulumi.runtime.getMonitor();
  return monitor === undefined ? undefined : (Reflect.get(monitor, inProcess) as InProcessEngine | undefined);
}

/** Says of the mocks that are set that they read as the engine does, so that programs do what they do in a deployment. */
export function markInProcess(engine: InProcessEngine): void {
  Object.assign(pulumi.runtime.getMonitor() ?? {}, { [inProcess]: engine });
}

/** Makes an output that a mock's answer leaves out undefined: in a preview it would stay unknown. */
export function orUndefined<Value>(output: pulumi.Output<Value>): pulumi.Output<Value | undefined> {
  const serialized = pulumi.runtime.serializeProperty("", output, new Set());
  return pulumi
    .output(serialized.then((known: unknown) => (known === pulumi.runtime.unknownValue ? undefined : output)))
    .apply((value) => value as Value | undefined);
}
