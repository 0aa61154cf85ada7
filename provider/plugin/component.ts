import { fieldNames } from "../jobs/fields";
import { runJob, type JobInProgram } from "../run";
import type { JobsClient } from "../jobs/jobsClient";
import type { ModelLookout } from "../models/modelLookout";
import { checkNames } from "../settings/parse";
import { textsIn } from "../text/json";
import { asItIs, redactor, type Redact } from "../text/redact";
import { argumentParsers, meaninglessTimeouts } from "../waiting/arguments";
import type { EngineLog } from "./log";
import { evenOut } from "./spelling";
import { secretTexts, unknownValue, type Decoded } from "./values";

interface Construction extends Pick<JobInProgram, "preview" | "customTimeouts"> {
  readonly urn: string;
  readonly inputs: Decoded;
  /** The outputs that the program marks as secret. */
  readonly secretOutputs: readonly string[];
  readonly places: Omit<JobInProgram["sources"], "connection">;
  readonly client: JobsClient;
  readonly lookout: ModelLookout;
  readonly log: Pick<EngineLog, "info" | "warn">;
  readonly signal: AbortSignal;
}

/** The outputs of the component: null if the API has no value, {@link unknownValue} for values that a preview does not know. */
export type Outputs = Readonly<Record<string, unknown>>;

export interface ReadComponent {
  readonly outputs: Outputs;
  /** Masks the credentials and the secret values of the program, which no error of this job may show. */
  readonly redact: Redact;
  /** Resolves when the warning about the job's model, if any, has been logged. */
  readonly warned: Promise<unknown>;
}

/**
 * Reads a job like the resource in Node.js programs, and waits for it first if needed. Returns the component's outputs.
 *
 * @throws PortkeyError; the signal's reason.
 */
export async function readComponent(construction: Construction): Promise<ReadComponent> {
  const { urn, inputs, places, client, lookout, log, preview, customTimeouts, signal } = construction;
  checkNames(argumentParsers, Object.keys(inputs.values), "args");
  const warning = meaninglessTimeouts(customTimeouts);
  if (warning !== undefined) {
    log.warn(urn, warning);
  }
  if (inputs.unknowns.size > 0) {
    return { outputs: withUnknowns({}), redact: asItIs, warned: Promise.resolve() };
  }
  const { connection, ...given } = evenOut(inputs.values);
  const sources = { connection, ...places };
  const statusLine = {
    isReady: () => true,
    write: (line: string, ephemeral: boolean) => log.info(urn, line, ephemeral),
  };
  const job = { given, customTimeouts, sources, secrets: secretTexts(inputs), preview, statusLine };
  const { jobId, outputs, warning: ofModel, redact: redactCredentials } = await runJob(client, lookout, job, signal);
  const known: Outputs = { jobId, ...outputs };
  const redactOutputs = redactor(construction.secretOutputs.flatMap((name) => textsIn(known[name])));
  const redact: Redact = (text) => redactOutputs(redactCredentials(text));
  const warned = ofModel.then((line) => line === undefined || log.warn(urn, redact(line)));
  return { outputs: withUnknowns(known), redact, warned };
}

function withUnknowns(known: Outputs): Outputs {
  return Object.fromEntries(
    ["jobId", ...fieldNames].map((name) => [name, Object.hasOwn(known, name) ? known[name] : unknownValue]),
  );
}
