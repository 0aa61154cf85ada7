import type * as pulumi from "@pulumi/pulumi";
import { SettingsMismatchError } from "../provider/errors";
import { disagreementBetween, originOf, type SettingsOrigin } from "../provider/settings/origin";
import type { SettingsSources } from "../provider/settings/sources";
import { startEnvironment } from "./pulumi/startEnvironment";

/**
 * Checks, as far as possible in the program, that the provider will find the same settings. The same `pulumi` process starts both, with the
 * same environment.
 *
 * @param provider The explicit provider of the job, if there is one.
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
      : // Pulumi keeps a provider resource's arguments as its properties (seen in 3.268 to 3.270).
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

/** Marks variables that have different values in the two processes. */
function markingChanges({ places, ...others }: SettingsOrigin, changed: (variable: string) => boolean): SettingsOrigin {
  const marked = Object.entries(places).map(([name, place]) => [
    name,
    changed(place) ? `another value of ${place}` : place,
  ]);
  return { ...others, places: Object.fromEntries(marked) };
}
