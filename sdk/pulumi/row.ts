import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import type { Row } from "../../provider/waiting/progress";
import { hasEngine, inProcessEngine } from "./mocks";

/**
 * Returns the row of the terminal of a resource that is not registered yet, by its name and the urn that it will have.
 *
 * This reaches into Pulumi (seen in 3.268 to 3.270): its log asks a resource for nothing but its urn.
 */
export function rowOf(name: string, urn: pulumi.Output<string>): Row {
  if (!hasEngine()) {
    const log = inProcessEngine()?.log ?? ((text: string) => process.stderr.write(`${text}\n`));
    return { isThere: () => true, write: (line) => log(`${name}: ${line}`) };
  }
  let knownUrn: string | undefined;
  // A line that waits for its urn would hold back every later line of the program.
  urn.apply((known) => (knownUrn = known));
  return {
    isThere: () => knownUrn !== undefined,
    // By this Pulumi knows whose engine takes it, where several programs run in this process.
    write: AsyncResource.bind((line: string, ephemeral: boolean) => {
      const resource = { urn: pulumi.output(knownUrn) } as pulumi.Resource;
      pulumi.log.info(line, resource, undefined, ephemeral).catch(() => undefined);
    }),
  };
}

/** Warns of something on the row of a resource that is registered; resolves when that has been handed on. */
export async function warnOn(resource: pulumi.Resource, name: string, line: string): Promise<void> {
  const engine = inProcessEngine();
  if (engine !== undefined) {
    engine.log(`${name}: ${line}`, true);
    return;
  }
  await pulumi.log.warn(line, resource).catch(() => undefined);
}
