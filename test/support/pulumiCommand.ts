import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { version } from "@pulumi/pulumi/version";

const pulumiHome = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
const downloadRoot = join(pulumiHome, "versions", version);

/** Finds a Pulumi CLI on PATH, under the Pulumi home, or where the Automation API downloads it. */
export async function findPulumiCommand(): Promise<PulumiCommand | undefined> {
  const executable = process.platform === "win32" ? "pulumi.exe" : "pulumi";
  const onPath = (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, executable)));
  const roots = [pulumiHome, downloadRoot].filter((root) => existsSync(join(root, "bin", executable)));
  for (const root of [...(onPath ? [undefined] : []), ...roots]) {
    try {
      return await PulumiCommand.get(root === undefined ? {} : { root });
    } catch {
      // Another one may be new enough.
    }
  }
  return undefined;
}

/** Downloads the CLI as the Automation API does. Returns undefined when that has not worked after so many seconds. */
export async function downloadPulumiCommand(seconds: number): Promise<PulumiCommand | undefined> {
  const install = `require("@pulumi/pulumi/automation").PulumiCommand.install({ root: ${JSON.stringify(downloadRoot)} })`;
  // The download can't be broken off from inside, so it gets a process group that can be ended.
  const child = spawn(process.execPath, ["-e", `${install}.catch(() => process.exit(1))`], {
    cwd: __dirname,
    detached: true,
    stdio: "ignore",
  });
  const timer = setTimeout(() => endGroup(child.pid), seconds * 1000);
  await new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()));
  clearTimeout(timer);
  return findPulumiCommand();
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}
