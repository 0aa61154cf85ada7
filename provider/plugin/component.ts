import { fieldNames } from "../jobs/fields";
import { runJob, type JobInProgram } from "../run";
import type { JobsClient } from "../jobs/jobsClient";
import { checkNames } from "../settings/parse";
import { argumentParsers, meaninglessTimeouts } from "../waiting/arguments";
import type { EngineLog } from "./log";
import { evenOut } from "./spelling";
import { secretTexts, unknownValue, type Decoded } from "./values";

interface Construction extends Pick<JobInProgram, "preview" | "customTimeouts"> {
  readonly urn: string;
  readonly inputs: Decoded;
  readonly places: Omit<JobInProgram["sources"], "connection">;
  readonly client: JobsClient;
  readonly log: Pick<EngineLog, "info" | "warn">;
  readonly signal: AbortSignal;
}

/** The outputs of the component: null where the API has none, {@link unknownValue} for what a preview does not know. */
export type Outputs = Readonly<Record<string, unknown>>;

/**
 * Reads a job as the resource of Node.js programs does, waiting for it first in an up that is to wait. Returns the component's outputs.
 *
 * @throws a PortkeyError; the signal's reason.
 */
export async function readComponent(construction: Construction): Promise<Outputs> {
  const { urn, inputs, places, client, log, preview, customTimeouts, signal } = construction;
  checkNames(argumentParsers, Object.keys(inputs.values), "args");
  const warning = meaninglessTimeouts(customTimeouts);
  if (warning !== undefined) {
    log.warn(urn, warning);
  }
  if (inputs.unknowns.size > 0) {
    return withUnknowns({});
  }
  const { connection, ...given } = evenOut(inputs.values);
  const sources = { connection, ...places };
  const row = { isThere: () => true, write: (line: string, ephemeral: boolean) => log.info(urn, line, ephemeral) };
  const job = { given, customTimeouts, sources, secrets: secretTexts(inputs), preview, row };
  const { jobId, outputs } = await runJob(client, job, signal);
  return withUnknowns({ jobId, ...outputs });
}

function withUnknowns(known: Outputs): Outputs {
  return Object.fromEntries(
    ["jobId", ...fieldNames].map((name) => [name, Object.hasOwn(known, name) ? known[name] : unknownValue]),
  );
}
