import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { Progress, type ProgressOptions } from "../provider/waiting/progress";
import { hasTerminal } from "../provider/waiting/terminal";
import { programClock } from "./core";
import { hasEngine, inProcessEngine } from "./mocks";

/** Returns what shows, on the row of the resource with this name and urn, what its wait is about. */
export function progressOf(
  name: string,
  urn: pulumi.Output<string>,
  { sparse = !hasTerminal(), clock = programClock() }: Partial<ProgressOptions> = {},
): Progress {
  let knownUrn: string | undefined;
  // A line that waits for its urn would hold back every later line of the program.
  urn.apply((known) => (knownUrn = known));
  const row = hasEngine()
    ? {
        isThere: () => knownUrn !== undefined,
        // By this Pulumi knows whose engine takes it: what several programs of this process wait for together tells them all of an event.
        write: AsyncResource.bind((line: string, ephemeral: boolean) => {
          // The resource itself is not registered before the wait is over; the engine only asks for its urn.
          const resource = { urn: pulumi.output(knownUrn) } as pulumi.Resource;
          pulumi.log.info(line, resource, undefined, ephemeral).catch(() => undefined);
        }),
      }
    : {
        isThere: () => true,
        write: (line: string) => {
          const log = inProcessEngine()?.log ?? ((text: string) => process.stderr.write(`${text}\n`));
          log(`${name}: ${line}`);
        },
      };
  return new Progress(row, { sparse: sparse || !hasEngine(), clock });
}
