import * as pulumi from "@pulumi/pulumi";

const inProcess = Symbol.for("pulumi-portkey/in-process");

/** Tells whether a real engine is there, which keeps a row for each resource. Inline programs have one of their own. */
export function hasEngine(): boolean {
  const monitor = pulumi.runtime.getMonitor();
  return monitor !== undefined && !Reflect.has(monitor, "mocks");
}

/**
 * Tells whether a unit test's mocks (`pulumi.runtime.setMocks`) stand in for the engine. Nothing is requested then, and
 * nothing waited for: what the mocks answer are the outputs.
 */
export function isMocked(): boolean {
  const monitor = pulumi.runtime.getMonitor();
  return monitor !== undefined && !hasEngine() && !Reflect.has(monitor, inProcess);
}

/** Says of the mocks that are set that they read as the engine does, so that programs do what they do in a deployment. */
export function markInProcess(): void {
  Object.assign(pulumi.runtime.getMonitor() ?? {}, { [inProcess]: true });
}

/** Makes an output that a mock's answer leaves out undefined: in a preview it would stay unknown. */
export function orUndefined<Value>(output: pulumi.Output<Value>): pulumi.Output<Value | undefined> {
  const serialized = pulumi.runtime.serializeProperty("", output, new Set());
  return pulumi
    .output(serialized.then((known: unknown) => (known === pulumi.runtime.unknownValue ? undefined : output)))
    .apply((value) => value as Value | undefined);
}
