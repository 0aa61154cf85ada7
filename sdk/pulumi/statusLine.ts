import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import type { StatusLine } from "../../provider/waiting/progress";
import { hasEngine, inProcessEngine } from "./mocks";

/**
 * Returns the status line of a resource that is not registered yet, by its name and its future urn.
 *
 * This depends on Pulumi's internals (seen in 3.268 to 3.270): its log only uses the resource's urn.
 */
export function statusLineOf(name: string, urn: pulumi.Output<string>): StatusLine {
  if (!hasEngine()) {
    const log = inProcessEngine()?.log ?? ((text: string) => process.stderr.write(`${text}\n`));
    return { isReady: () => true, write: (line) => log(`${name}: ${line}`) };
  }
  let knownUrn: string | undefined;
  // A line that waits for its urn would delay every later line of the program.
  urn.apply((known) => (knownUrn = known));
  return {
    isReady: () => knownUrn !== undefined,
    // This binds the line to the right engine if several programs run in this process.
    write: AsyncResource.bind((line: string, ephemeral: boolean) => {
      const resource = { urn: pulumi.output(knownUrn) } as pulumi.Resource;
      pulumi.log.info(line, resource, undefined, ephemeral).catch(() => undefined);
    }),
  };
}

/** Shows a warning with a registered resource. Resolves when Pulumi has accepted it. */
export async function warnOn(resource: pulumi.Resource, name: string, line: string): Promise<void> {
  const engine = inProcessEngine();
  if (engine !== undefined) {
    engine.log(`${name}: ${line}`, true);
    return;
  }
  await pulumi.log.warn(line, resource).catch(() => undefined);
}
