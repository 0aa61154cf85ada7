import * as pulumi from "@pulumi/pulumi";
import { version } from "@pulumi/pulumi/version";

/** The oldest @pulumi/pulumi that can read resources on every engine; package.json's peer range begins there. */
export const oldestPulumiVersion = "3.268.0";

/**
 * Checks that the program's @pulumi/pulumi is new enough: package managers only warn of a peer that is not.
 *
 * @throws pulumi.RunError that says what is installed, what is needed, and the command to type.
 */
export function checkPulumiVersion(installed: string = version): void {
  if (isOlder(installed, oldestPulumiVersion)) {
    throw new pulumi.RunError(
      `pulumi-portkey needs @pulumi/pulumi ${oldestPulumiVersion} or newer, and ${installed} is installed: with it, ` +
        `engines from ${oldestPulumiVersion} on can't read a resource. ` +
        `Run: npm install "@pulumi/pulumi@^${oldestPulumiVersion}" (or pnpm add, yarn add).`,
    );
  }
}

function isOlder(one: string, other: string): boolean {
  const [major = 0, minor = 0] = one.split(".").map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split(".").map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
