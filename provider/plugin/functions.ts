import { dataFunctions, type DataFunction } from "../jobs/functions";
import type { JobsClient } from "../jobs/jobsClient";
import { redactor } from "../text/redact";
import { resolveSettings } from "../settings/settings";
import type { Environment } from "../settings/sources";
import type { Configuration } from "./configuration";
import schema from "./schema.json";
import { evenOut } from "./spelling";
import { nameIn } from "./tokens";
import { secret, secretTexts, unknownValue, type Decoded } from "./values";

const tokenPrefix = "portkey:index:";

interface Invocation {
  /** `portkey:index:getFineTuningJob`. */
  readonly token: string;
  readonly args: Decoded;
  readonly configuration: Configuration;
  readonly environment: Environment;
  readonly client: JobsClient;
  readonly signal: AbortSignal;
}

/**
 * Runs a function. Its outputs are {@link unknownValue} if an argument is unknown, and secret if an argument is secret. Both need an engine
 * that passes such arguments.
 *
 * @throws PortkeyError, with the values of secret arguments masked.
 */
export async function invoke({ token, args, configuration, environment, client, signal }: Invocation): Promise<object> {
  const name = nameIn(dataFunctions, "function", token, tokenPrefix);
  if (args.unknowns.size > 0) {
    const { outputs } = schema.functions[`${tokenPrefix}${name}`];
    return mapValues(outputs.properties, () => unknownValue);
  }
  const { connection, ...own } = evenOut(args.values);
  const secrets = secretTexts(args);
  const question: DataFunction<unknown> = dataFunctions[name];
  const ask = question.prepare(own, redactor(secrets));
  const settings = resolveSettings({ connection, config: configuration, environment }, secrets);
  const answer = Object(await ask(client, settings, { signal }));
  return secrets.length === 0 ? answer : mapValues(answer, secret);
}

function mapValues(values: object, map: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
