import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { documentedJob } from "../support/jobs";
import { PortkeySimulator } from "../../sdk/testing";
import { layOut } from "./layouts";
import { managerOf, type ManagerName } from "./packageManagers";
import { Project, type Tools } from "./project";
import type { Combination } from "./table";

const repository = resolve(__dirname, "../..");
const key = "install-test-key";

/** A temporary folder with the packed tarball, a simulator, and what is installed from the registry: each version once. */
export class Workshop implements Tools {
  private readonly projects = new Map<string, Promise<Project>>();
  private readonly tools = new Map<string, Promise<string>>();

  private constructor(
    private readonly folder: string,
    readonly tarball: string,
    readonly simulator: PortkeySimulator,
  ) {}

  /** Packs dist as it is. */
  static async open(): Promise<Workshop> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-portkey-install-")));
    const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
    const { stdout } = await promisify(execFile)("npm", pack, { cwd: repository });
    const simulator = await PortkeySimulator.start({ apiKeys: [key] });
    simulator.script(documentedJob.id, documentedJob);
    return new Workshop(folder, join(folder, stdout.trim()), simulator);
  }

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Lays out the project of a combination; combinations that differ in nothing that is installed share one. */
  project(combination: Combination): Promise<Project> {
    const { node, pulumi, manager, layout } = combination;
    return once(this.projects, [node, pulumi, manager, layout].join(" "), () => this.layOut(combination));
  }

  /** Installs an npm package by itself. Returns the folder in which its node_modules are. */
  tool(specifier: string): Promise<string> {
    return once(this.tools, specifier, async () => {
      const folder = this.makeFolder();
      writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
      await promisify(execFile)("npm", ["install", "--no-audit", "--no-fund", specifier], { cwd: folder });
      return folder;
    });
  }

  private async layOut({ node, pulumi, manager, layout }: Combination): Promise<Project> {
    const { root, files, program } = layOut(layout, manager, {
      "pulumi-portkey": `file:${this.tarball}`,
      "@pulumi/pulumi": pulumi,
      "@types/node": "22",
      typescript: "<7",
    });
    const folder = join(this.makeFolder(), root);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { install, run } = managerOf(manager);
    const folders = [await this.nodeFolder(node), ...(await this.managerFolders(manager))];
    const environment = {
      ...process.env,
      // Yarn and pnpm change how they install where they see this.
      CI: "",
      PATH: [...folders, process.env["PATH"]].join(delimiter),
      PORTKEY_API_KEY: key,
      PORTKEY_BASE_URL: this.simulator.baseUrl,
    };
    return new Project({ tools: this, root: folder, folder: join(folder, program), environment, install, before: run });
  }

  private async nodeFolder(version: string): Promise<string> {
    return process.version.startsWith(`v${version}.`)
      ? dirname(process.execPath)
      : join(await this.tool(`node@${version}`), "node_modules/node/bin");
  }

  private async managerFolders(manager: ManagerName): Promise<readonly string[]> {
    const { tool } = managerOf(manager);
    return tool === undefined ? [] : [join(await this.tool(tool), "node_modules/.bin")];
  }

  private makeFolder(): string {
    return mkdtempSync(join(this.folder, "installed-"));
  }
}

function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = made.get(key) ?? make();
  made.set(key, found);
  return found;
}
