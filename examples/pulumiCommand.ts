import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { version } from "@pulumi/pulumi/version";

const pulumiHome = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
const downloadRoot = join(pulumiHome, "versions", version);

export const pulumiExecutable = process.platform === "win32" ? "pulumi.exe" : "pulumi";

/** Lists the folders with a Pulumi CLI: on PATH, in the Pulumi home folder, and the Automation API's download folder. */
export function pulumiFolders(): string[] {
  return [...foldersOnPath(), join(pulumiHome, "bin"), join(downloadRoot, "bin")].filter(
    (folder) => folder !== "" && existsSync(join(folder, pulumiExecutable)),
  );
}

/** Finds the first Pulumi CLI that the Automation API can work with. */
export async function findPulumiCommand(): Promise<PulumiCommand | undefined> {
  for (const folder of pulumiFolders()) {
    try {
      return await PulumiCommand.get(foldersOnPath().includes(folder) ? {} : { root: dirname(folder) });
    } catch {
      // Another CLI may be new enough.
    }
  }
  return undefined;
}

function foldersOnPath(): string[] {
  return (process.env["PATH"] ?? "").split(delimiter);
}
