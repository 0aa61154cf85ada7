import { answer, hang, PortkeySimulator, succeededJob, type Fault } from "../../sdk/testing";
import {
  describeOnEngine,
  diagnosticsOf,
  EngineProject,
  errorsIn,
  type EngineStack,
  type Operation,
} from "../support/engine";
import { describeInLanguage } from "../support/languages";
import { errorsAbout, PluginArchive } from "../support/pluginProject";

jest.setTimeout(120_000);

const base = "gpt-4.1-2025-04-14";
const model = `ft:${base}:acme:support-bot:1`;
const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
const warningsIn = (operation: Operation) =>
  diagnosticsOf(operation)
    .filter(({ severity }) => severity === "warning")
    .map(({ resource, message }) => `${resource}: ${message}`);

describeOnEngine("a program in Node.js whose job has a model that ends", () => {
  let simulator: PortkeySimulator;
  let project: EngineProject;
  let stack: EngineStack;

  beforeAll(async () => {
    simulator = await PortkeySimulator.start();
    project = new EngineProject("models", {});
    stack = await project.stack("dev", { PORTKEY_API_KEY: "any", PORTKEY_BASE_URL: simulator.baseUrl });
  });
  beforeEach(() => {
    simulator.heal().script("ftjob-1", { ...succeededJob("ftjob-1", model), model: base });
    simulator.requests.length = 0;
  });
  afterAll(async () => {
    project.dispose();
    await simulator.close();
  });

  const program = (args = "", count = 1, options = ""): void =>
    project.program(`
      for (let index = 0; index < ${count}; index += 1) {
        const job = new portkey.FineTuningJob(\`job-\${index}\`, { jobId: "ftjob-1", ${args} }, { ${options} });
        new pulumi.Stash(\`served-\${index}\`, { input: job.requireFineTunedModel() });
      }
    `);

  it("warns on each job's line in previews and ups, even in a stack with only the job, and stays unchanged", async () => {
    program("", 10);
    simulator.model(model).model(base, { shutdownDate: inDays(60) });
    const preview = await stack.preview();
    expect(warningsIn(preview).toSorted()[0]).toBe(
      `job-0: Fine-tuning job "ftjob-1": its model "${model}" will be shut down on ${inDays(60)} (in 60 days), together with its base model "${base}". ` +
        "Start a new job on a base model that is still supported, and use its id.",
    );
    expect(warningsIn(preview)).toHaveLength(10);
    expect([simulator.count(model), simulator.count(base)]).toEqual([1, 1]);
    expect(await stack.up()).toMatchObject({ succeeded: true });
    const before = stack.contents();

    simulator.model(model, { gone: true });
    const up = await stack.up();
    expect(up).toMatchObject({ succeeded: true, changes: { same: 11 } });
    expect(warningsIn(up)).toHaveLength(10);
    expect(warningsIn(up)[0]).toContain(`"${model}" is not available: it was deleted or shut down`);
    expect(stack.contents()).toEqual(before);

    simulator.requests.length = 0;
    expect(warningsIn(await stack.refresh())).toEqual([]);
    expect(simulator.count(model)).toBe(0);
  });

  it.each<[string, Fault]>([
    ["403", answer(403, { status: "failure", message: "no" })],
    ["a page", answer(200, "<html><title>Sign in</title></html>")],
    ["another model", answer(200, { id: "another", shutdown_date: "2020-01-01" })],
    ["no answer", hang],
  ])("says nothing and fails nothing where there comes %s", async (_what, fault) => {
    program();
    simulator.fail(fault, Number.POSITIVE_INFINITY, model).fail(fault, Number.POSITIVE_INFINITY, base);
    const preview = await stack.preview();
    expect(preview.succeeded).toBe(true);
    expect(diagnosticsOf(preview)).toEqual([]);
    expect(simulator.count(model)).toBeGreaterThan(0);
  });

  it("does not name a model that the program keeps secret", async () => {
    program("", 1, 'additionalSecretOutputs: ["fineTunedModel"]');
    simulator.model(model, { gone: true }).model(base);
    const preview = await stack.preview();
    expect(warningsIn(preview)).toEqual([expect.stringContaining('its model "[secret]" is not available')]);
    expect(preview.terminal).not.toContain(model);
  });

  it("fails on the job's line, before what uses the job, if the model is required", async () => {
    program(`checkModel: "require", checkModelWithin: "61d"`);
    simulator.model(model).model(base, { shutdownDate: inDays(60) });
    const up = await stack.up();
    expect(up.succeeded).toBe(false);
    expect(errorsIn(up, "job-0")).toEqual([
      expect.stringContaining(
        `its model "${model}" will be shut down on ${inDays(60)} (in 60 days), together with its base`,
      ),
    ]);
    expect(up.terminal).not.toMatch(/\bat .*:\d+:\d+/);
    simulator.fail(answer(500), Number.POSITIVE_INFINITY, base);
    expect(errorsIn(await stack.preview(), "job-0")).toEqual([expect.stringContaining("could not be checked")]);
  });
});

describeInLanguage("yaml", "the plugin, with a program in YAML whose job has a model that ends", () => {
  let archive: PluginArchive;
  let project: EngineProject;
  let simulator: PortkeySimulator;
  let stack: EngineStack;

  beforeAll(async () => {
    archive = await PluginArchive.make();
    project = await archive.project("models", { "Pulumi.yaml": "name: models\nruntime: yaml\n" });
    simulator = await PortkeySimulator.start();
    stack = await project.stack("dev", { PORTKEY_API_KEY: "any", PORTKEY_BASE_URL: simulator.baseUrl });
  });
  beforeEach(() => {
    simulator.requests.length = 0;
    simulator
      .heal()
      .script("ftjob-1", { ...succeededJob("ftjob-1", model), model: base, organization_id: "ftjob-next" });
    simulator
      .script("ftjob-next", { status: "running" })
      .model(model)
      .model(base, { shutdownDate: inDays(60) });
  });
  afterAll(async () => {
    project.dispose();
    archive.remove();
    await simulator.close();
  });

  const program = (args = ""): void =>
    project.write(
      "Pulumi.yaml",
      `name: models
runtime: yaml
resources:
  job:
    type: portkey:FineTuningJob
    properties: { jobId: ftjob-1${args} }
  next:
    type: portkey:FineTuningJob
    properties: { jobId: "\${job.organizationId}" }
`,
    );

  it("warns on the job's line, and does not delay what uses the job", async () => {
    program();
    // It is answered when what uses the job has been read, and the program has nothing more to do.
    const late: Fault = (request, response) => {
      const timer = setInterval(() => {
        if (simulator.count("ftjob-next") > 0) {
          clearInterval(timer);
          const shutdown_date = inDays(60);
          setTimeout(() => answer(200, { id: model, shutdown_date })(request, response), 1_000);
        }
      }, 50);
    };
    simulator.fail(late, Number.POSITIVE_INFINITY, model);
    const preview = await stack.preview();
    expect(preview.succeeded).toBe(true);
    expect(warningsIn(preview)).toEqual([
      expect.stringContaining(`job: Fine-tuning job "ftjob-1": its model "${model}" will be shut down on`),
    ]);
  });

  it("fails where the model is required", async () => {
    program(`, checkModel: require, checkModelWithin: 61d`);
    const up = await stack.up();
    expect(up.succeeded).toBe(false);
    expect(errorsAbout(up, "will be shut down on")).toHaveLength(1);
    expect(simulator.count("ftjob-next")).toBe(0);
  });
});
