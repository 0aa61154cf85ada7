import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pulumiFolders } from "../../examples/pulumiCommand";
import type { PluginArchive } from "../support/pluginProject";

/** Which archive a machine has, and what its programs are. */
export interface Machine {
  readonly title: string;
  readonly platform?: string;
  readonly environment: (archive: PluginArchive) => Readonly<Record<string, string>>;
}

export const withNode: Machine = {
  title: "Node.js and the small archive's plugin",
  environment: () => ({}),
};

export const withoutNode: Machine = {
  title: "no Node.js, and the plugin of the archive for linux-amd64",
  platform: "linux-amd64",
  environment: ({ folder }) => ({ PATH: programsWithoutNode(join(folder, "programs")) }),
};

export const isLinuxX64 = process.platform === "linux" && process.arch === "x64";

/** Fills a folder with all programs that are beside the `pulumi` CLI or on PATH, but Node.js. */
function programsWithoutNode(folder: string): string {
  mkdirSync(folder);
  const seen = new Set(["node", "nodejs"]);
  for (const place of [...pulumiFolders().slice(0, 1), ...(process.env["PATH"] ?? "").split(delimiter)]) {
    for (const name of programsIn(place).filter((name) => !seen.has(name))) {
      seen.add(name);
      symlinkSync(join(place, name), join(folder, name));
    }
  }
  return folder;
}

function programsIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // PATH may name what is not there
  }
}
