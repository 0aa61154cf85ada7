import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What is installed, as npm is told: versions, ranges or tags. */
export interface Versions {
  readonly node: string;
  readonly pulumi: string;
  /** Of the compiler that checks types. */
  readonly typescript: string;
}

/** Reads the version of a package that is installed in a folder. */
export function versionIn(folder: string, name: string): string {
  const text = readFileSync(join(folder, "node_modules", name, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
