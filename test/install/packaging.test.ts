import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { Trials } from "./trial";

const repository = resolve(__dirname, "../..");

let trials: Trials;

beforeAll(async () => {
  trials = await Trials.open();
});

afterAll(() => trials.close());

describe("the packed tarball", () => {
  it("has entries that every loader and bundler finds: publint", async () => {
    expect(await printed("publint", "--strict", trials.tarball)).toMatch(/^All good!$/m);
  });

  // Nothing is excepted: what attw complains of and is accepted would be named here by --ignore-rules, with its reason.
  it("has types for every entry, however modules are resolved: attw", async () => {
    expect(await printed("attw", "--format", "ascii", "--no-color", "--no-emoji", trials.tarball)).toContain(
      "No problems found",
    );
  });

  it("has a command that runs where nothing is installed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "portkey-npx-"));
    const npx = promisify(execFile)(
      "npx",
      ["--yes", `--package=${trials.tarball}`, "pulumi-portkey", "wait", "--help"],
      { cwd: folder },
    );
    await expect(npx).resolves.toMatchObject({ stdout: expect.stringContaining("Usage: pulumi-portkey wait JOB_ID") });
    rmSync(folder, { recursive: true });
  }, 120_000);

  it("installs without a script of its own, and so without a package manager's question about one", () => {
    const manifest: unknown = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(manifest);
    expect(Object.keys(scripts).filter((name) => /^((pre|post)?install|prepare)$/.test(name))).toEqual([]);
  });
});

/** Returns all that a tool of the repository's prints, whatever it thinks of it. */
function printed(tool: string, ...args: readonly string[]): Promise<string> {
  return new Promise((done) => {
    const options = { env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" } };
    execFile(join(repository, "node_modules/.bin", tool), args, options, (_error, stdout, stderr) =>
      done(stripVTControlCharacters(`${stdout}${stderr}`)),
    );
  });
}
