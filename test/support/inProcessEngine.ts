import * as pulumi from "@pulumi/pulumi";
import requireFromString from "require-from-string";
import { markInProcess } from "../../sdk/mocks";

interface InProcessOptions {
  readonly project?: string;
  readonly stack?: string;
  readonly preview?: boolean;
  /** The stack's config, by full key such as `portkey:apiKey`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Which of them are encrypted: all, unless it is said. */
  readonly secretKeys?: readonly string[];
}

/** A resource as the program made it, with the inputs that reached its provider. */
export interface RegisteredResource {
  readonly type: string;
  readonly name: string;
  readonly id: string | undefined;
  readonly inputs: Record<string, unknown>;
  /** The names of the inputs that the program keeps secret. */
  readonly secrets: string[];
}

/**
 * Runs Pulumi programs in this process: dynamic resources are read by the provider that their text loads, as
 * Pulumi's host does it, over real HTTP. Nothing is deployed and no state is kept.
 */
export async function useInProcessEngine(options: InProcessOptions = {}): Promise<{ resources: RegisteredResource[] }> {
  const { project = "in-process", stack = "dev", preview = false, config = {} } = options;
  const secretKeys = options.secretKeys ?? Object.keys(config);
  const resources: RegisteredResource[] = [];
  const providers = new Map<string, Promise<pulumi.dynamic.ResourceProvider>>();
  const load = async (text: string): Promise<pulumi.dynamic.ResourceProvider> => {
    const provider: pulumi.dynamic.ResourceProvider = requireFromString(text).handler();
    await provider.configure?.({ config: { get: (key) => config[key], require: (key) => config[key] ?? "" } });
    return provider;
  };
  pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
  await pulumi.runtime.setMocks(
    {
      call: ({ inputs }) => inputs,
      newResource: async ({ type, name, id, inputs: given }) => {
        const secrets = Object.keys(given).filter((input) => pulumi.runtime.isRpcSecret(given[input]));
        const inputs: Record<string, unknown> = { ...given };
        secrets.forEach((input) => (inputs[input] = pulumi.runtime.unwrapRpcSecret(given[input])));
        resources.push({ type, name, id, inputs, secrets });
        const text: unknown = inputs["__provider"];
        if (typeof text !== "string" || id === undefined || id === "") {
          return { id: id ?? `${name}-id`, state: given };
        }
        if (id === pulumi.runtime.unknownValue) {
          return { id, state: {} };
        }
        const provider = providers.get(text) ?? load(text);
        providers.set(text, provider);
        const read = await (await provider).read?.(id, inputs);
        const state: Record<string, unknown> = JSON.parse(JSON.stringify(read?.props ?? {}));
        secrets.filter((input) => input in state).forEach((input) => (state[input] = pulumi.secret(state[input])));
        return { id: read?.id ?? id, state };
      },
    },
    project,
    stack,
    preview,
  );
  markInProcess();
  return { resources };
}
