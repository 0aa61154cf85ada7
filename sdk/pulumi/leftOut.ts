import * as pulumi from "@pulumi/pulumi";
import { ReadResourceRequest, ReadResourceResponse, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { quoted } from "../../provider/text/shown";
import { isMocked } from "./mocks";
import { resourceType } from "../providerText";

/** What a program asks the engine by, as far as it is watched here. Each takes a request, and last who takes the answer. */
interface Monitor {
  registerResource: Ask;
  readResource: Ask;
}
type Ask = (...given: unknown[]) => unknown;

/** The urns that an operation leaves out, for each program that runs in this process. */
const leftOut = new WeakMap<object, Set<string>>();

/**
 * Keeps from the engine what would break the stack's state: the read of a job that hangs on what an operation leaves out. With `--target`, and with
 * `destroy --run-program`, what is yet to be created is left out, and what depends on it; but a read is carried out and stored all the same, and a
 * state with a resource whose parent or dependency is missing is refused by every later command.
 *
 * This reaches into Pulumi (seen in 3.268 to 3.270, with engine 3.260): the engine says in its answer alone that it has left a resource out,
 * by `unknown`, and Pulumi hands that on for no component. So it works for what is registered from now on.
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
    // In the name of what is missing: what depends on the job is then left out too, or refused with that name.
    callback(null, new ReadResourceResponse().setUrn(missing).setUnknown(true));
  };
}

/** Tells whether one of these urns is left out of the operation. */
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

/** Returns the urn of what a job's read hangs on and the engine does not have; undefined for what can be read. */
function missingFor(request: ReadResourceRequest, urns: ReadonlySet<string>): string | undefined {
  if (request.getType() !== resourceType || pulumi.runtime.isDryRun()) {
    return undefined; // a preview stores nothing
  }
  const provider = request.getProvider().split("::").slice(0, -1).join("::");
  const needed = [...request.getDependenciesList(), request.getParent(), provider];
  // An id that an up does not know comes from what is left out.
  const isUnknown = request.getId() === pulumi.runtime.unknownValue;
  const missing = needed.find((urn) => urns.has(urn)) ?? (isUnknown ? needed[0] : undefined);
  if (missing !== undefined) {
    const name = missing.split("::").at(-1) ?? missing;
    const line = `${quoted(request.getName())} is not read: it depends on ${quoted(name)}, which this operation leaves out.`;
    pulumi.log.info(line).catch(() => undefined);
  }
  return missing;
}

function isFunction(value: unknown): value is Ask {
  return typeof value === "function";
}
