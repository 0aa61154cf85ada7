import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const repository = join(__dirname, "../..");
const name = "pulumi-portkey";

/** A temporary folder in which the package is installed in one way or another, without any network. */
export class Installs {
  private constructor(
    private readonly folder: string,
    private readonly packed: string,
  ) {}

  /** Packs the built repository once, as a release does. */
  static async pack(): Promise<Installs> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), `${name}-installs-`)));
    const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
      cwd: repository,
    });
    const packed = join(folder, "packed");
    await mkdir(packed);
    await run("tar", ["-xzf", join(folder, stdout.trim()), "-C", packed, "--strip-components=1"]);
    return new Installs(folder, packed);
  }

  /** As `npm install` of the tarball leaves it. */
  async fromTarball(): Promise<string> {
    const project = await this.project("tarball");
    await this.copy(join(project, "node_modules", name));
    await link(join(project, "node_modules"), [...(await dependencies()), "@pulumi/pulumi"]);
    return project;
  }

  /** As `npm link` leaves it. */
  async symlinked(): Promise<string> {
    const project = await this.project("symlinked");
    await symlink(repository, join(project, "node_modules", name));
    await link(join(project, "node_modules"), ["@pulumi/pulumi"]);
    return project;
  }

  /** As pnpm leaves it: the package is a link into a store, and only there are its dependencies to be found. */
  async inPnpmStore(): Promise<string> {
    const project = await this.project("pnpm");
    const store = join(project, "node_modules/.pnpm", `${name}@0.0.0`, "node_modules");
    await this.copy(join(store, name));
    await link(store, [...(await dependencies()), "@pulumi/pulumi"]);
    await symlink(join(store, name), join(project, "node_modules", name));
    await link(join(project, "node_modules"), ["@pulumi/pulumi"]);
    return project;
  }

  /** A project that has no packages. */
  async without(): Promise<string> {
    return this.project("without");
  }

  /** The package without its dependencies. */
  async incomplete(): Promise<string> {
    const project = await this.project("incomplete");
    await this.copy(join(project, "node_modules", name));
    return project;
  }

  /** The package with its own dependencies, and without Pulumi. */
  async withoutPulumi(): Promise<string> {
    const project = await this.project("alone");
    await this.copy(join(project, "node_modules", name));
    await link(join(project, "node_modules"), await dependencies());
    return project;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async project(folder: string): Promise<string> {
    const project = await mkdtemp(join(this.folder, `${folder}-`));
    await mkdir(join(project, "node_modules"));
    await writeFile(join(project, "package.json"), "{}");
    return project;
  }

  private async copy(target: string): Promise<void> {
    await cp(this.packed, target, { recursive: true });
  }
}

/** Writes a program into a project and runs it there. Returns what it printed, parsed. */
export async function runProgram(project: string, file: string, source: string): Promise<unknown> {
  await writeFile(join(project, file), source);
  return runFile(project, file);
}

/** Runs a program of a project in its folder. Returns what it printed, parsed. */
export async function runFile(project: string, file: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, [file], { cwd: project, env: { PATH: process.env["PATH"] } });
  return JSON.parse(stdout);
}

/** Type-checks and translates programs of a project with the TypeScript compiler. Returns its complaints. */
export async function compile(project: string, ...options: string[]): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, [require.resolve("typescript/bin/tsc"), ...options], {
      cwd: project,
    });
    return stdout;
  } catch (error) {
    return typeof error === "object" && error !== null && "stdout" in error ? String(error.stdout) : String(error);
  }
}

async function dependencies(): Promise<string[]> {
  const manifest: { dependencies: Record<string, string> } = JSON.parse(
    await readFile(join(repository, "package.json"), "utf8"),
  );
  return Object.keys(manifest.dependencies);
}

async function link(modules: string, packages: readonly string[]): Promise<void> {
  for (const one of packages) {
    await mkdir(dirname(join(modules, one)), { recursive: true });
    await symlink(join(repository, "node_modules", one), join(modules, one));
  }
}
