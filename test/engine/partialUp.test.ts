import { describeOnEngine, EngineProject } from "../support/engine";
import { runningJob } from "../support/jobs";
import { PortkeySimulator } from "../../sdk/testing";

const other = `new pulumi.Stash("other", { input: "here" });`;
const trainer = `const trainer = new pulumi.Stash("trainer", { input: "ftjob-1" });`;
const job = (name: string, jobId: string, options = "{}"): string =>
  `const ${name} = new portkey.FineTuningJob("${name}", { waitFor: "succeeded", jobId: ${jobId} }, ${options});`;

describeOnEngine("an operation on a part of the stack", () => {
  let simulator: PortkeySimulator;
  let project: EngineProject;
  let stacks = 0;

  beforeAll(async () => {
    simulator = await PortkeySimulator.start();
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    project = new EngineProject("partial", {});
  });
  afterAll(async () => {
    project.dispose();
    await simulator.close();
  });

  /** Deploys one program, if there is one, and then, on a part of the stack, another. Returns how that went, and how a full up goes after it. */
  async function onPart(command: readonly string[], program: string, before?: string) {
    const environment = { PORTKEY_API_KEY: "any", PORTKEY_BASE_URL: simulator.baseUrl, PORTKEY_SKIP_WAIT: "true" };
    const stack = await project.stack(`dev-${(stacks += 1)}`, environment);
    if (before !== undefined) {
      project.program(before);
      await stack.run("up", "--yes", "--skip-preview");
    }
    simulator.requests.length = 0;
    project.program(program);
    const partial = await stack.run(...command, "--yes", "--skip-preview");
    const requests = simulator.count();
    return { partial, requests, full: await stack.run("up", "--yes", "--skip-preview") };
  }

  it("does not read a job whose id, dependency or parent it leaves out, and the state stays whole", async () => {
    const { partial, requests, full } = await onPart(
      ["up", "--target", "**::other"],
      `${other} ${trainer} const training = new pulumi.ComponentResource("test:index:Training", "training");
       ${job("byId", "trainer.output")}
       ${job("byDependency", `"ftjob-1"`, "{ dependsOn: trainer }")}
       ${job("byParent", `"ftjob-1"`, "{ parent: training }")}
       exports.statuses = [byId.status, byDependency.status, byParent.status];`,
    );
    expect(partial).toMatchObject({ code: 0 });
    const told = [...partial.terminal.matchAll(/"(\w+)" was not read: it depends on "(\w+)", which is not part of/g)];
    expect(new Set(told.map(([, name, missing]) => `${name}: ${missing}`))).toEqual(
      new Set(["byId: trainer", "byDependency: trainer", "byParent: training"]),
    );
    expect(requests).toBe(0);
    expect(full).toMatchObject({ code: 0 });
  });

  it("keeps what the state has of a job that comes to depend on what is left out, and of what uses it", async () => {
    const served = `new pulumi.Stash("served", { input: known.status });`;
    const { partial, full } = await onPart(
      ["up", "--target", "**::other"],
      other + trainer + job("known", `"ftjob-1"`, "{ dependsOn: trainer }") + served,
      other + job("known", `"ftjob-1"`) + served,
    );
    expect([partial.code, full.code]).toEqual([0, 0]);
  });

  it("destroys with the program, which has a job that depends on what was never there", async () => {
    const program = other + trainer + job("byId", "trainer.output");
    const { partial, full } = await onPart(["destroy", "--run-program"], program, other);
    expect([partial.code, full.code]).toEqual([0, 0]);
  });
});
