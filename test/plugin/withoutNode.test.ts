import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { failedJob, PortkeySimulator, runningJob, succeededJob } from "../../sdk/testing";
import { resourceIn, type EngineProject } from "../support/engine";
import { describeInLanguage } from "../support/languages";
import { errorsAbout, linesOn, PluginArchive } from "../support/pluginProject";
import { isLinuxX64, withoutNode } from "./machines";

const run = promisify(execFile);
const repository = resolve(__dirname, "../..");
const model = "accounts/acme/models/support-bot-2";

let archive: PluginArchive;
let environment: Readonly<Record<string, string>>;
let portkey: PortkeySimulator;

if (!isLinuxX64) {
  process.stdout.write("The tests of the archive for linux-amd64 are skipped: this is another platform.\n");
}
const describeHere = isLinuxX64 ? describe : describe.skip;

describeHere("the archive for linux-amd64, on a machine without Node.js", () => {
  beforeAll(async () => {
    archive = await PluginArchive.make(withoutNode.platform);
    // Options of another Node.js, which the plugin's does not know.
    environment = { ...withoutNode.environment(archive), NODE_OPTIONS: "--of-another-node" };
    portkey = await PortkeySimulator.start();
  }, 300_000);
  afterAll(async () => {
    archive.remove();
    await portkey.close();
  });

  describe("in a shell", () => {
    const unpacked = (file: string): string => join(archive.folder, "unpacked", file);

    beforeAll(() => {
      mkdirSync(unpacked(""));
      execFileSync("tar", ["-xzf", archive.path, "-C", unpacked("")]);
    });

    it("has no Node.js", async () => {
      await expect(run("/bin/sh", ["-c", "command -v node"], { env: environment })).rejects.toMatchObject({
        code: 127,
      });
    });

    it("starts as an engine and a shell start it, which a release tries on every platform", async () => {
      const { stdout } = await run(process.execPath, [join(repository, "tools/archive/smoke.mjs"), archive.path]);
      expect(stdout).toMatch(/-linux-amd64\.tar\.gz: ok\n$/);
    });

    it("runs the command", async () => {
      portkey.script("ftjob-1", succeededJob("ftjob-1", model));
      const settings = { PORTKEY_API_KEY: "key", PORTKEY_BASE_URL: portkey.baseUrl };
      const options = { env: { ...environment, ...settings } };
      const { stdout, stderr } = await run(unpacked("pulumi-resource-portkey"), ["status", "ftjob-1"], options);
      expect(stdout).toContain(model);
      expect(stderr).toBe("");
    });

    it("has the licences of all that it brings", () => {
      const licences = Object.fromEntries(
        ["LICENSE", "LICENSE.node", "LICENSE.bundled"].map((file) => [file, readFileSync(unpacked(file), "utf8")]),
      );
      expect(licences["LICENSE"]).toBe(readFileSync(join(repository, "LICENSE"), "utf8"));
      expect(licences["LICENSE.node"]).toMatch(/^Node\.js is licensed for use as follows:/);
      for (const name of ["@grpc/grpc-js", "@pulumi/pulumi", "axios", "google-protobuf", "https-proxy-agent", "zod"]) {
        expect(licences["LICENSE.bundled"]).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, "m"));
      }
      expect(licences["LICENSE.bundled"]?.match(/=\n\n\S+ \S+ \(/g)?.length).toBeGreaterThan(40);
    });
  });

  describeInLanguage("yaml", "with a program in YAML on the engine", () => {
    let project: EngineProject;

    beforeAll(async () => {
      const program = `name: without-node
runtime: yaml
resources:
  job:
    type: portkey:FineTuningJob
    properties: { jobId: ftjob-2, waitFor: succeeded, pollInterval: 1 }
outputs:
  model: \${job.fineTunedModel}
`;
      project = await archive.project("without-node", { "Pulumi.yaml": program }, environment);
    });
    afterAll(() => project.dispose());

    it("previews, waits in the up, and fails with one line about a job that has failed", async () => {
      const settings = { PORTKEY_API_KEY: "key", PORTKEY_BASE_URL: portkey.baseUrl };
      const stack = await project.stack("dev", settings);
      portkey.script("ftjob-2", runningJob("ftjob-2"));
      const preview = await stack.preview();
      expect(linesOn(preview, "job")).toEqual(["running; the update will wait up to 6h for it"]);
      expect(resourceIn(preview, "job")?.outputs).toMatchObject({ jobId: "ftjob-2", seed: 42 });

      portkey.script("ftjob-2", { forRequests: 2 }, succeededJob("ftjob-2", model));
      expect(await stack.up()).toMatchObject({ succeeded: true, outputs: { model: { value: model } } });

      portkey.script("ftjob-2", failedJob("ftjob-2"));
      const up = await stack.up();
      expect(up.succeeded).toBe(false);
      expect(errorsAbout(up, `"ftjob-2" failed: The quota for training is spent.`)).toHaveLength(1);
    });

    it("runs the command, and takes the flags of an engine that logs", async () => {
      const printed = await project.run("plugin", "run", "--kind", "resource", "portkey", "--", "--help");
      expect(printed).toMatch(/^Usage: pulumi-resource-portkey COMMAND/);
      const stack = await project.stack("logging", { PORTKEY_API_KEY: "key", PORTKEY_BASE_URL: portkey.baseUrl });
      portkey.script("ftjob-2", succeededJob("ftjob-2", model));
      expect(await stack.preview({ logToStdErr: true, logFlow: true })).toMatchObject({ succeeded: true });
    });
  });
});
