import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { version } from "../../package.json";
import { diagnosticsOf, EngineProject, errorsIn, type EngineStack, type Operation } from "./engine";

const run = promisify(execFile);
const repository = resolve(__dirname, "../..");

/** The package as `pulumi package add` takes it once its plugin is installed. */
export const packageVersion = `portkey@${version}`;

/** A release archive in a folder of its own. */
export class PluginArchive {
  private constructor(
    readonly folder: string,
    readonly path: string,
  ) {}

  /** Makes it as a release does: the small one, or the one of a platform, which brings Node.js. */
  static async make(platform?: string): Promise<PluginArchive> {
    const folder = mkdtempSync(join(tmpdir(), "portkey-archive-"));
    const options = platform === undefined ? [] : ["--platform", platform];
    await run(process.execPath, [join(repository, "tools/archive.mjs"), folder, ...options], { cwd: repository });
    const name = ["pulumi-resource-portkey", `v${version}`, ...(platform === undefined ? [] : [platform])].join("-");
    return new PluginArchive(folder, join(folder, `${name}.tar.gz`));
  }

  /** Makes a project on a machine that has the archive's plugin, and nothing else of the repository. */
  async project(
    name: string,
    files: Readonly<Record<string, string>>,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<EngineProject> {
    const project = new EngineProject(name, files, "other", environment);
    await project.run("plugin", "install", "resource", "portkey", version, "--file", this.path);
    return project;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Lists the processes of the plugin that run for a project. */
export function pluginsOf(project: EngineProject): readonly number[] {
  return project.programs("resource-portkey-");
}

/** Lists the errors that speak of this, wherever they stand; an error of one line is one element without a line's end. */
export function errorsAbout(operation: Operation, what: string): string[] {
  return errorsIn(operation).filter((message) => message.includes(what));
}

/** Lists what the line of a resource has shown. */
export function linesOn(operation: Operation, resource: string): string[] {
  return diagnosticsOf(operation)
    .filter((line) => line.resource === resource)
    .map(({ message }) => message);
}

/** Sends a Ctrl-C to an up, as a terminal does, and waits for its end. */
export async function interrupt(running: ReturnType<EngineStack["start"]>): Promise<void> {
  process.kill(-(running.process.pid ?? 0), "SIGINT");
  await running.ended;
}
