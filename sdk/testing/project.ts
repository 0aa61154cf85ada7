import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const fallback = "in-process";

/** Finds the project's name as Pulumi does: in the `Pulumi.yaml` of this folder, or of the nearest one above. */
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

/** Gives a program's own keys the project's name for a namespace, as the CLI does; `portkey:apiKey` has one. */
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
