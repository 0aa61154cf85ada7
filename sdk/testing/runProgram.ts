import * as pulumi from "@pulumi/pulumi";
import { PortkeyError } from "../../provider/errors";
import { systemClock } from "../../provider/http/clock";
import { get } from "../../provider/http/transport";
import { isRecord } from "../../provider/text/json";
import type { Environment } from "../../provider/settings/sources";
import { useInProcessEngine, type EngineOptions, type RegisteredResource } from "./inProcessEngine";
import type { PortkeySimulator } from "./portkeySimulator";
import { SimulatedClock } from "./simulatedClock";
import { untilFailure } from "./untilFailure";

/** The value of an output that is not known yet, as in a preview. */
export const unknownValue: string = pulumi.runtime.unknownValue;

/**
 * A program: a function that creates resources and returns the stack's outputs, a module that exports the outputs, or a module that exports
 * such a function. A module runs only when it is loaded for the first time.
 */
export type Program = () => unknown;

export interface RunOptions extends EngineOptions {
  /** The simulator to read jobs from. By default, the settings decide. */
  readonly portkey?: PortkeySimulator;
  /** The program's environment variables. With `portkey`, Portkey's own variables in the shell are ignored. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether waits take real time. By default, with `portkey`, hours pass immediately, for its scripts too. */
  readonly realTime?: boolean;
  /** Called with each status line that the CLI would show for a job. */
  readonly onLog?: (line: string) => void;
}

/** The result of a program. */
export interface ProgramResult {
  /** The stack's outputs, with secrets as plain values. Undefined outputs are left out, and unknown outputs are {@link unknownValue}. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The names of the secret outputs. */
  readonly secretOutputs: readonly string[];
  /** All resources, in the order in which the program created them. */
  readonly resources: readonly RegisteredResource[];
  /** The status lines that the CLI would show for the jobs. */
  readonly log: readonly string[];
  /** The lines that are warnings, such as for a model that is shut down within 90 days. */
  readonly warnings: readonly string[];
}

/**
 * Runs a Pulumi program in this process, like `pulumi up` or `pulumi preview`. Fine-tuning jobs are read over HTTP, and the program waits
 * for them. The outputs of all other resources are their inputs. It needs no CLI, deploys nothing and stores no state.
 *
 * @throws the error of the program or of a job that would end the deployment. Errors that occur after all outputs and resources are known,
 * such as in a timer, are not thrown.
 *
 * @example
 * ```ts
 * const portkey = await PortkeySimulator.start();
 * portkey.script("ftjob-1", { status: "running", forSeconds: 7200 }, succeededJob("ftjob-1", "accounts/acme/models/support-bot-1"));
 * const { outputs } = await runProgram(stack, { portkey });
 * ```
 */
export async function runProgram(program: Program, options: RunOptions = {}): Promise<ProgramResult> {
  if (isRunning) {
    throw new Error(
      "Another program is running in this process, or never ends. Pulumi has one engine per process: run your programs one after the other.",
    );
  }
  isRunning = true;
  try {
    return await run(program, options);
  } finally {
    isRunning = false;
  }
}

let isRunning = false;

async function run(program: Program, options: RunOptions): Promise<ProgramResult> {
  const { portkey, realTime = portkey === undefined, onLog } = options;
  const clock = realTime ? systemClock : (portkey?.simulatedClock ?? new SimulatedClock());
  portkey?.goBy(clock);
  const config = { ...portkey?.config, ...options.config };
  const secretKeys = options.secretKeys && [...options.secretKeys, ...Object.keys(portkey?.config ?? {})];
  const log: string[] = [];
  const warnings: string[] = [];
  const { resources, readErrors, settled } = await useInProcessEngine(
    { ...options, config, ...(secretKeys === undefined ? {} : { secretKeys }) },
    {
      clock,
      send: clock instanceof SimulatedClock ? clock.whileItStands(get) : get,
      environment: { ...(portkey === undefined ? process.env : withoutSettings(process.env)), ...options.environment },
      log: (line, isWarning = false) => {
        log.push(line);
        if (isWarning) {
          warnings.push(line);
        }
        onLog?.(line);
      },
    },
  );
  const serialized = await untilFailure(async () => {
    const outputs = await outputsOf(program);
    const known = await pulumi.runtime.serializeProperties("outputs", outputs);
    await pulumi.runtime.disconnect();
    return known;
  }, settled).catch((error: unknown) => {
    // Pulumi replaces the error of a read with its own.
    throw readable(readErrors.find((read) => messageOf(error).includes(messageOf(read))) ?? error);
  });
  const secretOutputs = Object.keys(serialized).filter((name) => hasSecret(serialized[name]));
  const made = resources.map((resource) => Object.assign({}, resource, { inputs: withoutInternals(resource.inputs) }));
  return { outputs: Object(withoutSecrets(serialized)), secretOutputs, resources: made, log, warnings };
}

/** Sets an error's stack for test runners. In a deployment, the stack says where to look in the CLI. */
function readable(error: unknown): unknown {
  if (error instanceof PortkeyError) {
    Object.defineProperty(error, "stack", { value: `${error.name}: ${error.message}`, configurable: true });
  }
  return error;
}

/** Runs a program like Pulumi: calls the function that it returns, or exports as its default. */
async function outputsOf(program: Program): Promise<pulumi.Inputs> {
  let given: unknown = await program();
  const exported = isRecord(given) && !pulumi.Output.isInstance(given) ? given["default"] : undefined;
  given = isRecord(exported) || typeof exported === "function" ? exported : given;
  if (typeof given === "function") {
    given = await given();
  }
  if (pulumi.Output.isInstance(given)) {
    const outputs = given;
    // If it is unknown as a whole, its outputs have no names.
    given = await new Promise((resolve) => {
      outputs.apply(resolve);
      pulumi.isSecret(outputs).then(() => setImmediate(resolve, {}), resolve);
    });
  }
  if (!isRecord(given)) {
    return {};
  }
  const { default: _default, ...outputs } = { default: undefined, ...given };
  return outputs;
}

function withoutSettings(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("PORTKEY_")));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function hasSecret(value: unknown): boolean {
  return (
    pulumi.runtime.isRpcSecret(value) ||
    (typeof value === "object" && value !== null && Object.values(value).some(hasSecret))
  );
}

function withoutSecrets(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) {
    return withoutSecrets(pulumi.runtime.unwrapRpcSecret(value));
  }
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withoutSecrets(entry)]))
    : value;
}

/** Removes the internal inputs of a resource's provider, which Pulumi does not display either. */
function withoutInternals(inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__")));
}
