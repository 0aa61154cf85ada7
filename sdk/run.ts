import * as pulumi from "@pulumi/pulumi";
import type { Run } from "../provider/verdict";
import type { Waiter } from "../provider/waiter";
import type { Arguments } from "./arguments";
import { Progress } from "./progress";

/** What a job's read needs of the program that asks for it. */
export interface PreparedRun {
  readonly jobId: string;
  /** Goes to the provider as `__run`; undefined where nothing is waited for. */
  readonly run: Partial<Run> | undefined;
}

export interface RunRequest {
  readonly arguments: Arguments;
  readonly connection: unknown;
  readonly urn: pulumi.Output<string>;
}

let sharedWaiter: Waiter | undefined;

/** Waits, in an up that has something to wait for, and says what the provider has to know of this run. */
export async function prepareRun({ arguments: given, connection, urn }: RunRequest): Promise<PreparedRun> {
  const { jobId, waitFor, timeout, pollInterval } = given;
  if (waitFor === undefined) {
    return { jobId, run: undefined };
  }
  const preview = pulumi.runtime.isDryRun();
  if (preview || timeout === 0) {
    return { jobId, run: { preview, waitFor, timeout } };
  }
  // A program that doesn't wait needs no HTTP client.
  const provider = await import("../provider/index.js");
  sharedWaiter ??= new provider.Waiter();
  const progress = new Progress(urn);
  const { end, waited } = await sharedWaiter.wait({
    jobId,
    timeout,
    pollInterval,
    sources: { connection, config: await readConfig(provider.settingNames), environment: process.env },
    onProgress: (seen) => progress.show(seen),
  });
  return { jobId, run: { preview, waitFor, timeout, end, waited: Math.round(waited / 1000) } };
}

/** Reads the stack's config as secrets: read in clear, Pulumi would warn about each that is one. */
async function readConfig(names: readonly string[]): Promise<(name: string) => string | undefined> {
  const config = new pulumi.Config("portkey");
  const secrets = pulumi.all(Object.fromEntries(names.map((name) => [name, config.getSecret(name)])));
  const values = await new Promise<Readonly<Record<string, string | undefined>>>((resolve) => {
    secrets.apply((known) => resolve(known));
  });
  return (name) => values[name];
}
