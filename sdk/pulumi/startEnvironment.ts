import type { AsyncLocalStorage } from "node:async_hooks";
import { readFileSync } from "node:fs";
import type { Environment } from "../../provider/settings/sources";
import { hasEngine } from "./mocks";

/** The environment when this package was loaded, used if the system does not tell the process's start environment. */
const environmentWhenLoaded: Environment = { ...process.env };

/**
 * Returns the environment with which the program's process was started; undefined for an inline program, which runs in its caller's
 * process, and without an engine.
 *
 * This depends on Pulumi's internals (seen in 3.268 to 3.270): this global contains the data of an inline program.
 */
export function startEnvironment(): Environment | undefined {
  const inlinePrograms: AsyncLocalStorage<unknown> | undefined = Reflect.get(globalThis, "asyncLocalStorage");
  if (!hasEngine() || inlinePrograms?.getStore() !== undefined) {
    return undefined;
  }
  try {
    const entries = readFileSync("/proc/self/environ", "utf8").split("\0");
    return Object.fromEntries(
      entries.map((entry) => [entry.split("=", 1)[0] ?? "", entry.slice(entry.indexOf("=") + 1)]),
    );
  } catch {
    return environmentWhenLoaded;
  }
}
