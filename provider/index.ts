import { FineTuningJobProvider } from "./dynamic/fineTuningJobProvider";

/**
 * Creates the provider. The state of every stack contains text that calls this function, so its name and its result must not change in any
 * version.
 */
export function createProvider(): FineTuningJobProvider {
  return new FineTuningJobProvider();
}

export * from "./errors";
