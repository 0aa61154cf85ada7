import { FineTuningJobProvider } from "./dynamic/fineTuningJobProvider";

/**
 * Makes the provider that a stack's state asks for by this name: states keep the text that calls it, so
 * the name and what it returns stay as they are in every version.
 */
export function createProvider(): FineTuningJobProvider {
  return new FineTuningJobProvider();
}

export * from "./errors";
