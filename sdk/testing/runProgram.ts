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

/** What stands for an output that is not known yet, as in a preview. */
export const unknownValue: string = pulumi.runtime.unknownValue;

/**
 * A program: a function that makes resources and returns the stack's outputs, a module that exports them, or one that exports such
 * a function. A module runs when it is loaded for the first time, and not again.
 */
export type Program = () => unknown;

export interface RunOptions extends EngineOptions {
  /** From which jobs are read; left out, from where the settings say. */
  readonly portkey?: PortkeySimulator;
  /** Environment variables of the program. Where `portkey` is given, those of Portkey's that the shell has are left out. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether waits take the time that they say. Left out, hours pass at once where `portkey` is given, for its scripts too. */
  readonly realTime?: boolean;
  /** Is told each line that the terminal would show on a job's row, as it comes. */
  readonly onLog?: (line: string) => void;
}

/** What became of a program. */
export interface ProgramResult {
  /** The stack's outputs, secret ones in clear: what is undefined is left out, what is not known yet is {@link unknownValue}. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The names of the outputs that are secret. */
  readonly secretOutputs: readonly string[];
  /** Every resource that the program made, in that order. */
  readonly resources: readonly RegisteredResource[];
  /** The lines that the terminal would show on the jobs' rows. */
  readonly log: readonly string[];
  /** Those of them that are warnings, such as of a job's model that is shut down within 90 days. */
  readonly warnings: readonly string[];
}

/**
 * Runs a Pulumi program in this process, as `pulumi up` or `pulumi preview` would. Fine-tuning jobs are read over HTTP and waited for;
 * all other resources have their inputs for outputs. It needs no CLI, deploys nothing and keeps no state.
 *
 * @throws the error that would end the deployment, of the program or of a job; not what fails later than all outputs and resources are
 * there, such as in a timer of the program's own.
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
      "Another program is running, or waits for what never comes: Pulumi has one engine in a process. Run them one after the other.",
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
    // Pulumi makes another error of what a read throws.
    throw readable(readErrors.find((read) => messageOf(error).includes(messageOf(read))) ?? error);
  });
  const secretOutputs = Object.keys(serialized).filter((name) => hasSecret(serialized[name]));
  const made = resources.map((resource) => Object.assign({}, resource, { inputs: withoutInternals(resource.inputs) }));
  return { outputs: Object(withoutSecrets(serialized)), secretOutputs, resources: made, log, warnings };
}

/** Gives an error the stack that test runners print; in a deployment it says where to look in the terminal. */
function readable(error: unknown): unknown {
  if (error instanceof PortkeyError) {
    Object.defineProperty(error, "stack", { value: `${error.name}: ${error.message}`, configurable: true });
  }
  return error;
}

/** Runs a program as Pulumi does: a function that it gives, or exports as its default, is called. */
async function outputsOf(program: Program): Promise<pulumi.Inputs> {
  let given: unknown = await program();
  const exported = isRecord(given) && !pulumi.Output.isInstance(given) ? given["default"] : undefined;
  given = isRecord(exported) || typeof exported === "function" ? exported : given;
  if (typeof given === "function") {
    given = await given();
  }
  if (pulumi.Output.isInstance(given)) {
    const outputs = given;
    // Unknown as a whole, it has no outputs that could be named.
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

/** Leaves out what a resource hands its own provider, which Pulumi does not display either. */
function withoutInternals(inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__")));
}
