import * as pulumi from "@pulumi/pulumi";
import { InvalidArgumentError } from "../provider/errors";
import { holdsCredential } from "../provider/settings/credentialNames";
import { nearest } from "../provider/settings/nearest";
import { settingNames, settingTable, type SettingName } from "../provider/settings/settingTable";
import { isMocked } from "./mocks";

const namespace = "portkey";

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
  const warnings = keys.flatMap(([key, value]) => checkKey(key, value));
  checked.add(monitor);
  for (const warning of warnings) {
    pulumi.log.warn(warning).catch(() => undefined);
  }
}

function checkKey(key: string, value: string): string[] {
  const name = key.slice(namespace.length + 1);
  if (!isSetting(name)) {
    const meant = nearest(name, settingNames);
    // A project of this name has keys of its own there.
    const isOwn = pulumi.getProject() === namespace;
    if (meant !== undefined && (!isOwn || plain(name) === plain(meant))) {
      throw new InvalidArgumentError(
        key,
        `the stack's config has no such setting; did you mean ${namespace}:${meant}? ` +
          `Run \`pulumi config rm ${key}\` and set ${namespace}:${meant} in its place`,
      );
    }
    return isOwn
      ? []
      : [
          `${key}: there is no such setting, so it is ignored; there are ${settingNames.map((one) => `${namespace}:${one}`).join(", ")}.`,
        ];
  }
  return holdsCredential(name, value) && !isSecret(key)
    ? [
        `${key} is a credential and stands in clear in the stack's config, and from there in its state. ` +
          `Run \`pulumi config set --secret ${key}\`, then \`pulumi up\`.`,
      ]
    : [];
}

/** Leaves of a name what tells it from others but not how it is written. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}

function isSetting(name: string): name is SettingName {
  return Object.hasOwn(settingTable, name);
}

/** Tells whether a key's value is encrypted in the config. Pulumi's runtime knows it, and its types don't say so. */
function isSecret(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as { readonly isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(key) ?? true;
}
