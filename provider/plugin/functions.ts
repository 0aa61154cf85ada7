import { InvalidArgumentError } from "../errors/argumentErrors";
import { dataFunctions, type DataFunction, type DataFunctionName } from "../jobs/functions";
import type { JobsClient } from "../jobs/jobsClient";
import { textsInJson } from "../settings/credentialNames";
import { unknownName } from "../settings/nearest";
import { redactor } from "../settings/redact";
import { resolveSettings } from "../settings/settings";
import type { Environment } from "../settings/sources";
import type { Configuration } from "./configuration";
import type { Received } from "./values";

const namespace = "portkey:index:";

export interface Invocation {
  /** `portkey:index:getFineTuningJob`. */
  readonly token: string;
  readonly args: Received;
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
  const { connection, ...own } = args.values;
  try {
    const ask = functionOf(token).prepare(own);
    const settings = resolveSettings({ connection, config: configuration, environment });
    return Object(await ask(client, settings, { signal }));
  } catch (error) {
    const secrets = [...args.secrets].flatMap((name) => textsInJson(JSON.stringify(args.values[name]) ?? ""));
    throw error instanceof Error
      ? Object.assign(error, { message: redactor(secrets.map(({ text }) => text))(error.message) })
      : error;
  }
}

function functionOf(token: string): DataFunction<unknown> {
  const name = token.startsWith(namespace) ? token.slice(namespace.length) : token;
  if (!Object.hasOwn(dataFunctions, name)) {
    throw new InvalidArgumentError(token, unknownName("function", name, Object.keys(dataFunctions)));
  }
  return dataFunctions[name as DataFunctionName];
}
