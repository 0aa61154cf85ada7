import * as pulumi from "@pulumi/pulumi";
import { ReadResourceRequest, ReadResourceResponse, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { quoted } from "../../provider/text/shown";
import { isMocked } from "./mocks";
import { resourceType } from "../providerText";

/** The methods of Pulumi's monitor that are watched here. Each takes a request, and a callback as its last argument. */
interface Monitor {
  registerResource: Ask;
  readResource: Ask;
}
type Ask = (...given: unknown[]) => unknown;

/** The urns that are not part of the operation, for each program in this process. */
const leftOut = new WeakMap<object, Set<string>>();

/**
 * Prevents reads that would break the stack's state. With `--target`, and with `destroy --run-program`, the engine skips resources that are
 * not created yet, and everything that depends on them. But it still runs and stores reads. A state with a resource whose parent or
 * dependency is missing makes every later command fail.
 *
 * This depends on Pulumi's internals (seen in 3.268 to 3.270, with engine 3.260): only the engine's response says that a resource was left
 * out, in `unknown`, and Pulumi does not pass this on for components. So this works only for resources that are registered later.
 */
export function watchForLeftOut(): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor | undefined;
  if (monitor === undefined || leftOut.has(monitor) || isMocked()) {
    return;
  }
  const urns = new Set<string>();
  leftOut.set(monitor, urns);
  const { registerResource, readResource } = monitor;
  monitor.registerResource = (...given) =>
    registerResource.apply(
      monitor,
      given.map((one) => (isFunction(one) ? noting(urns, one) : one)),
    );
  monitor.readResource = (...given) => {
    const [request] = given;
    const callback = given.find(isFunction);
    const missing = request instanceof ReadResourceRequest ? missingFor(request, urns) : undefined;
    if (missing === undefined || callback === undefined) {
      return readResource.apply(monitor, given);
    }
    // The response has the urn of the missing resource: resources that depend on the job are then left out too, or fail with its name.
    callback(null, new ReadResourceResponse().setUrn(missing).setUnknown(true));
  };
}

/** Returns whether one of these urns is not part of the operation. */
export function isLeftOut(urns: readonly unknown[]): boolean {
  const known = leftOut.get(pulumi.runtime.getMonitor() ?? {});
  return urns.some((urn) => typeof urn === "string" && known?.has(urn) === true);
}

function noting(urns: Set<string>, callback: Ask): Ask {
  return (error, response) => {
    if (response instanceof RegisterResourceResponse && response.getUnknown()) {
      urns.add(response.getUrn());
    }
    return callback(error, response);
  };
}

/** Returns the urn of a dependency of a job that the engine does not have; undefined if the job can be read. */
function missingFor(request: ReadResourceRequest, urns: ReadonlySet<string>): string | undefined {
  if (request.getType() !== resourceType || pulumi.runtime.isDryRun()) {
    return undefined; // a preview stores nothing
  }
  const provider = request.getProvider().split("::").slice(0, -1).join("::");
  const needed = [...request.getDependenciesList(), request.getParent(), provider];
  // An id that is unknown in an up comes from a resource that was left out.
  const isUnknown = request.getId() === pulumi.runtime.unknownValue;
  const missing = needed.find((urn) => urns.has(urn)) ?? (isUnknown ? needed[0] : undefined);
  if (missing !== undefined) {
    const name = missing.split("::").at(-1) ?? missing;
    const line = `${quoted(request.getName())} was not read: it depends on ${quoted(name)}, which is not part of this operation.`;
    pulumi.log.info(line).catch(() => undefined);
  }
  return missing;
}

function isFunction(value: unknown): value is Ask {
  return typeof value === "function";
}
