import * as pulumi from "@pulumi/pulumi";
import { FineTuningJobProvider } from "../../provider/dynamic/fineTuningJobProvider";
import { JobsClient } from "../../provider/jobs/jobsClient";
import { isRecord } from "../../provider/text/json";
import { markInProcess, type InProcessEngine } from "../pulumi/mocks";
import { resourceType } from "../providerText";
import { fullKey, projectName } from "./project";

/** A resource that the program created, with the inputs that its provider received. */
export interface RegisteredResource {
  readonly type: string;
  readonly name: string;
  /** The id of a resource that is read. */
  readonly id: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The names of the secret inputs. */
  readonly secrets: readonly string[];
}

export interface EngineOptions {
  /** The project's name. By default, the name in the `Pulumi.yaml` of the current folder, or of the nearest folder above. */
  readonly project?: string;
  /** The stack's name. The default is `dev`. */
  readonly stack?: string;
  /** Whether the program runs as in a preview: unknown values stay unknown, and nothing waits. */
  readonly preview?: boolean;
  /** The stack config: the program's own keys as in `pulumi config set`, and other keys in full, such as `portkey:apiKey`. */
  readonly config?: Readonly<Record<string, string>>;
  /** The encrypted keys of the config. By default, all keys. */
  readonly secretKeys?: readonly string[];
  /** Returns the outputs of resources other than fine-tuning jobs. By default, these are their inputs. */
  readonly outputsOf?: (resource: RegisteredResource) => Readonly<Record<string, unknown>>;
}

/** The resources and the errors of a program. */
interface RunningEngine {
  /** The resources, in the order in which the program creates them. */
  readonly resources: readonly RegisteredResource[];
  readonly readErrors: readonly unknown[];
  /** Resolves when all reads have ended. */
  readonly settled: () => Promise<unknown>;
}

/**
 * Replaces the engine with mocks that read fine-tuning jobs over HTTP, as the provider does in a deployment. Nothing is deployed, and no
 * state is stored.
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
          // In a preview, resources that are not created yet have no id.
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

/** Makes outputs secret if their inputs were. */
function secretAgain(outputs: Readonly<Record<string, unknown>>, secrets: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(outputs).map(([output, value]) => [output, secrets.includes(output) ? pulumi.secret(value) : value]),
  );
}

/** Converts an input for tests: secrets become plain values, and unknown values become {@link unknownValue}. */
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
  // Assets are not plain objects.
  return isRecord(value) && Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inClear(entry)]))
    : value;
}
