import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { PortkeySimulator, RegisteredResource, RunOptions } from "../../sdk/testing";
import { readExample, type Example } from "./examples";

type Testing = typeof import("../../sdk/testing");
type Options = Pick<RunOptions, "config" | "outputsOf">;

const run = promisify(execFile);
const repository = resolve(__dirname, "../..");
const compiled = "compiled";

/** What became of a program: its outputs or the error that would end the deployment, and what it made till then. */
export interface Outcome {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly error: unknown;
  /** The inputs of every resource but the jobs, by type. */
  readonly made: Readonly<Record<string, unknown>>;
}

/** Copies and installs an example for the tests of a file, each of which gets a Portkey of its own. Config of the project's needs no namespace. */
export function useCopiedExample(path: string, options: Options): CopiedExample {
  const example = new CopiedExample(readExample(path), options);
  beforeAll(() => example.install(), 240_000);
  beforeEach(() => example.startPortkey());
  afterEach(() => example.portkey.close());
  afterAll(() => example.remove());
  return example;
}

/** An example in a folder outside of the repository, with the packed package and its other dependencies from the registry. */
class CopiedExample {
  private folder = "";
  private started: PortkeySimulator | undefined;

  constructor(
    private readonly example: Example,
    private readonly options: Options,
  ) {}

  /** The Portkey of this test. */
  get portkey(): PortkeySimulator {
    if (this.started === undefined) {
      throw new Error("No Portkey has been started.");
    }
    return this.started;
  }

  /** Installs it as its README says. */
  async install(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), `${this.example.project}-`));
    const filter = (file: string): boolean => !file.includes("node_modules");
    await cp(this.example.folder, this.folder, { recursive: true, filter });
    const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", this.folder];
    const { stdout } = await run("npm", pack, { cwd: repository });
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    await run("npm", ["install", join(this.folder, stdout.trim()), ...quiet], { cwd: this.folder });
  }

  /** Checks its types with its own compiler and tsconfig.json, and translates it. Returns the compiler's complaints. */
  async compile(): Promise<string> {
    const compiler = join("node_modules", "typescript", "bin", "tsc");
    return run(process.execPath, [compiler, "--project", ".", "--outDir", compiled], { cwd: this.folder }).then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    );
  }

  async startPortkey(): Promise<void> {
    jest.resetModules();
    this.started = await this.testing().PortkeySimulator.start();
  }

  preview(config?: Readonly<Record<string, string>>): Promise<Outcome> {
    return this.run({ preview: true, config: { ...config } });
  }

  up(config?: Readonly<Record<string, string>>): Promise<Outcome> {
    return this.run({ config: { ...config } });
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs the translated program with the package's own engine in this process. */
  private async run(options: RunOptions): Promise<Outcome> {
    const { outputsOf = ({ inputs }: RegisteredResource) => inputs } = this.options;
    const config = Object.entries({ ...this.options.config, ...options.config });
    const made: Record<string, unknown> = {};
    // A module runs once.
    jest.resetModules();
    const program = this.testing().runProgram(() => require(join(this.folder, compiled)) as unknown, {
      ...options,
      portkey: this.portkey,
      project: this.example.project,
      config: Object.fromEntries(
        config.map(([key, value]) => [key.includes(":") ? key : `${this.example.project}:${key}`, value]),
      ),
      outputsOf: (resource) => {
        made[resource.type] = resource.inputs;
        return outputsOf(resource);
      },
    });
    return program.then(
      ({ outputs }) => ({ outputs, error: undefined, made }),
      (error: unknown) => ({ outputs: {}, error, made }),
    );
  }

  /** The copy of `pulumi-portkey/testing` that its program shares. */
  private testing(): Testing {
    return require(join(this.folder, "node_modules/pulumi-portkey/dist/sdk/testing")) as Testing;
  }
}
