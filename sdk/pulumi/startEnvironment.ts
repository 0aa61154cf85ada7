import type { AsyncLocalStorage } from "node:async_hooks";
import { readFileSync } from "node:fs";
import type { Environment } from "../../provider/settings/sources";
import { hasEngine } from "./mocks";

/** The environment in which this package was loaded: the nearest thing to that of the process's start where the system does not tell. */
const environmentWhenLoaded: Environment = { ...process.env };

/**
 * Returns the environment with which a program's own process was started; undefined for an inline program, whose process is its caller's, and for
 * one that no engine runs.
 *
 * This reaches into Pulumi (seen in 3.268 to 3.270), which keeps in this global what belongs to one inline program.
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
