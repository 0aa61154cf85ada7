import { failedJob, PortkeySimulator, runningJob, succeededJob } from "../../sdk/testing";
import { errorsIn, resourceIn, type EngineProject, type EngineStack } from "../support/engine";
import { eventually } from "../support/eventually";
import { readExample } from "../support/examples";
import { describeInLanguage, type Language } from "../support/languages";
import { interrupt, linesOn, packageVersion, PluginArchive, pluginsOf } from "../support/pluginProject";
import type { Machine } from "./machines";
import { otherPrograms } from "./programs";
import { check, typeChecks } from "./typeChecks";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const apiKey = "canary-of-the-stack";
const otherKey = "canary-of-the-other-provider";
const suffix = "support-bot";
const settings = { suffix, jobId: "ftjob-next", "portkey:apiKey": apiKey };

/** Describes what holds for the example in a language, and for other programs, on a machine that has the plugin of a release archive. */
export function describeExampleIn(language: Exclude<Language, "yaml">, machine: Machine): void {
  describeInLanguage(
    language,
    `examples/${language}, copied to a machine without a clone, which has ${machine.title}`,
    () => {
      const { files, project: name } = readExample(language);
      const program = Object.keys(files).find((file) => /\.(py|go)$/.test(file)) ?? "";
      let archive: PluginArchive;
      let project: EngineProject;
      let portkey: PortkeySimulator;
      let added: string;
      let stacks = 0;

      beforeAll(async () => {
        archive = await PluginArchive.make(machine.platform);
        project = await archive.project(name, files, machine.environment(archive));
        added = await project.run("package", "add", packageVersion);
      }, 300_000);
      afterAll(() => {
        project.dispose();
        archive.remove();
      });
      beforeEach(async () => {
        project.write(program, files[program] ?? "");
        portkey = await PortkeySimulator.start({ apiKeys: [apiKey, otherKey] });
        portkey.script("ftjob-next", runningJob("ftjob-next"));
      });
      afterEach(() => portkey.close());

      async function stackOf(config: Readonly<Record<string, string>> = settings): Promise<EngineStack> {
        stacks += 1;
        const values = Object.entries(config).map(([key, value]) => [key, { value, secret: /key/i.test(key) }]);
        return project.stack(`dev-${stacks}`, { PORTKEY_BASE_URL: portkey.baseUrl }, Object.fromEntries(values));
      }

      it("is added without a warning", () => {
        expect(added).toContain("Added package Portkey");
        expect(added).not.toMatch(/\b(warn|deprecat)/i);
      });

      it("has types that its checkers agree with, the examples' and those of other programs", async () => {
        for (const text of [files[program], ...Object.values(otherPrograms[language])]) {
          project.write(program, text ?? "");
          for (const one of typeChecks[language]) {
            expect(await check(project.folder, one)).toBe("");
          }
        }
      }, 300_000);

      it("previews, waits in the up, has both models, and says unchanged in the next up", async () => {
        const stack = await stackOf();
        const preview = await stack.preview();
        expect(preview.terminal).toContain("amazon.nova-lite-v1:0");
        expect(linesOn(preview, "next")).toEqual(["running; the update will wait up to 6h for it"]);
        expect(resourceIn(preview, "next")?.outputs).toMatchObject({ jobId: "ftjob-next", fineTunedModel: unknown });

        portkey
          .script("ftjob-old", { ...succeededJob("ftjob-old", "ft:old"), user_provided_suffix: suffix })
          .script("ftjob-next", { status: "running", forRequests: 1 }, succeededJob("ftjob-next", "ft:next"));
        const up = await stack.up();
        expect(up).toMatchObject({
          succeeded: true,
          changes: { create: 4 },
          outputs: { newestModel: { value: "ft:old" }, nextModel: { value: "ft:next" } },
        });
        expect(linesOn(up, "next")).toEqual([
          "running",
          expect.stringMatching(/^succeeded after \d+s, 120000 tokens$/),
        ]);

        expect(await stack.up()).toMatchObject({ succeeded: true, changes: { same: 4 } });
        expect(await stack.destroy()).toMatchObject({ succeeded: true });
        expect(stack.state().resources).toEqual([]);
        expect([...project.backendFiles().values()].join("\n")).not.toContain("canary");
      });

      it("fails with one line about a job that has failed", async () => {
        const stack = await stackOf();
        portkey.script("ftjob-next", failedJob("ftjob-next"));
        const up = await stack.up();
        expect(up.succeeded).toBe(false);
        expect(errorsIn(up, "next")).toEqual([
          expect.stringMatching(/^Fine-tuning job "ftjob-next" failed: The quota for training is spent\..*$/),
        ]);
        // Python's traceback is under the stack's name.
        expect(up.terminal).toMatch(
          /FineTuningJob \(next\):\n +(running\n +)?error: Fine-tuning job "ftjob-next" failed/,
        );
        expect(stack.jobs()).toEqual([]);
        expect(stack.state().pendingOperations).toEqual([]);
      });

      it("gives a resource the fallback, unchanged in the next preview, and the model once there is one", async () => {
        project.write(program, otherPrograms[language].fallsBack);
        const stack = await stackOf();
        portkey.script("ftjob-1", runningJob("ftjob-1"));
        const preview = await stack.preview();
        expect(resourceIn(preview, "service")?.inputs).toEqual({ input: "base" });
        expect(await stack.up()).toMatchObject({ succeeded: true, changes: { create: 3 } });
        expect(await stack.preview()).toMatchObject({ succeeded: true, changes: { same: 3 } });

        portkey.script("ftjob-1", succeededJob("ftjob-1", "ft:1"));
        const next = await stack.preview();
        expect(resourceIn(next, "service")).toMatchObject({ op: "update", inputs: { input: "ft:1" } });
      });

      it("never takes the fallback for a job that --target leaves out: the engine refuses, as for an output", async () => {
        project.write(program, otherPrograms[language].fallsBack);
        const stack = await stackOf();
        portkey.script("ftjob-1", succeededJob("ftjob-1", "ft:1"));
        const { terminal } = await stack.run("up", "--yes", "--skip-preview", "--target", "**::service");
        expect(terminal).toMatch(/service' depends on '.*::job' which was .*not specified in --target list/);
        expect(stack.state().resources.filter(({ urn }) => urn.endsWith("::service"))).toEqual([]);
      });

      it("fails in the preview, under the job's name, where a model is needed that is not there yet", async () => {
        project.write(program, otherPrograms[language].requires);
        const stack = await stackOf();
        portkey.script("ftjob-1", runningJob("ftjob-1"));
        const preview = await stack.preview();
        expect(preview.succeeded).toBe(false);
        expect(errorsIn(preview, "job")).toEqual([
          'Fine-tuning job "ftjob-1" is running and has no fine-tuned model yet. Run again when it has succeeded, or set waitFor to "succeeded".',
        ]);
        portkey.script("ftjob-1", succeededJob("ftjob-1", "ft:1"));
        expect(await stack.up()).toMatchObject({ succeeded: true, changes: { create: 3 } });
      });

      it("reports a mistake of the program once the wait is over: its SDK lets resources end first", async () => {
        project.write(program, otherPrograms[language].failsWhileWaiting);
        portkey.script("ftjob-next", { ...runningJob("ftjob-next"), forRequests: 3 }, succeededJob("ftjob-next"));
        const up = await (await stackOf()).up();
        expect(up.succeeded).toBe(false);
        expect(up.terminal).toContain("a mistake in the program");
        expect(linesOn(up, "next")).toContainEqual(expect.stringMatching(/^succeeded after/));
      });

      it("serves two providers, each with its own key, and keeps that of the program's secret", async () => {
        project.write(program, otherPrograms[language].twoProviders);
        const stack = await stackOf({ "portkey:apiKey": apiKey, otherKey });
        portkey
          .script("ftjob-1", succeededJob("ftjob-1", "ft:1"))
          .script("ftjob-2", succeededJob("ftjob-2", "ft:2"))
          .script("ftjob-3", succeededJob("ftjob-3", "ft:3"));
        const up = await stack.up({ debug: true });
        expect(up).toMatchObject({ succeeded: true, outputs: { models: { value: ["ft:1", "ft:2", "ft:3"] } } });
        const reads = portkey.requests.filter(({ path }) => path.includes("/fine_tuning/"));
        const keys = reads.map(({ path, headers }) => [path.split("/").at(-1), headers["x-portkey-api-key"]]);
        expect(Object.fromEntries(keys)).toEqual({ "ftjob-1": apiKey, "ftjob-2": otherKey, "ftjob-3": otherKey });
        expect(await stack.up()).toMatchObject({ changes: { same: 4 } });
        const seen = [up.terminal, JSON.stringify(up.events), ...project.backendFiles().values()];
        expect(seen.filter((text) => text.includes("canary"))).toEqual([]);
      });

      it("ends where the program's process ends while a job waits", async () => {
        project.write(program, otherPrograms[language].crashesWhileWaiting);
        const up = await (await stackOf()).up();
        expect(up.succeeded).toBe(false);
        expect(portkey.count("ftjob-next")).toBeGreaterThan(0);
        await eventually(() => pluginsOf(project).length === 0, "the plugin has ended");
      });

      it("ends at one Ctrl-C, leaves nothing pending and no process", async () => {
        const stack = await stackOf();
        const up = stack.start("up", "--yes", "--skip-preview");
        await eventually(() => portkey.count("ftjob-next") >= 1, "the up waits");
        await interrupt(up);
        expect(stack.state().pendingOperations).toEqual([]);
        await eventually(() => project.processes().length === 0, "all processes have ended");
      });
    },
  );
}
