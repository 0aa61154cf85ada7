import type { EngineEvent } from "@pulumi/pulumi/automation";
import {
  describeOnEngine,
  diagnosticsOf,
  EngineProject,
  errorsIn,
  resourceIn,
  type EngineStack,
} from "../support/engine";
import { eventually } from "../support/eventually";
import { failedJob, runningJob, succeededJob } from "../support/jobs";
import { PortkeySimulator } from "../../sdk/testing";

/** What stands for a value that is not known yet in the engine's events. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const crowd = Array.from({ length: 36 }, (_, index) => `ftjob-crowd-${index}`);
const modelOf = (id: string) => `accounts/acme/models/support-bot-${id}`;

let simulator: PortkeySimulator;
let project: EngineProject;

async function stackOf(
  name: string,
  program: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<EngineStack> {
  project.program(program);
  return project.stack(name, { PORTKEY_API_KEY: "any", PORTKEY_BASE_URL: simulator.baseUrl, ...environment });
}

beforeAll(() => {
  project = new EngineProject("waiting", {});
});
afterAll(() => project.dispose());
beforeEach(async () => {
  simulator = await PortkeySimulator.start();
});
afterEach(() => simulator.close());

describeOnEngine("a stack that waits for jobs", () => {
  it("previews truthfully, waits in the up, and hands the models on", async () => {
    const stack = await stackOf(
      "waiting",
      `
        const wait = { waitFor: "succeeded", pollInterval: 1 };
        const slow = new portkey.FineTuningJob("slow", { jobId: "ftjob-slow", ...wait });
        const ended = new portkey.FineTuningJob("ended", { jobId: "ftjob-ended", waitFor: "finished" });
        new pulumi.Stash("served", { input: slow.requireFineTunedModel() });
        new pulumi.Stash("bystander", { input: "here" });
        const crowd = ${JSON.stringify(crowd)}.map((jobId) => new portkey.FineTuningJob(jobId, { jobId, ...wait }));
        exports.model = slow.fineTunedModel;
        exports.ended = ended.status;
        exports.reason = ended.error.apply((error) => error && error.code);
        exports.crowd = pulumi.all(crowd.map((job) => job.fineTunedModel));
      `,
    );
    simulator.script("ftjob-slow", { status: "queued", forRequests: 2 }, { forRequests: 2 }, { status: "paused" });
    simulator.script("ftjob-ended", failedJob("ftjob-ended"));
    crowd.forEach((id) => simulator.script(id, runningJob(id)));

    const preview = await stack.preview();
    expect(preview.succeeded).toBe(true);
    expect(simulator.count()).toBe(crowd.length + 2);
    const previewed = resourceIn(preview, "slow")?.outputs ?? {};
    expect(previewed).toMatchObject({ jobId: "ftjob-slow", model: "accounts/fireworks/models/qwen3-8b" });
    expect([undefined, unknown]).toContain(previewed["fineTunedModel"]);
    expect([undefined, unknown]).toContain(previewed["status"]);
    expect(resourceIn(preview, "served")?.inputs["input"]).toBe(unknown);
    expect(resourceIn(preview, "ended")?.outputs).toMatchObject({ status: "failed" });
    expect(diagnosticsOf(preview).filter(({ resource }) => ["slow", "ended"].includes(resource))).toEqual([
      { resource: "slow", severity: "info", message: "queued; the update will wait up to 6h for it", ephemeral: false },
    ]);

    simulator.requests.length = 0;
    simulator.script("ftjob-slow", { status: "queued", forRequests: 2 }, { forRequests: 2 }, { status: "paused" });
    const done = new Set<string>();
    const upping = stack.up({ onEvent: (event) => noteDone(event, done) });
    // All wait, more than four for each core, and what does not depend on them goes on.
    await eventually(() => done.has("bystander") && simulator.count("ftjob-slow") > 5, "the bystander is done");
    expect(crowd.filter((id) => simulator.count(id) < 2)).toEqual([]);
    expect([...done]).not.toContain("slow");
    for (const id of ["ftjob-slow", ...crowd]) {
      simulator.script(id, succeededJob(id));
    }
    const up = await upping;
    expect(up).toMatchObject({ succeeded: true, changes: { create: 3 } });
    expect(up.outputs).toMatchObject({
      model: { value: modelOf("ftjob-slow") },
      ended: { value: "failed" },
      reason: { value: "exceeded_quota" },
      crowd: { value: crowd.map(modelOf) },
    });
    expect(resourceIn(up, "served")?.inputs["input"]).toBe(modelOf("ftjob-slow"));
    expect(simulator.maxConnections).toBeLessThanOrEqual(16);
    expect(simulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);

    const lines = diagnosticsOf(up).filter(({ resource }) => resource === "slow");
    expect(lines.filter(({ ephemeral }) => !ephemeral).map(({ message }) => message)).toEqual([
      "queued",
      expect.stringMatching(/^running, waited \d+s$/),
      expect.stringMatching(/^paused \(must be resumed\), waited \d+s$/),
      expect.stringMatching(/^succeeded after \d+s, 120000 tokens$/),
    ]);
    // Where there is no terminal, the reads in between show now and then only.
    const passing = lines.filter(({ ephemeral }) => ephemeral);
    expect(passing.length).toBeGreaterThan(0);
    expect(passing.filter(({ message }) => !/^(queued|running|paused.*)(, waited \d+s)?$/.test(message))).toEqual([]);

    // A refresh never waits.
    simulator.requests.length = 0;
    ["ftjob-slow", ...crowd].forEach((id) => simulator.script(id, runningJob(id)));
    const refresh = await stack.refresh();
    expect(refresh.succeeded).toBe(true);
    expect(simulator.count()).toBe(crowd.length + 2);
    expect(stack.jobs().find(({ urn }) => urn.endsWith("::slow"))).toMatchObject({
      outputs: { status: "running", fineTunedModel: null },
    });
  });

  it("fails with the reason why a job did not succeed", async () => {
    const stack = await stackOf(
      "failing",
      `new portkey.FineTuningJob("failed", { jobId: "ftjob-failed", waitFor: "succeeded", pollInterval: 1 });`,
    );
    simulator.script("ftjob-failed", { forRequests: 2 }, failedJob("ftjob-failed"));
    const up = await stack.up();
    expect(up.succeeded).toBe(false);
    expect(errorsIn(up, "failed")).toEqual([expect.stringMatching(/"ftjob-failed" failed: The quota for training/)]);
    expect(stack.jobs()).toEqual([]);
  });
});

describeOnEngine("an up whose program fails while a job waits", () => {
  it("ends, with that message alone", async () => {
    const stack = await stackOf(
      "program-fails",
      `
        const slow = new portkey.FineTuningJob("slow", { jobId: "ftjob-slow", waitFor: "succeeded", pollInterval: 1 });
        new pulumi.Stash("served", { input: slow.fineTunedModelOr("base") });
        exports.model = slow.requireFineTunedModel();
        const quick = new pulumi.Stash("quick", { input: "here" });
        exports.other = new portkey.FineTuningJob("other", { jobId: "ftjob-other" }).requireFineTunedModel();
      `,
    );
    simulator.script("ftjob-slow", runningJob("ftjob-slow")).script("ftjob-other", runningJob("ftjob-other"));
    const up = await stack.up();
    expect(up.succeeded).toBe(false);
    expect(errorsIn(up)).toEqual([expect.stringContaining('"ftjob-other" is running and has no')]);
    expect(stack.state().pendingOperations).toEqual([]);
    expect(stack.state().resources.map(({ urn }) => urn.split("::").at(-1))).not.toContain("served");
  });
});

describeOnEngine("an up in which another resource fails while a job waits", () => {
  const program = `
    const job = new portkey.FineTuningJob("slow", { jobId: "ftjob-slow", waitFor: "succeeded", pollInterval: 1 });
    new pulumi.Stash("served", { input: job.requireFineTunedModel() });
    const create = async () => { throw new Error("no quota"); };
    class Broken extends pulumi.dynamic.Resource {
      constructor(name) { super({ create }, name, { out: undefined }); }
    }
    const broken = new Broken("broken");
    new pulumi.Stash("dependent", { input: broken.out });
  `;

  it("waits on with --continue-on-error, and what depends on the job is made", async () => {
    const stack = await stackOf("resource-fails-on", program);
    simulator.script("ftjob-slow", { status: "running", forRequests: 6 }, succeededJob("ftjob-slow"));
    const up = await stack.up({ continueOnError: true });
    expect(up.succeeded).toBe(false);
    expect(resourceIn(up, "served")?.inputs["input"]).toBe(modelOf("ftjob-slow"));
  });
});

describeOnEngine("a job that depends on what takes time", () => {
  const trainer = (name: string, options = ""): string =>
    `new pulumi.Stash("${name}", { input: new Promise((done) => setTimeout(() => done("trained"), 1500)) }${options});`;
  const component = (name: string): string =>
    `const ${name} = new pulumi.ComponentResource("test:index:Trainer", "${name}");
     ${trainer(`in-${name}`, `, { parent: ${name} }`)}`;
  const dependencies: ReadonlyArray<[job: string, trainer: string, make: string, options: string]> = [
    ["dependent", "one", `const one = ${trainer("one")}`, "dependsOn: [one]"],
    ["child", "three", `const three = ${trainer("three")}`, "parent: three"],
    ["on-component", "in-four", component("four"), "dependsOn: four"],
  ];

  it("is not asked for before that is there", async () => {
    const jobs = dependencies.map(
      ([job, , make, options]) =>
        `${make}
         exports["${job}"] = new portkey.FineTuningJob("${job}", { jobId: "${job}", waitFor: "succeeded" }, { ${options} }).requireFineTunedModel();`,
    );
    const stack = await stackOf("depends", jobs.join("\n"));
    const up = await stack.up({
      // A job is there from when its trainer is; until then the answer is 404.
      onEvent: ({ resOutputsEvent }) =>
        dependencies
          .filter(([, name]) => resOutputsEvent?.metadata.urn.endsWith(`::${name}`))
          .forEach(([job]) => simulator.script(job, succeededJob(job))),
    });
    expect(errorsIn(up)).toEqual([]);
    expect(up.outputs).toEqual(
      Object.fromEntries(dependencies.map(([job]) => [job, { value: modelOf(job), secret: false }])),
    );
  });
});

describeOnEngine("an up that is interrupted while it waits", () => {
  const program = `
    const job = new portkey.FineTuningJob("slow", { jobId: "ftjob-slow", waitFor: "succeeded", pollInterval: 1 });
    new pulumi.Stash("bystander", { input: "here" });
    exports.model = job.fineTunedModel;
  `;

  it("ends at one Ctrl-C, leaves nothing pending and no process; killed, it continues in the next up", async () => {
    const stack = await stackOf("interrupted", program);
    simulator.script("ftjob-slow", runningJob("ftjob-slow"));

    const interrupted = stack.start("up", "--yes", "--skip-preview");
    await eventually(() => simulator.count() >= 2, "the up waits");
    process.kill(-(interrupted.process.pid ?? 0), "SIGINT");
    await interrupted.ended;
    expect(stack.state().pendingOperations).toEqual([]);
    expect(stack.state().resources.map(({ urn }) => urn.split("::").at(-1))).toContain("bystander");
    await eventually(() => project.processes().length === 0, "all processes have ended");

    simulator.requests.length = 0;
    const killed = stack.start("up", "--yes", "--skip-preview");
    await eventually(() => simulator.count() >= 2, "the second up waits");
    killed.process.kill("SIGKILL");
    await killed.ended;
    expect(stack.state().pendingOperations).toEqual([]);
    // Pulumi's own language host stays behind a killed CLI, whatever the program is; the program does not.
    await eventually(() => project.programs().length === 0, "the program has ended");

    await stack.run("cancel", "--yes"); // the file backend's lock
    simulator.script("ftjob-slow", { forRequests: 1 }, succeededJob("ftjob-slow"));
    const up = await stack.up();
    expect(up).toMatchObject({ succeeded: true, outputs: { model: { value: modelOf("ftjob-slow") } } });
    expect(stack.state().pendingOperations).toEqual([]);
  });
});

function noteDone({ resOutputsEvent }: EngineEvent, done: Set<string>): void {
  const name = resOutputsEvent?.metadata.urn.split("::").at(-1);
  if (name !== undefined) {
    done.add(name);
  }
}
