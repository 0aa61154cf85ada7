import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { describeInLanguage } from "../support/languages";
import { PluginArchive } from "../support/pluginProject";

const oldNode = "18";
const repository = resolve(__dirname, "../..");
const needsNewer =
  /^The Pulumi package portkey needs Node\.js 20 or newer, but it runs on v18\.\d+\.\d+\. Install a newer Node\.js\.\n$/;

let folder: string;
let archive: PluginArchive;
let oldNodeFolder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "portkey-old-node-"));
  archive = await PluginArchive.make();
  mkdirSync(join(folder, "plugin"));
  execFileSync("tar", ["-xzf", archive.path, "-C", join(folder, "plugin")]);
  const options = ["--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", `node@${oldNode}`, ...options], { cwd: folder, stdio: "ignore" });
  oldNodeFolder = join(folder, "node_modules/node/bin");
}, 120_000);
afterAll(() => {
  archive.remove();
  rmSync(folder, { recursive: true, force: true });
});

function start(
  file: string,
  args: readonly string[],
  path: string,
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(file, args, { env: { PATH: path } }, (error, stdout, stderr) =>
      done({ code: error?.code, stdout, stderr }),
    );
  });
}

describe("the plugin on a Node.js that is too old", () => {
  it("says in one line what it needs, from the archive", async () => {
    const path = [oldNodeFolder, process.env["PATH"]].join(delimiter);
    const ended = await start(join(folder, "plugin/pulumi-resource-portkey"), [], path);
    expect(ended).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(needsNewer) });
  });

  it("says in one line what it needs, from a clone", async () => {
    const ended = await start(join(oldNodeFolder, "node"), [join(repository, "provider/plugin/index.js")], "");
    expect(ended).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(needsNewer) });
  });
});

describe("the plugin without Node.js", () => {
  it("says in one line what it needs", async () => {
    const tools = join(folder, "tools");
    mkdirSync(tools);
    ["sh", "dirname"].forEach((tool) =>
      symlinkSync(execFileSync("which", [tool], { encoding: "utf8" }).trim(), join(tools, tool)),
    );
    const ended = await start(join(folder, "plugin/pulumi-resource-portkey"), [], tools);
    expect(ended).toEqual({
      code: 2,
      stdout: "",
      stderr: "The Pulumi package portkey needs Node.js, but node is not on PATH.\n",
    });
  });
});

describeInLanguage("yaml", "an up on a Node.js that is too old", () => {
  it("shows that line", async () => {
    const project = await archive.project("old-node", {
      "Pulumi.yaml": `name: old-node\nruntime: yaml\noutputs:\n  jobs: { "fn::invoke": { function: "portkey:getFineTuningJobs" } }\n`,
    });
    const stack = await project.stack("dev", { PATH: [oldNodeFolder, process.env["PATH"]].join(delimiter) });
    const up = await stack.up();
    project.dispose();
    expect(up.succeeded).toBe(false);
    expect(up.terminal).toContain("The Pulumi package portkey needs Node.js 20 or newer, but it runs on v18.");
  }, 60_000);
});
