import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { pulumiExecutable, pulumiFolders } from "../../examples/pulumiCommand";
import type { PortkeySimulator } from "../../sdk/testing";

export const hasEngine = pulumiFolders().length > 0;

/** What a project uses that is not installed in it. */
export interface Tools {
  readonly simulator: PortkeySimulator;
  /** Installs an npm package by itself. Returns the folder in which its node_modules are. */
  tool(specifier: string): Promise<string>;
}

interface ProjectOptions {
  readonly tools: Tools;
  /** The folder in which everything is installed. */
  readonly root: string;
  /** The folder of the program. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly install: readonly [string, ...string[]];
  /** What stands before `node` on a command line. */
  readonly before: readonly string[];
}

/** A user's project. */
export class Project {
  readonly tools: Tools;
  readonly folder: string;
  private installed: Promise<string> | undefined;
  private stacks = 0;

  constructor(private readonly options: ProjectOptions) {
    this.tools = options.tools;
    this.folder = options.folder;
  }

  /** Installs everything, once. */
  install(): Promise<string> {
    return (this.installed ??= this.command(this.options.root, ...this.options.install));
  }

  /**
   * Runs Node.js as the project's package manager would. Returns what was printed, warnings included.
   *
   * @throws an error with everything that was printed.
   */
  node(...args: readonly string[]): Promise<string> {
    const [file = "node", ...rest] = [...this.options.before, "node", ...args];
    return this.command(this.folder, file, ...rest);
  }

  /** Runs a command in a folder, with the project's Node.js and package manager before all others. */
  command(folder: string, file: string, ...args: readonly string[]): Promise<string> {
    return run(folder, this.options.environment, file, args);
  }

  /** Deploys a program with the real engine. Returns the stack's outputs. */
  async up(main: string): Promise<unknown> {
    const backend = join(this.options.root, "backend");
    mkdirSync(backend, { recursive: true });
    const runtime = { name: "nodejs", options: { typescript: main.endsWith(".ts") } };
    writeFileSync(join(this.folder, "Pulumi.yaml"), JSON.stringify({ name: "user", main, runtime }));
    const stack = ["--non-interactive", "--stack", `stack-${++this.stacks}`];
    const environment = {
      ...this.options.environment,
      PATH: [this.options.environment["PATH"], pulumiFolders()[0]].join(delimiter),
      PULUMI_BACKEND_URL: pathToFileURL(backend).href,
      PULUMI_CONFIG_PASSPHRASE: "install-test",
      PULUMI_HOME: join(backend, "home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const pulumi = (...args: readonly string[]): Promise<string> =>
      run(this.folder, environment, pulumiExecutable, [...args, ...stack]);
    await pulumi("stack", "init");
    await pulumi("up", "--yes");
    return JSON.parse(await pulumi("stack", "output", "--json"));
  }
}

async function run(
  folder: string,
  environment: NodeJS.ProcessEnv,
  file: string,
  args: readonly string[],
): Promise<string> {
  try {
    const options = { cwd: folder, env: environment, maxBuffer: 2 ** 26, timeout: 300_000 };
    const { stdout, stderr } = await promisify(execFile)(file, args, options);
    return `${stdout}${stderr}`.trim();
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${file} ${args.join(" ")}\n${stdout}${stderr}`.replaceAll(/\x1b\[\d+m/g, ""), { cause: error });
  }
}
