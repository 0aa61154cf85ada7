import * as pulumi from "@pulumi/pulumi";
import { InvalidArgumentError } from "../provider/errors";
import {
  dataFunctions,
  type DataFunction,
  type DataFunctionName,
  type DataFunctionResult,
} from "../provider/jobs/functions";
import { resolveSettings } from "../provider/settings/settings";
import { isPlainObject, isRecord, textsIn } from "../provider/text/json";
import { redactor } from "../provider/text/redact";
import { programClient, programEnvironment } from "./program";
import { createdDependencies } from "./pulumi/dependencies";
import { isMocked } from "./pulumi/mocks";
import { printingErrors, printingErrorsOf } from "./pulumi/printedErrors";
import { whileProgramRuns } from "./pulumi/programFailure";
import { checkPulumiVersion } from "./pulumi/version";
import { checkStackConfig, readStackConfig } from "./pulumi/stackConfig";
import { withoutStackTraces } from "./pulumi/stackTraces";

/** Options of Pulumi functions that have no effect on a function that runs in the program. */
const meaninglessOptions = ["provider", "version", "pluginDownloadURL"] as const;

/**
 * Runs a function in the program, in previews and updates.
 *
 * @throws PortkeyError, which Pulumi prints as one line if the program does not catch it.
 */
export async function invoke<Name extends DataFunctionName>(
  name: Name,
  args: object,
  options?: pulumi.InvokeOptions,
): Promise<DataFunctionResult<Name>> {
  const done = withoutStackTraces(pulumi.runtime.rpcKeepAlive);
  try {
    const { connection, own } = split(args);
    return await ask(name, own, connection, options);
  } finally {
    done();
  }
}

/**
 * Runs a function whose arguments may be Outputs. The result is unknown if arguments or dependencies are unknown, and secret if arguments
 * are secret.
 */
export function invokeOutput<Name extends DataFunctionName>(
  name: Name,
  args: object,
  options?: pulumi.InvokeOutputOptions,
): pulumi.Output<DataFunctionResult<Name>> {
  const { dependsOn, ...others } = { dependsOn: undefined, ...options };
  const done = withoutStackTraces(pulumi.runtime.rpcKeepAlive);
  const { connection, own } = split(args);
  const isOutput = pulumi.Output.isInstance(own);
  const result = pulumi
    // A connection contains credentials, but they do not make the result secret.
    .all([
      isOutput ? undefined : pulumi.output(own),
      pulumi.unsecret(pulumi.output<unknown>(connection)),
      createdDependencies(dependsOn),
    ])
    .apply(([known, knownConnection]) => ask(name, isOutput ? own : known, knownConnection, others, own));
  // It settles together with the result, whether that succeeds or fails.
  pulumi.isSecret(result).then(done, done);
  return result as pulumi.Output<DataFunctionResult<Name>>;
}

/** Separates the connection from the other arguments. Arguments that are not an object are refused later. */
function split(args: unknown): { readonly connection: unknown; readonly own: unknown } {
  if (!isPlainObject(args) || pulumi.Output.isInstance(args)) {
    return { connection: undefined, own: args };
  }
  const { connection, ...own } = args;
  return { connection, own };
}

/** Refuses Outputs. The Output form has resolved them before. */
function checkPlain(name: DataFunctionName, args: unknown): void {
  if (pulumi.Output.isInstance(args)) {
    throw new InvalidArgumentError("args", `they are an Output; use ${name}Output, which accepts Outputs`);
  }
  const [eventual] = Object.entries(isRecord(args) ? args : {}).find(([, value]) =>
    pulumi.Output.isInstance(value),
  ) ?? [undefined];
  if (eventual !== undefined) {
    throw new InvalidArgumentError(eventual, `it is an Output; use ${name}Output, which accepts Outputs`);
  }
}

function checkOptions(options: pulumi.InvokeOptions): void {
  const given = meaninglessOptions.find((option) => options[option] !== undefined);
  if (given !== undefined) {
    throw new InvalidArgumentError(
      given,
      "it has no effect, because the function runs in your program; leave it out, and use connection to say how to reach Portkey",
    );
  }
}

/** @param given The arguments as the program gave them; some may be secret. */
async function ask<Name extends DataFunctionName>(
  name: Name,
  args: unknown,
  connection: unknown,
  options?: pulumi.InvokeOptions,
  given?: unknown,
): Promise<DataFunctionResult<Name>> {
  checkPulumiVersion();
  printingErrors("", checkStackConfig);
  const { prepare }: DataFunction<unknown> = dataFunctions[name];
  const secrets = await secretTexts(given, args);
  const result = await printingErrorsOf(`${name}: `, async () => {
    checkOptions(options ?? {});
    checkPlain(name, args);
    const question = prepare(args, redactor(secrets));
    if (isMocked()) {
      return pulumi.runtime.invoke(
        `portkey:index:${name}`,
        { ...Object(args), connection },
        options,
      ) as Promise<unknown>;
    }
    const config = await readStackConfig();
    const sources = { connection: await settled(connection), config, environment: programEnvironment() };
    return whileProgramRuns((signal) => question(programClient(), resolveSettings(sources, secrets), { signal }));
  });
  // The table has the result type of each function.
  return result as DataFunctionResult<Name>;
}

/** Lists the values of secret arguments, which errors must not show. */
async function secretTexts(given: unknown, known: unknown): Promise<string[]> {
  if (pulumi.Output.isInstance(given)) {
    return (await pulumi.isSecret(given)) ? textsIn(known) : [];
  }
  const parts = isRecord(given) ? Object.entries(given) : [];
  const texts = await Promise.all(
    parts.map(([name, value]) => secretTexts(value, isRecord(known) ? known[name] : known)),
  );
  return texts.flat();
}

/** Returns the values of a connection in the direct form. It may contain secrets of the stack config. */
async function settled(connection: unknown): Promise<unknown> {
  if (connection === undefined) {
    return undefined;
  }
  const known: unknown[] = [];
  const settling = pulumi.all([connection]).apply(([value]) => known.push(value));
  // It settles even if a preview does not know the output.
  await pulumi.isSecret(settling);
  if (known.length === 0) {
    throw new InvalidArgumentError(
      "connection",
      "its value is not known yet; use the Output form of the function, which waits for it",
    );
  }
  return known[0];
}
