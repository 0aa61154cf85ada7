import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PortkeySimulator, runningJob, succeededJob } from "../../../sdk/testing";

const repository = resolve(__dirname, "../../..");
const bin = join(repository, "dist/provider/command/bin.js");
let portkey: PortkeySimulator;

beforeEach(async () => {
  portkey = await PortkeySimulator.start({ apiKeys: ["key"] });
  portkey.script("ftjob-1", succeededJob("ftjob-1", "bot")).script("ftjob-2", runningJob("ftjob-2"));
});
afterEach(() => portkey.close());

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an executable as a shell does, and interrupts it once it shows something where that is asked for. */
function run(executable: string, typed: readonly string[], interrupt = false): Promise<Ran> {
  return new Promise((done) => {
    const env = { PATH: process.env["PATH"], PORTKEY_API_KEY: "key", PORTKEY_BASE_URL: portkey.baseUrl };
    const child = spawn(executable, typed, { env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data) => (stdout += String(data)));
    child.stderr.on("data", (data) => (stderr += String(data)));
    if (interrupt) {
      child.stderr.once("data", () => child.kill("SIGINT"));
    }
    child.on("close", (code) => done({ code, stdout, stderr }));
  });
}

describe("the executable pulumi-portkey", () => {
  it("prints the model's name and nothing else", async () => {
    await expect(run(bin, ["wait", "ftjob-1"])).resolves.toEqual({ code: 0, stdout: "bot\n", stderr: "" });
  });

  it("ends at once on Ctrl-C", async () => {
    const { code, stdout, stderr } = await run(bin, ["wait", "ftjob-2"], true);
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toMatch(/^running\nInterrupted\./);
  });

  it("continues if nothing reads its progress", async () => {
    const child = spawn(bin, ["wait", "ftjob-2", "--timeout", "2", "--poll-interval", "1"], {
      env: { PATH: process.env["PATH"], PORTKEY_API_KEY: "key", PORTKEY_BASE_URL: portkey.baseUrl },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stderr.destroy();
    await expect(new Promise((done) => child.on("close", done))).resolves.toBe(75);
  });

  it("has the package's version", async () => {
    const { version } = jest.requireActual<{ version: string }>("../../../package.json");
    await expect(run(bin, ["--version"])).resolves.toMatchObject({ stdout: `${version}\n` });
  });
});

describe("the plugin's executable", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "portkey-archive-"));
    execFileSync(process.execPath, [join(repository, "tools/archive.mjs"), folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("runs the same commands", async () => {
    const executable = join(folder, "plugin/pulumi-resource-portkey");
    await expect(run(executable, ["wait", "ftjob-1"])).resolves.toEqual({ code: 0, stdout: "bot\n", stderr: "" });
    await expect(run(executable, ["wait", "ftjob-2", "--timeout=0", "--quiet"])).resolves.toMatchObject({ code: 75 });
    await expect(run(executable, ["wiat", "ftjob-1"])).resolves.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("unknown command; did you mean wait?"),
    });
    const { stdout } = await run(executable, ["--help"]);
    expect(stdout).toMatch(/^Usage: pulumi-resource-portkey COMMAND/);
  });
});
