import { hang, PortkeySimulator } from "../../sdk/testing";
import { describeOnEngine, EngineProject, errorsIn, resourceIn, type EngineStack } from "../support/engine";
import { failedJob, runningJob, succeededJob } from "../support/jobs";

const apiKey = "key-of-the-functions-8c1f";
const secretId = "ftjob-secret-5d2b";

/** What the program does is chosen by an environment variable, so that one project serves all. */
const program = `
  const pulumi = require("@pulumi/pulumi");
  const portkey = require("pulumi-portkey");
  const { NotFoundError } = require("pulumi-portkey/provider");
  const programs = {
    async reads() {
      const latest = await portkey.getLatestFineTuningJob({ suffix: "bot" });
      const { jobs } = await portkey.getFineTuningJobs({ suffix: "bot", limit: 2 });
      const none = await portkey.getFineTuningJob({ jobId: "ftjob-none" }).catch((error) => error instanceof NotFoundError);
      const served = new pulumi.Stash("served", { input: latest.fineTunedModel });
      const after = portkey.getFineTuningJobOutput({ jobId: "ftjob-old" }, { dependsOn: served });
      const ofOutput = portkey.getFineTuningJobOutput({ jobId: served.id.apply(() => "ftjob-older") });
      const secret = portkey.getFineTuningJobOutput({ jobId: pulumi.secret("${secretId}") });
      return {
        latest: latest.jobId, ids: jobs.map(({ jobId }) => jobId), none,
        after: after.status, ofOutput: ofOutput.status, secret: secret.status,
      };
    },
    failsUnused() {
      portkey.getFineTuningJobOutput({ jobId: "ftjob-none" });
    },
    async diesMeanwhile() {
      portkey.getFineTuningJobs().catch(() => undefined);
      portkey.getFineTuningJobOutput({ jobId: "ftjob-old" });
      await new Promise((resolve) => setTimeout(resolve, 200));
      throw new pulumi.RunError("died of something else");
    },
  };
  module.exports = () => programs[process.env.PROGRAM]();`;

describeOnEngine("functions in a program", () => {
  let simulator: PortkeySimulator;
  let project: EngineProject;

  beforeAll(() => {
    project = new EngineProject("functions", { "index.js": program });
  });
  beforeEach(async () => {
    simulator = await PortkeySimulator.start({ apiKeys: [apiKey] });
    simulator
      .script("ftjob-older", { ...succeededJob("ftjob-older", "ft:m:acme:bot:older"), created_at: 1 })
      .script("ftjob-old", { ...succeededJob("ftjob-old", "ft:m:acme:bot:old"), created_at: 2 })
      .script("ftjob-failed", { ...failedJob("ftjob-failed"), user_provided_suffix: "bot", created_at: 3 })
      .script(secretId, runningJob(secretId, { created_at: 4 }));
  });
  afterEach(() => simulator.close());
  afterAll(() => project.dispose());

  function stackOf(name: string): Promise<EngineStack> {
    const environment = { PROGRAM: name, PORTKEY_API_KEY: apiKey, PORTKEY_BASE_URL: simulator.baseUrl };
    return project.stack(name, environment);
  }
  const paths = (): string[] => simulator.requests.map(({ path }) => path);

  it("are known in a preview, wait for their dependencies, and leave no line and no state", async () => {
    const stack = await stackOf("reads");

    const preview = await stack.preview();
    expect(preview.succeeded).toBe(true);
    expect(resourceIn(preview, "served")).toMatchObject({ op: "create", inputs: { input: "ft:m:acme:bot:old" } });
    expect(paths().filter((path) => path.endsWith("/ftjob-old") || path.endsWith("/ftjob-older"))).toEqual([]);

    const up = await stack.up();
    expect(up.outputs).toMatchObject({
      latest: { value: "ftjob-old", secret: false },
      ids: { value: ["ftjob-failed", "ftjob-old"] },
      none: { value: true },
      after: { value: "succeeded", secret: false },
      ofOutput: { value: "succeeded", secret: false },
      secret: { value: "running", secret: true },
    });
    expect(up.changes).toEqual({ create: 2 });
    expect(stack.state().resources.filter(({ type }) => !type.startsWith("pulumi:"))).toEqual([]);

    simulator.requests.length = 0;
    await stack.refresh();
    expect(paths()).toEqual([]);

    const written = [...project.backendFiles().values(), preview.terminal, up.terminal].join("\n");
    expect(written).not.toContain(apiKey);
    expect(written).not.toContain(secretId);
  });

  it("are given up when the program fails, which is reported once", async () => {
    simulator.fail(hang);
    const preview = await (await stackOf("diesMeanwhile")).preview();
    expect(errorsIn(preview)).toEqual(["died of something else"]);
  });
});
