import {
  diagnosticsOf,
  describeOnEngine,
  EngineProject,
  programHead,
  resourceIn,
  type EngineStack,
} from "../support/engine";
import { documentedJob, runningJob, succeededJob } from "../support/jobs";
import { PortkeySimulator } from "../../sdk/testing";

const base = "accounts/fireworks/models/qwen3-8b";
const model = "accounts/acme/models/support-bot-ftjob-training";

describeOnEngine("a stack that reads two jobs", () => {
  let simulator: PortkeySimulator;
  let project: EngineProject;
  let stack: EngineStack;

  beforeAll(async () => {
    simulator = await PortkeySimulator.start({ apiKeys: ["key-of-the-lifecycle"] });
    simulator.script(documentedJob.id, documentedJob).script("ftjob-training", runningJob("ftjob-training"));
    project = new EngineProject("lifecycle", {
      "index.js": `${programHead}
        const documented = new portkey.FineTuningJob("documented", { jobId: "${documentedJob.id}" });
        const training = new portkey.FineTuningJob("training", { jobId: "ftjob-training" });
        new pulumi.Stash("served", { input: training.fineTunedModelOr("${base}") });
        exports.documentedModel = documented.requireFineTunedModel();
        exports.status = training.status;
        exports.model = training.fineTunedModelOr("${base}");
      `,
    });
    stack = await project.stack("dev", {
      PORTKEY_API_KEY: "key-of-the-lifecycle",
      PORTKEY_BASE_URL: simulator.baseUrl,
    });
  });
  beforeEach(() => {
    simulator.requests.length = 0;
  });
  afterAll(async () => {
    project.dispose();
    await simulator.close();
  });

  function expectOneGetForEach(...ids: readonly string[]): void {
    const reads = simulator.requests.filter(({ path }) => path.startsWith("/v1/fine_tuning/"));
    expect(reads.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
      ids.map((id) => `GET /v1/fine_tuning/jobs/${id}`).toSorted(),
    );
  }

  it("knows the values in the first preview", async () => {
    const preview = await stack.preview();
    expect(preview.succeeded).toBe(true);
    expectOneGetForEach(documentedJob.id, "ftjob-training");
    expect(resourceIn(preview, "documented")).toMatchObject({
      op: "read",
      outputs: { status: "succeeded", fineTunedModel: documentedJob["fine_tuned_model"], trainedTokens: 5768 },
    });
    expect(resourceIn(preview, "served")).toMatchObject({ op: "create", inputs: { input: base } });
    expect(preview.changes).toEqual({ create: 2 });
  });

  it("reads each job once in an up, and counts nothing as created but the stack and the dependent", async () => {
    const up = await stack.up();
    expectOneGetForEach(documentedJob.id, "ftjob-training");
    expect(up.changes).toEqual({ create: 2 });
    expect(up.outputs).toMatchObject({
      documentedModel: { value: documentedJob["fine_tuned_model"], secret: false },
      status: { value: "running", secret: false },
      model: { value: base, secret: false },
    });
    expect(diagnosticsOf(up)).toEqual([]);
  });

  it("keeps a job as external, in less than 2.2 kB of state, without the key", () => {
    const jobs = stack.jobs();
    expect(jobs.map(({ external, urn }) => [urn.split("::").at(-1), external])).toEqual([
      ["documented", true],
      ["training", true],
    ]);
    expect(jobs.filter((job) => JSON.stringify(job).length >= 2_200)).toEqual([]);
    expect([...project.backendFiles().values()].join("\n")).not.toContain("key-of-the-lifecycle");
  });

  it("says unchanged in a second up", async () => {
    const up = await stack.up();
    expectOneGetForEach(documentedJob.id, "ftjob-training");
    expect(up.changes).toEqual({ same: 2 });
    expect(up.terminal).toContain("2 unchanged");
  });

  it("reads each job once in a refresh", async () => {
    const before = stack.state().resources.map(({ urn }) => urn);
    const refresh = await stack.refresh();
    expect(refresh.succeeded).toBe(true);
    expectOneGetForEach(documentedJob.id, "ftjob-training");
    expect(Object.keys(refresh.changes)).toEqual(["same"]);
    expect(stack.state().resources.map(({ urn }) => urn)).toEqual(before);
  });

  it("shows in the preview what a job that succeeded meanwhile changes", async () => {
    simulator.script("ftjob-training", succeededJob("ftjob-training"));
    const preview = await stack.preview({ diff: true });
    expectOneGetForEach(documentedJob.id, "ftjob-training");
    expect(preview.terminal).toMatch(/\+ fineTunedModel\s*: "accounts\/acme\/models\/support-bot-ftjob-training"/);
    expect(preview.terminal).toMatch(/~ status\s*: "running" => "succeeded"/);
    expect(preview.terminal).toMatch(/~ input\s*: "accounts\/fireworks\/models\/qwen3-8b" => "accounts\/acme\//);
    expect(preview.terminal).toMatch(/~ model\s*: "accounts\/fireworks\/models\/qwen3-8b" => "accounts\/acme\//);
    expect(preview.terminal).toContain("~ 1 to update");
  });

  it("brings the model to the dependent in the same up", async () => {
    const up = await stack.up();
    expectOneGetForEach(documentedJob.id, "ftjob-training");
    expect(up.outputs).toMatchObject({ status: { value: "succeeded" }, model: { value: model } });
    expect(resourceIn(up, "served")).toMatchObject({ op: "update", inputs: { input: model } });
    expect(up.terminal).toContain("~ 1 updated");
    expect(up.changes).toMatchObject({ update: 1 });
    expect(up.changes).not.toHaveProperty("create");
    expect(up.changes).not.toHaveProperty("delete");
  });

  it("fails an up with one message when a job is gone, and leaves the state as it was", async () => {
    simulator.fail((_request, response) => response.writeHead(404).end(), 9, "ftjob-training");
    const before = stack.contents();
    const up = await stack.up();
    expect(up.succeeded).toBe(false);
    expect(diagnosticsOf(up).filter(({ resource }) => resource === "training")).toEqual([
      {
        severity: "error",
        resource: "training",
        ephemeral: false,
        message: expect.stringMatching(
          new RegExp(
            `^Fine-tuning job "ftjob-training": not found at ${simulator.baseUrl} .*The key must belong to the job's workspace`,
          ),
        ),
      },
    ]);
    expect(up.terminal.split("not found").length - 1).toBe(2); // on its line, and among the diagnostics at the end
    expect(stack.contents()).toEqual(before);
  });

  it("drops a job that is gone from the state in a refresh", async () => {
    const refresh = await stack.refresh();
    expect(refresh.succeeded).toBe(true);
    expectOneGetForEach(documentedJob.id, "ftjob-training");
    expect(stack.jobs().map(({ urn }) => urn.split("::").at(-1))).toEqual(["documented"]);
  });

  it("asks for nothing in a destroy, and deletes nothing but the stack and the dependent", async () => {
    const destroy = await stack.destroy();
    expect(destroy.succeeded).toBe(true);
    expectOneGetForEach();
    expect(destroy.changes).toMatchObject({ delete: 2 });
    expect(stack.state().resources).toEqual([]);
  });
});
