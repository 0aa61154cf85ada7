import * as pulumi from "@pulumi/pulumi";
import { checkConfigKey, namespace } from "../../provider/settings/configKeys";
import { settingNames } from "../../provider/settings/settingTable";
import { isMocked } from "./mocks";

type ReadConfig = (name: string) => string | undefined;

// One for each program in this process, since its config does not change.
const configs = new WeakMap<object, Promise<ReadConfig>>();

/** Reads the settings in the stack config, once for each program. */
export function readStackConfig(): Promise<ReadConfig> {
  const monitor = pulumi.runtime.getMonitor();
  const config = (monitor === undefined ? undefined : configs.get(monitor)) ?? readSecrets();
  if (monitor !== undefined) {
    configs.set(monitor, config);
  }
  return config;
}

/** Reads them as secrets, since Pulumi warns about credentials that are read as plain values. */
async function readSecrets(): Promise<ReadConfig> {
  const config = new pulumi.Config(namespace);
  const secrets = pulumi.all(Object.fromEntries(settingNames.map((name) => [name, config.getSecret(name)])));
  const values = await new Promise<Readonly<Record<string, string | undefined>>>((resolve) => {
    secrets.apply((known) => resolve(known));
  });
  return (name) => values[name];
}

// One object for each program in this process.
const checked = new WeakSet<object>();

/**
 * Checks the keys under `portkey:` in the stack config, once for each program. Unknown names and unencrypted credentials cause warnings.
 *
 * @throws InvalidArgumentError for a misspelled setting, which would otherwise have no effect.
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

/**
 * Returns whether a key's value is encrypted in the config. Pulumi's runtime has this function (seen in 3.268 to 3.270), but its types do
 * not.
 */
function isSecret(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as { readonly isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(key) ?? true;
}
