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

/** What Pulumi's functions take, and what has no meaning for one that runs in the program. */
const meaninglessOptions = ["provider", "version", "pluginDownloadURL"] as const;

/**
 * Asks a question from within the program, in previews and ups alike.
 *
 * @throws a PortkeyError, one class for each cause, that Pulumi prints as one line if nobody catches it.
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

/** Asks the same with arguments that may be Outputs. Unknown arguments and dependencies make the result unknown, secret arguments make it secret. */
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
    // What is in a connection are credentials: they make nothing of what they give access to a secret.
    .all([
      isOutput ? undefined : pulumi.output(own),
      pulumi.unsecret(pulumi.output<unknown>(connection)),
      createdDependencies(dependsOn),
    ])
    .apply(([known, knownConnection]) => ask(name, isOutput ? own : known, knownConnection, others, own));
  // It settles with the result, whatever becomes of that.
  pulumi.isSecret(result).then(done, done);
  return result as pulumi.Output<DataFunctionResult<Name>>;
}

/** Takes the connection apart from what the question is about; what is no object of arguments is refused later. */
function split(args: unknown): { readonly connection: unknown; readonly own: unknown } {
  if (!isPlainObject(args) || pulumi.Output.isInstance(args)) {
    return { connection: undefined, own: args };
  }
  const { connection, ...own } = args;
  return { connection, own };
}

/** The Output form has none of them left when it comes here. */
function checkPlain(name: DataFunctionName, args: unknown): void {
  if (pulumi.Output.isInstance(args)) {
    throw new InvalidArgumentError("args", `they are an Output; use ${name}Output, each of whose arguments may be one`);
  }
  const [eventual] = Object.entries(isRecord(args) ? args : {}).find(([, value]) =>
    pulumi.Output.isInstance(value),
  ) ?? [undefined];
  if (eventual !== undefined) {
    throw new InvalidArgumentError(eventual, `it is an Output; use ${name}Output, which takes them`);
  }
}

function checkOptions(options: pulumi.InvokeOptions): void {
  const given = meaninglessOptions.find((option) => options[option] !== undefined);
  if (given !== undefined) {
    throw new InvalidArgumentError(
      given,
      "it means nothing for a function that runs in the program; leave it out, and say in connection how to reach Portkey",
    );
  }
}

/** @param given the arguments as the program gave them, some of which may be secret. */
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
  // The table says what each of them answers.
  return result as DataFunctionResult<Name>;
}

/** Lists what is secret among arguments, which no error shows. */
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

/** Takes a plain form's connection, which may hold secrets of the stack's config, as its values. */
async function settled(connection: unknown): Promise<unknown> {
  if (connection === undefined) {
    return undefined;
  }
  const known: unknown[] = [];
  const settling = pulumi.all([connection]).apply(([value]) => known.push(value));
  // It settles with the output, also where a preview does not know that.
  await pulumi.isSecret(settling);
  if (known.length === 0) {
    throw new InvalidArgumentError("connection", "it is not known yet; the Output form of the function waits for it");
  }
  return known[0];
}
