import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const fallback = "in-process";

/** Finds the project's name like Pulumi: in the `Pulumi.yaml` of this folder, or of the nearest folder above. */
export function projectName(folder = process.cwd()): string {
  for (const file of ["Pulumi.yaml", "Pulumi.yml"]) {
    const [, name] = /^name:\s*["']?([\w.-]+)/m.exec(readIfThere(join(folder, file))) ?? [];
    if (name !== undefined) {
      return name;
    }
  }
  const above = dirname(folder);
  return above === folder ? fallback : projectName(above);
}

/** Adds the project's name to a program's own keys, as the CLI does. Keys such as `portkey:apiKey` already have a namespace. */
export function fullKey(project: string, key: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
