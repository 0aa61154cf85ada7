import * as pulumi from "@pulumi/pulumi";
import { version } from "@pulumi/pulumi/version";

/** The oldest @pulumi/pulumi that can read resources on every engine. The peer range in package.json starts with it. */
export const oldestPulumiVersion = "3.268.0";

/**
 * Checks that the program's @pulumi/pulumi is new enough. Package managers only warn about a wrong peer dependency.
 *
 * @throws pulumi.RunError with the installed version, the required version, and the command to install it.
 */
export function checkPulumiVersion(installed: string = version): void {
  if (isOlder(installed, oldestPulumiVersion)) {
    throw new pulumi.RunError(
      `pulumi-portkey needs @pulumi/pulumi ${oldestPulumiVersion} or newer, but ${installed} is installed. ` +
        `With that version, engines ${oldestPulumiVersion} and newer can't read a resource. ` +
        `Run: npm install "@pulumi/pulumi@^${oldestPulumiVersion}" (or pnpm add, yarn add).`,
    );
  }
}

function isOlder(one: string, other: string): boolean {
  const [major = 0, minor = 0] = one.split(".").map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split(".").map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
