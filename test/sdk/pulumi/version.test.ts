import manifest from "../../../package.json";
import { checkPulumiVersion, oldestPulumiVersion } from "../../../sdk/pulumi/version";

describe("the program's @pulumi/pulumi", () => {
  it("is as old as package.json's peer range allows, at the oldest", () => {
    expect(manifest.peerDependencies["@pulumi/pulumi"]).toBe(`^${oldestPulumiVersion}`);
  });

  it.each(["3.160.0", "3.248.0", "3.260.0", "3.267.9", "2.300.0"])("is too old: %s", (installed) => {
    expect(() => checkPulumiVersion(installed)).toThrow(
      `pulumi-portkey needs @pulumi/pulumi 3.268.0 or newer, but ${installed} is installed. With that version, engines ` +
        `3.268.0 and newer can't read a resource. Run: npm install "@pulumi/pulumi@^3.268.0" (or pnpm add, yarn add).`,
    );
  });

  it.each(["3.268.0", "3.268.0-alpha.1", "3.270.1", "3.1000.0", "4.0.0", "a build without a version"])(
    "is new enough, as far as it says: %j",
    (installed) => {
      expect(() => checkPulumiVersion(installed)).not.toThrow();
    },
  );

  it("is new enough here", () => {
    expect(() => checkPulumiVersion()).not.toThrow();
  });
});
