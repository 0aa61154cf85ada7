import { exec } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { pulumiFolders } from "../../examples/pulumiCommand";
import { PortkeySimulator, succeededJob } from "../../sdk/testing";
import { checks, type Combination } from "./table";

const repository = resolve(__dirname, "../..");
const projects = join(__dirname, "projects");
const [cliFolder] = pulumiFolders();
const apiKey = "install-test-key";

/** Tries combinations out, in a temporary folder with the packed tarball. What is installed alike is installed once. */
export class Trials {
  private readonly installed = new Map<string, Promise<string>>();

  private constructor(
    private readonly folder: string,
    readonly tarball: string,
    private readonly simulator: PortkeySimulator,
  ) {}

  /** Packs dist as it is. */
  static async open(): Promise<Trials> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-portkey-install-")));
    const packed = await run(
      `npm pack --ignore-scripts --silent --pack-destination ${folder}`,
      repository,
      process.env,
    );
    const simulator = await PortkeySimulator.start({ apiKeys: [apiKey] });
    simulator.script("ftjob-1", succeededJob("ftjob-1", "accounts/acme/models/support-bot-1"));
    return new Trials(folder, join(folder, packed), simulator);
  }

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * Installs a combination in a project whose path has a space in it, and runs its checks; without a CLI, those that need none.
   * Returns what took part, with its version.
   *
   * @throws where something doesn't work, with what it printed.
   */
  async tryOut(combination: Combination): Promise<readonly string[]> {
    const { node, manager, tool, workspace } = combination;
    const specifiers = [`node@${node}`, manager.tool, tool].flatMap((specifier) => specifier ?? []);
    const folders = await Promise.all(specifiers.map((specifier) => this.tool(specifier)));
    const backend = mkdtempSync(join(this.folder, "backend-"));
    const environment = {
      ...process.env,
      CI: "", // with it yarn and pnpm install in another way
      PATH: [...folders.map((folder) => join(folder, "node_modules/.bin")), process.env["PATH"], cliFolder].join(
        delimiter,
      ),
      PORTKEY_API_KEY: apiKey,
      PORTKEY_BASE_URL: this.simulator.baseUrl,
      PULUMI_BACKEND_URL: pathToFileURL(backend).href,
      PULUMI_CONFIG_PASSPHRASE: "install-test",
      PULUMI_HOME: join(backend, "home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const root = await this.install(combination, environment);
    const project = workspace ? join(root, "packages/project") : root;
    for (const line of combination.checks.flatMap((check) => checks[check].split(" && "))) {
      if (cliFolder !== undefined || !line.startsWith("node up.cjs")) {
        await run(line, project, environment);
      }
    }
    const ask = (line: string): Promise<string> => run(line, project, environment);
    return [
      `Node.js ${await ask("node -p process.versions.node")}`,
      ...(manager.tool === undefined ? [`npm ${await ask("npm --version")}`] : []),
      ...specifiers.slice(1).map((specifier, index) => versionOf(specifier, folders[index + 1] ?? "")),
      `@pulumi/pulumi ${await ask(`node -p 'require("@pulumi/pulumi/version").version'`)}`,
    ];
  }

  /** Installs an npm package by itself. Returns the folder in which its node_modules are. */
  private tool(specifier: string): Promise<string> {
    return this.once(specifier, async (folder) => {
      writeFileSync(join(folder, "package.json"), "{}");
      await run(`npm install --no-audit --no-fund ${specifier}`, folder, process.env);
    });
  }

  /** Lays a user's project out and installs everything. Returns its folder. */
  private install(combination: Combination, environment: NodeJS.ProcessEnv): Promise<string> {
    const { node, pulumi, manager, workspace = false, dependencies } = combination;
    return this.once(JSON.stringify([node, pulumi, manager, workspace, dependencies]), async (folder) => {
      const installed = {
        "pulumi-portkey": `file:${this.tarball}`,
        "@pulumi/pulumi": pulumi,
        "@types/node": "22",
        typescript: "<7", // Pulumi's own range of it ends there
        ...dependencies,
      };
      const manifest = (path: string, all: Readonly<Record<string, string>>): void =>
        writeFileSync(
          join(folder, path, "package.json"),
          JSON.stringify({ name: basename(path) || "user", version: "0.0.0", private: true, dependencies: all }),
        );
      cpSync(join(projects, "single"), workspace ? join(folder, "packages/project") : folder, { recursive: true });
      if (workspace) {
        cpSync(join(projects, "workspace"), folder, { recursive: true });
        manifest("packages/library", installed);
        manifest("packages/project", { ...installed, library: "*" });
      } else {
        manifest("", installed);
      }
      Object.entries(manager.files ?? {}).forEach(([path, text]) => writeFileSync(join(folder, path), text));
      await run(manager.install, folder, environment);
    });
  }

  /** Fills a folder of its own, whose path has a space in it, for each key once. Returns its path. */
  private once(key: string, fill: (folder: string) => Promise<void>): Promise<string> {
    const folder = mkdtempSync(join(this.folder, "a folder "));
    const filled = this.installed.get(key) ?? fill(folder).then(() => folder);
    this.installed.set(key, filled);
    return filled;
  }
}

/** Reads the version of a package that is installed in a folder. */
function versionOf(specifier: string, folder: string): string {
  const name = specifier.replace(/(?<=.)@.*/, "");
  const manifest: unknown = JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8"));
  return `${name} ${z.object({ version: z.string() }).parse(manifest).version}`;
}

/** Runs a command line. Returns what it printed. */
async function run(line: string, folder: string, environment: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(exec)(line, { cwd: folder, env: environment, maxBuffer: 2 ** 26 });
    return `${stdout}${stderr}`.trim();
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${line}\n${stdout}${stderr}`.replaceAll(/\x1b\[\d+m/g, ""), { cause: error });
  }
}
