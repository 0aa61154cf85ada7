import * as pulumi from "@pulumi/pulumi";
import { FineTuningJobProvider } from "../../provider/dynamic/fineTuningJobProvider";
import { JobsClient } from "../../provider/jobs/jobsClient";
import { isRecord } from "../../provider/text/json";
import { markInProcess, type InProcessEngine } from "../pulumi/mocks";
import { resourceType } from "../providerText";
import { fullKey, projectName } from "./project";

/** A resource as the program made it, with the inputs that reached its provider. */
export interface RegisteredResource {
  readonly type: string;
  readonly name: string;
  /** Of a resource that is read, its id. */
  readonly id: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The names of the inputs that the program keeps secret. */
  readonly secrets: readonly string[];
}

export interface EngineOptions {
  /** By default the name that `Pulumi.yaml` has, in the folder in which the tests run or the nearest one above. */
  readonly project?: string;
  /** `dev` by default. */
  readonly stack?: string;
  /** Whether the program runs as in a preview: unknown values stay unknown, and nothing waits. */
  readonly preview?: boolean;
  /** The stack's config: the program's own keys as `pulumi config set` takes them, and others in full, such as `portkey:apiKey`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Which of its keys are encrypted; all by default. */
  readonly secretKeys?: readonly string[];
  /** Gives the outputs of resources that are no fine-tuning jobs; by default their inputs. */
  readonly outputsOf?: (resource: RegisteredResource) => Readonly<Record<string, unknown>>;
}

/** What a program has made, and what has failed. */
interface RunningEngine {
  /** Each that the program makes is added. */
  readonly resources: readonly RegisteredResource[];
  readonly readErrors: readonly unknown[];
  /** Resolves when no read is under way. */
  readonly settled: () => Promise<unknown>;
}

/**
 * Puts mocks in the engine's place that read fine-tuning jobs as the provider does in a deployment, over HTTP. Nothing is deployed
 * and no state is kept.
 */
export async function useInProcessEngine(options: EngineOptions, engine: InProcessEngine): Promise<RunningEngine> {
  const { project = projectName(), stack = "dev", preview = false } = options;
  const config = Object.fromEntries(
    Object.entries(options.config ?? {}).map(([key, value]) => [fullKey(project, key), value]),
  );
  const secretKeys = options.secretKeys?.map((key) => fullKey(project, key)) ?? Object.keys(config);
  const { outputsOf = ({ inputs }) => inputs } = options;
  const resources: RegisteredResource[] = [];
  const readErrors: unknown[] = [];
  const reads = new Set<Promise<unknown>>();
  const provider = new FineTuningJobProvider(new JobsClient(engine.clock, engine.send), engine.environment);
  await provider.configure({ config: { get: (key) => config[key], require: (key) => config[key] ?? "" } });
  pulumi.runtime.setAllConfig(config, secretKeys);
  await pulumi.runtime.setMocks(
    {
      call: ({ inputs }) => inputs,
      newResource: async (registered) => {
        const resource = registeredResource(registered);
        const { type, name, id, inputs, secrets } = resource;
        resources.push(resource);
        if (type !== resourceType || id === undefined) {
          // What is yet to be created has no id in a preview.
          return { id: id ?? (preview ? "" : `${name}-id`), state: secretAgain(outputsOf(resource), secrets) };
        }
        if (id === pulumi.runtime.unknownValue) {
          return { id, state: {} };
        }
        const reading = provider.read(id, inputs);
        reads.add(reading);
        const read = await reading.catch((error: unknown) => {
          readErrors.push(error);
          throw error;
        });
        return { id: read.id ?? id, state: secretAgain(read.props ?? {}, secrets) };
      },
    },
    project,
    stack,
    preview,
  );
  markInProcess(engine);
  return { resources, readErrors, settled: () => Promise.allSettled(reads) };
}

function registeredResource({ type, name, id, inputs }: pulumi.runtime.MockResourceArgs): RegisteredResource {
  return {
    type,
    name,
    id: id === "" ? undefined : id,
    inputs: Object.fromEntries(Object.entries<unknown>(inputs).map(([input, value]) => [input, inClear(value)])),
    secrets: Object.keys(inputs).filter((input) => pulumi.runtime.isRpcSecret(inputs[input])),
  };
}

/** Makes of the outputs those secret whose inputs were. */
function secretAgain(outputs: Readonly<Record<string, unknown>>, secrets: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(outputs).map(([output, value]) => [output, secrets.includes(output) ? pulumi.secret(value) : value]),
  );
}

/** Writes an input as tests read it: secrets in clear, and what is not known yet as its sign. */
function inClear(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) {
    return inClear(pulumi.runtime.unwrapRpcSecret(value));
  }
  if (pulumi.isUnknown(value)) {
    return pulumi.runtime.unknownValue;
  }
  if (Array.isArray(value)) {
    return value.map(inClear);
  }
  // An asset is an object of its own.
  return isRecord(value) && Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inClear(entry)]))
    : value;
}
