import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";

const repository = resolve(__dirname, "../..");
const sourceFolders = ["provider", "sdk"];

/** Builds `dist` where it is not what the sources say: some tests load what it ships, and would try something else. */
export function buildIfStale(): void {
  const reason = whyStale();
  if (reason !== undefined) {
    process.stdout.write(`Building dist first: ${reason}.\n`);
    execFileSync("npm", ["run", "--silent", "build"], { cwd: repository, stdio: "inherit", shell: true });
  }
}

/** Says why `dist` is not what a build would make of the sources; undefined where it is. */
function whyStale(): string | undefined {
  const sources = sourceFolders.flatMap((folder) => filesIn(repository, folder, ".ts"));
  const built = sourceFolders.flatMap((folder) => filesIn(join(repository, "dist"), folder, ".js"));
  const expected = new Set(sources.map((file) => file.replace(/\.ts$/, ".js")));
  const missing = [...expected].find((file) => !built.includes(file));
  if (missing !== undefined) {
    return `dist/${missing} is missing`;
  }
  const left = built.find((file) => !expected.has(file));
  if (left !== undefined) {
    return `dist/${left} has no source`;
  }
  const builtAt = Math.min(...built.map((file) => modifiedAt(join(repository, "dist", file))));
  const newer = [...sources, "tsconfig.json", "tsconfig.build.json"].find(
    (file) => modifiedAt(join(repository, file)) > builtAt,
  );
  return newer === undefined ? undefined : `${newer} is newer`;
}

function filesIn(root: string, folder: string, ending: string): string[] {
  const path = join(root, folder);
  return existsSync(path)
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    : [];
}

function modifiedAt(path: string): number {
  return statSync(path).mtimeMs;
}
