import type { AsyncLocalStorage } from "node:async_hooks";
import { readFileSync } from "node:fs";
import type * as pulumi from "@pulumi/pulumi";
import { SettingsMismatchError } from "../provider/errors";
import { disagreementBetween, originOf, type SettingsOrigin } from "../provider/settings/origin";
import type { Environment, SettingsSources } from "../provider/settings/sources";
import { hasEngine } from "./mocks";

/** The environment in which this package was loaded: the nearest thing to that of the process's start where the system does not tell. */
const environmentWhenLoaded: Environment = { ...process.env };

/**
 * Checks, as far as a program can know it, that the provider's process will find the settings that the program has found. It is started by the
 * same `pulumi`, in the environment in which that was.
 *
 * @param provider the explicit provider that is to read the job, if there is one.
 * @throws SettingsMismatchError
 */
export function checkProviderSettings(
  jobId: string,
  sources: SettingsSources,
  provider: pulumi.ProviderResource | undefined,
): void {
  const environment = startEnvironment() ?? sources.environment;
  const config: SettingsSources["config"] =
    provider === undefined
      ? sources.config
      : // A provider resource has its arguments as properties.
        (name) => (Reflect.has(provider, `portkey:${name}`) ? sources.config(name) : undefined);
  const expected = originOf({ ...sources, config, environment });
  const disagreement = disagreementBetween(
    originOf(sources),
    markingChanges(expected, (variable) => environment[variable] !== sources.environment[variable]),
  );
  if (disagreement !== undefined) {
    throw new SettingsMismatchError(jobId, disagreement);
  }
}

/** Tells apart a variable that has one value in one process and another in the other. */
function markingChanges({ places, ...others }: SettingsOrigin, changed: (variable: string) => boolean): SettingsOrigin {
  const marked = Object.entries(places).map(([name, place]) => [
    name,
    changed(place) ? `another value of ${place}` : place,
  ]);
  return { ...others, places: Object.fromEntries(marked) };
}

/**
 * Returns the environment with which a program's own process was started; undefined for an inline program, whose process is its caller's, and for
 * one that no engine runs.
 */
function startEnvironment(): Environment | undefined {
  // Where Pulumi keeps what belongs to one inline program (seen in 3.268 to 3.270).
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
