import * as pulumi from "@pulumi/pulumi";
import {
  ReadResourceResponse,
  type ReadResourceRequest,
  type RegisterResourceRequest,
  type RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { longestExcerpt, shown } from "../provider/text/shown";
import { isMocked } from "./mocks";
import { resourceType } from "./providerText";

/** What a program asks the engine by, as far as it is watched here. */
interface Monitor {
  registerResource: Ask<RegisterResourceRequest, RegisterResourceResponse>;
  readResource: Ask<ReadResourceRequest, ReadResourceResponse>;
}
type Ask<Request, Response> = (request: Request, answer: Answer<Response>) => unknown;
type Answer<Response> = (error: Error | null, response: Response) => void;

/** The urns that an operation leaves out, for each program that runs in this process. */
const leftOut = new WeakMap<object, Set<string>>();

/**
 * Keeps from the engine what would break the stack's state: the read of a job that hangs on what an operation leaves out. With `--target`, and with
 * `refresh` or `destroy --run-program`, what is yet to be created is left out, and what depends on it; but a read is carried out and stored all the
 * same, and a state with a resource whose parent or dependency is missing is refused by every later command.
 *
 * This reaches into Pulumi (seen in 3.268 to 3.274): the engine says in its answer alone that it has left a resource out, by `unknown`, and Pulumi
 * hands that on for no component. So it works for what is registered from now on.
 */
export function watchForLeftOut(): void {
  const monitor: Monitor | undefined = pulumi.runtime.getMonitor();
  if (monitor === undefined || leftOut.has(monitor) || isMocked()) {
    return;
  }
  const urns = new Set<string>();
  leftOut.set(monitor, urns);
  const { registerResource, readResource } = monitor;
  monitor.registerResource = (request, answer) =>
    registerResource.call(monitor, request, (error, response) => {
      if (error === null && response.getUnknown()) {
        urns.add(response.getUrn());
      }
      answer(error, response);
    });
  monitor.readResource = (request, answer) => {
    const missing = request.getType() === resourceType ? missingFor(request, urns) : undefined;
    if (missing === undefined) {
      return readResource.call(monitor, request, answer);
    }
    const [name, needs] = [request.getName(), nameIn(missing)].map((one) => JSON.stringify(shown(one, longestExcerpt)));
    const line = `${name} is not read: it depends on ${needs}, which this operation leaves out.`;
    pulumi.log.info(line).catch(() => undefined);
    // In the name of what is missing: what depends on the job is then left out too, or refused with that name.
    answer(null, new ReadResourceResponse().setUrn(missing).setUnknown(true));
  };
}

/** Tells whether one of these urns is left out of the operation. */
export function isLeftOut(urns: readonly unknown[]): boolean {
  const known = leftOut.get(pulumi.runtime.getMonitor() ?? {});
  return urns.some((urn) => typeof urn === "string" && known?.has(urn) === true);
}

/** Returns the urn of what a read hangs on and the engine does not have; undefined where it can be read. */
function missingFor(request: ReadResourceRequest, urns: ReadonlySet<string>): string | undefined {
  if (pulumi.runtime.isDryRun()) {
    return undefined; // nothing is stored
  }
  const provider = request.getProvider().split("::").slice(0, -1).join("::");
  const needed = [...request.getDependenciesList(), request.getParent(), provider];
  const missing = needed.find((urn) => urns.has(urn));
  // An id that an up does not know comes from what is left out.
  return missing ?? (request.getId() === pulumi.runtime.unknownValue ? needed[0] : undefined);
}

function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
