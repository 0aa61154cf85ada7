import { InvalidArgumentError } from "../errors/argumentErrors";
import { dataFunctions, type DataFunction, type DataFunctionName } from "../jobs/functions";
import type { JobsClient } from "../jobs/jobsClient";
import { unknownName } from "../text/nearest";
import { redactor } from "../text/redact";
import { resolveSettings } from "../settings/settings";
import type { Environment } from "../settings/sources";
import type { Configuration } from "./configuration";
import { evenOut } from "./spelling";
import { secretTexts, type Decoded } from "./values";

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
 * Answers a function.
 *
 * @throws a PortkeyError in which the values of secret arguments are masked.
 */
export async function invoke({ token, args, configuration, environment, client, signal }: Invocation): Promise<object> {
  const { connection, ...own } = evenOut(args.values);
  const secrets = secretTexts(args);
  const ask = functionOf(token).prepare(own, redactor(secrets));
  const settings = resolveSettings({ connection, config: configuration, environment }, secrets);
  return Object(await ask(client, settings, { signal }));
}

function functionOf(token: string): DataFunction<unknown> {
  const name = token.startsWith(tokenPrefix) ? token.slice(tokenPrefix.length) : token;
  if (!Object.hasOwn(dataFunctions, name)) {
    throw new InvalidArgumentError(token, unknownName("function", name, Object.keys(dataFunctions)));
  }
  return dataFunctions[name as DataFunctionName];
}
