import { InvalidArgumentError } from "../errors/argumentErrors";
import { dataFunctions, type DataFunction, type DataFunctionName } from "../jobs/functions";
import type { JobsClient } from "../jobs/jobsClient";
import { unknownName } from "../text/nearest";
import { resolveSettings } from "../settings/settings";
import type { Environment } from "../settings/sources";
import type { Configuration } from "./configuration";
import { masked } from "./masking";
import { evenOut } from "./spelling";
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
  const { connection, ...own } = evenOut(args.values);
  try {
    const ask = functionOf(token).prepare(own);
    const settings = resolveSettings({ connection, config: configuration, environment });
    return Object(await ask(client, settings, { signal }));
  } catch (error) {
    throw masked(error, args);
  }
}

function functionOf(token: string): DataFunction<unknown> {
  const name = token.startsWith(namespace) ? token.slice(namespace.length) : token;
  if (!Object.hasOwn(dataFunctions, name)) {
    throw new InvalidArgumentError(token, unknownName("function", name, Object.keys(dataFunctions)));
  }
  return dataFunctions[name as DataFunctionName];
}
