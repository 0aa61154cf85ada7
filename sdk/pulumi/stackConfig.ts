import * as pulumi from "@pulumi/pulumi";
import { checkConfigKey, namespace } from "../../provider/settings/configKeys";
import { settingNames } from "../../provider/settings/settingTable";
import { isMocked } from "./mocks";

type ReadConfig = (name: string) => string | undefined;

// One for each program that runs in this process: its config does not change.
const configs = new WeakMap<object, Promise<ReadConfig>>();

/** Reads the stack's settings, once for a program. */
export function readStackConfig(): Promise<ReadConfig> {
  const monitor = pulumi.runtime.getMonitor();
  const config = (monitor === undefined ? undefined : configs.get(monitor)) ?? readSecrets();
  if (monitor !== undefined) {
    configs.set(monitor, config);
  }
  return config;
}

/** As secrets: of each credential that is read in clear Pulumi would warn. */
async function readSecrets(): Promise<ReadConfig> {
  const config = new pulumi.Config(namespace);
  const secrets = pulumi.all(Object.fromEntries(settingNames.map((name) => [name, config.getSecret(name)])));
  const values = await new Promise<Readonly<Record<string, string | undefined>>>((resolve) => {
    secrets.apply((known) => resolve(known));
  });
  return (name) => values[name];
}

// One object for each program that runs in this process.
const checked = new WeakSet<object>();

/**
 * Checks the names under `portkey:` in the stack's config, once for a program. One that is no setting is a warning, and so
 * is a credential that stands there in clear.
 *
 * @throws InvalidArgumentError for a name that is a misspelled setting's: what was meant to hold would not.
 */
export function checkStackConfig(): void {
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined || checked.has(monitor) || isMocked()) {
    return;
  }
  const keys = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(`${namespace}:`));
  const isOwn = pulumi.getProject() === namespace;
  const warnings = keys.flatMap(
    ([key, value]) => checkConfigKey(key.slice(namespace.length + 1), value, { isSecret: isSecret(key), isOwn }) ?? [],
  );
  checked.add(monitor);
  for (const warning of warnings) {
    pulumi.log.warn(warning).catch(() => undefined);
  }
}

/** Tells whether a key's value is encrypted in the config. Pulumi's runtime knows it (seen in 3.268 to 3.270), and its types don't say so. */
function isSecret(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as { readonly isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(key) ?? true;
}
