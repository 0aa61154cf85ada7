import { failedJob, PortkeySimulator, runningJob, succeededJob } from "../../sdk/testing";
import { errorsIn, resourceIn, type EngineProject, type EngineStack } from "../support/engine";
import { eventually } from "../support/eventually";
import { describeInLanguage } from "../support/languages";
import { errorsAbout, interrupt, linesOn, PluginArchive, pluginsOf } from "../support/pluginProject";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const apiKey = "canary-of-the-stack";
const otherKey = "canary-of-the-other-provider";
const ownKey = "canary-of-one-job";
const model = "accounts/acme/models/support-bot-2";

const head = `name: plugin\nruntime: yaml\n`;
const waiting = `
resources:
  job:
    type: portkey:FineTuningJob
    properties: { jobId: ftjob-2, waitFor: succeeded, pollInterval: 1 }
  service:
    type: pulumi:index:Stash
    properties: { input: "\${job.fineTunedModel}" }
outputs:
  model: \${job.fineTunedModel}
`;

describeInLanguage("yaml", "the plugin of a release archive, with a program in YAML", () => {
  let archive: PluginArchive;
  let project: EngineProject;
  let portkey: PortkeySimulator;
  let stacks = 0;

  beforeAll(async () => {
    archive = await PluginArchive.make();
    project = await archive.project("plugin", {});
  });
  afterAll(() => {
    project.dispose();
    archive.remove();
  });
  beforeEach(async () => {
    portkey = await PortkeySimulator.start({ apiKeys: [apiKey, otherKey, ownKey] });
  });
  afterEach(() => portkey.close());

  /** A stack of its own for this program, which finds the simulator by its config. */
  function stackOf(program: string, config: Readonly<Record<string, string>> = {}): Promise<EngineStack> {
    project.write("Pulumi.yaml", head + program);
    stacks += 1;
    const values = Object.entries(config).map(([name, value]) => [
      `portkey:${name}`,
      { value, secret: /key/i.test(name) },
    ]);
    return project.stack(`dev-${stacks}`, { PORTKEY_BASE_URL: portkey.baseUrl }, Object.fromEntries(values));
  }

  it("does not know the model in a preview while the job runs, waits in the up, and says unchanged in the next", async () => {
    const stack = await stackOf(waiting, { apiKey });
    portkey.script("ftjob-2", runningJob("ftjob-2"));
    const preview = await stack.preview();
    expect(preview.succeeded).toBe(true);
    expect(linesOn(preview, "job")).toEqual(["running; the update will wait up to 6h for it"]);
    expect(resourceIn(preview, "job")?.outputs).toMatchObject({ jobId: "ftjob-2", fineTunedModel: unknown, seed: 42 });
    expect(portkey.count("ftjob-2")).toBe(1);

    portkey.script("ftjob-2", { status: "queued", forRequests: 2 }, { forRequests: 2 }, succeededJob("ftjob-2", model));
    const up = await stack.up();
    expect(up).toMatchObject({ succeeded: true, changes: { create: 3 }, outputs: { model: { value: model } } });
    expect(resourceIn(up, "service")?.inputs).toEqual({ input: model });
    expect(linesOn(up, "job")).toEqual(
      expect.arrayContaining([
        "queued",
        expect.stringMatching(/^running, waited \d+s$/),
        expect.stringMatching(/^succeeded after \d+s, 120000 tokens$/),
      ]),
    );
    expect(stack.jobs()).toEqual([
      expect.objectContaining({
        type: "portkey:index:FineTuningJob",
        outputs: expect.objectContaining({ fineTunedModel: model, status: "succeeded" }),
      }),
    ]);

    expect(await stack.up()).toMatchObject({ succeeded: true, changes: { same: 3 } });
    expect(await stack.destroy()).toMatchObject({ succeeded: true });
    expect(stack.state().resources).toEqual([]);
    expect(portkey.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    await eventually(() => project.processes().length === 0, "the plugin has ended");
  });

  it("knows in a preview, without a wait, that a job has no model, as in the next up", async () => {
    const stack = await stackOf(
      `
resources:
  job:
    type: portkey:FineTuningJob
    properties: { jobId: ftjob-2 }
  service:
    type: pulumi:index:Stash
    properties: { input: { model: "\${job.fineTunedModel}", status: "\${job.status}" } }
`,
      { apiKey },
    );
    portkey.script("ftjob-2", runningJob("ftjob-2"));
    const preview = await stack.preview();
    expect(resourceIn(preview, "service")?.inputs).toEqual({ input: { model: null, status: "running" } });
    expect(await stack.up()).toMatchObject({ succeeded: true, changes: { create: 3 } });
    expect(await stack.preview()).toMatchObject({ succeeded: true, changes: { same: 3 } });
  });

  it("fails with one line about a job that has failed, although it still waits for another one", async () => {
    const stack = await stackOf(
      `
resources:
  job:
    type: portkey:FineTuningJob
    properties: { jobId: ftjob-2, waitFor: succeeded, pollInterval: 1 }
  failing:
    type: portkey:FineTuningJob
    properties: { jobId: ftjob-3, waitFor: succeeded, pollInterval: 1 }
`,
      { apiKey },
    );
    portkey.script("ftjob-2", runningJob("ftjob-2")).script("ftjob-3", { forRequests: 2 }, failedJob("ftjob-3"));
    const up = await stack.up();
    expect(up.succeeded).toBe(false);
    expect(errorsIn(up, "failing")).toEqual([
      expect.stringMatching(/"ftjob-3" failed: The quota for training is spent\. \(code exceeded_quota; .*$/),
    ]);
    expect(up.terminal).not.toMatch(/\bat .*:\d+:\d+/);
    expect(stack.state().pendingOperations).toEqual([]);
    expect(stack.jobs()).toEqual([]);
    await eventually(() => pluginsOf(project).length === 0, "the plugin has ended");
  });

  it("fails with one line where there is no key", async () => {
    const stack = await stackOf(waiting);
    portkey.script("ftjob-2", succeededJob("ftjob-2", model));
    const preview = await stack.preview();
    expect(preview.succeeded).toBe(false);
    expect(errorsAbout(preview, "No Portkey credentials found.")).toEqual([expect.stringMatching(/^.*$/)]);
    expect(stack.jobs()).toEqual([]);
  });

  it("serves two providers in one stack, each with its own key", async () => {
    const stack = await stackOf(
      `
resources:
  other:
    type: pulumi:providers:portkey
    properties: { apiKey: ${otherKey}, baseUrl: "${portkey.baseUrl}" }
  job:
    type: portkey:FineTuningJob
    properties: { jobId: ftjob-2 }
  ofOther:
    type: portkey:FineTuningJob
    properties: { jobId: ftjob-3 }
    options: { provider: "\${other}" }
variables:
  newest:
    fn::invoke:
      function: portkey:getFineTuningJob
      arguments: { jobId: ftjob-4 }
      options: { provider: "\${other}" }
outputs:
  models: ["\${job.fineTunedModel}", "\${ofOther.fineTunedModel}", "\${newest.fineTunedModel}"]
`,
      { apiKey },
    );
    ["2", "3", "4"].forEach((number) => portkey.script(`ftjob-${number}`, succeededJob(`ftjob-${number}`, number)));
    const up = await stack.up();
    expect(up).toMatchObject({ succeeded: true, outputs: { models: { value: ["2", "3", "4"] } } });
    const reads = portkey.requests.filter(({ path }) => path.startsWith("/v1/fine_tuning/"));
    const keys = reads.map(({ path, headers }) => [path.split("/").at(-1), headers["x-portkey-api-key"]]);
    expect(Object.fromEntries(keys)).toEqual({ "ftjob-2": apiKey, "ftjob-3": otherKey, "ftjob-4": otherKey });
    expect(await stack.up()).toMatchObject({ changes: { same: 4 } });
  });

  it("leaves no credential in state, backend and output, --debug included", async () => {
    const stack = await stackOf(
      `
config:
  otherKey: { type: string, secret: true }
resources:
  other:
    type: pulumi:providers:portkey
    properties: { apiKey: "\${otherKey}" }
  job:
    type: portkey:FineTuningJob
    properties: { jobId: ftjob-2, waitFor: succeeded, pollInterval: 1 }
    options: { provider: "\${other}" }
  failed:
    type: portkey:FineTuningJob
    properties: { jobId: ftjob-3, waitFor: succeeded, connection: { apiKey: { "fn::secret": ${ownKey} } } }
variables:
  found:
    fn::invoke: { function: "portkey:getFineTuningJobs", arguments: { limit: 1 } }
outputs:
  model: \${job.fineTunedModel}
  found: \${found}
`,
      { apiKey },
    );
    await stack.run("config", "set", "--secret", "otherKey", otherKey);
    portkey
      .script("ftjob-2", { forRequests: 2 }, succeededJob("ftjob-2", model))
      .script("ftjob-3", failedJob("ftjob-3"));
    const operations = [await stack.up({ debug: true, continueOnError: true })];
    portkey.script("ftjob-3", succeededJob("ftjob-3"));
    operations.push(await stack.up({ debug: true }), await stack.refresh({ debug: true }));
    expect(operations.map(({ succeeded }) => succeeded)).toEqual([false, true, true]);
    const seen = {
      terminal: operations.map(({ terminal }) => terminal).join("\n"),
      events: JSON.stringify(operations.map(({ events }) => events)),
      backend: [...project.backendFiles().values()].join("\n"),
    };
    for (const key of [apiKey, otherKey, ownKey]) {
      expect(Object.entries(seen).flatMap(([place, text]) => (text.includes(key) ? [place] : []))).toEqual([]);
      expect(portkey.requests.map(({ headers }) => headers["x-portkey-api-key"])).toContain(key);
    }
  });

  it("ends at one Ctrl-C or with an engine that was killed, leaves nothing pending, and continues in the next up", async () => {
    const stack = await stackOf(waiting, { apiKey });
    portkey.script("ftjob-2", runningJob("ftjob-2"));
    const interrupted = stack.start("up", "--yes", "--skip-preview");
    await eventually(() => portkey.count("ftjob-2") >= 2, "the up waits");
    await interrupt(interrupted);
    expect(stack.state().pendingOperations).toEqual([]);
    expect(stack.jobs()).toEqual([]);
    await eventually(() => project.processes().length === 0, "all processes have ended");

    portkey.requests.length = 0;
    const up = stack.start("up", "--yes", "--skip-preview");
    await eventually(() => portkey.count("ftjob-2") >= 2, "the up waits");
    expect(pluginsOf(project)).not.toEqual([]);
    up.process.kill("SIGKILL");
    // Pulumi's own language host stays behind a killed CLI, whatever the program is.
    await eventually(() => pluginsOf(project).length === 0, "the plugin has ended");
    expect(stack.state().pendingOperations).toEqual([]);

    await stack.run("cancel", "--yes"); // the file backend's lock
    portkey.script("ftjob-2", { forRequests: 1 }, succeededJob("ftjob-2", model));
    expect(await stack.up()).toMatchObject({ succeeded: true, outputs: { model: { value: model } } });
  });
});
