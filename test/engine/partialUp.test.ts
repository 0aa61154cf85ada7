import { describeOnEngine, EngineProject } from "../support/engine";
import { runningJob } from "../support/jobs";
import { PortkeySimulator } from "../../sdk/testing";

jest.setTimeout(120_000);

const head = `
  const pulumi = require("@pulumi/pulumi");
  const portkey = require("pulumi-portkey");
`;
const other = `new pulumi.Stash("other", { input: "here" });`;
const trainer = `const trainer = new pulumi.Stash("trainer", { input: "ftjob-1" });`;
const training = `const training = new pulumi.ComponentResource("test:index:Training", "training");`;

let simulator: PortkeySimulator;
const projects: EngineProject[] = [];

beforeEach(async () => {
  simulator = await PortkeySimulator.start();
  simulator.script("ftjob-1", runningJob("ftjob-1"));
});
afterEach(async () => {
  await simulator.close();
  projects.splice(0).forEach((project) => project.dispose());
});

/** Deploys one program, if there is one, and then, on a part of the stack, another. Returns how that went and how a full up goes after it. */
async function onPart(command: readonly string[], program: string, before?: string) {
  const project = new EngineProject("partial", { "index.js": head + (before ?? program) });
  projects.push(project);
  const environment = { PORTKEY_API_KEY: "any", PORTKEY_BASE_URL: simulator.baseUrl, PORTKEY_SKIP_WAIT: "true" };
  const stack = await project.stack("dev", environment);
  if (before !== undefined) {
    await stack.run("up", "--yes", "--skip-preview");
    simulator.requests.length = 0;
  }
  project.write("index.js", head + program);
  const partial = await stack.run(...command, "--yes", "--skip-preview");
  const requests = simulator.count();
  return { partial, requests, full: await stack.run("up", "--yes", "--skip-preview") };
}

describeOnEngine("an operation on a part of the stack", () => {
  const job = (args: string, options = "{}"): string =>
    `const job = new portkey.FineTuningJob("job", { waitFor: "succeeded", ${args} }, ${options}); exports.status = job.status;`;
  const known = `jobId: "ftjob-1"`;
  const leftOut: ReadonlyArray<[string, string]> = [
    ["jobId", trainer + job("jobId: trainer.output")],
    ["dependsOn", trainer + job(known, "{ dependsOn: trainer }")],
    ["parent", training + job(known, "{ parent: training }")],
  ];

  it.each(leftOut)("does not read a job whose %s it leaves out, and the state stays whole", async (_what, program) => {
    const { partial, requests, full } = await onPart(["up", "--target", "**::other"], other + program);
    expect(partial).toMatchObject({ code: 0 });
    expect(partial.terminal).toMatch(
      /"job" is not read: it depends on "train(er|ing)", which this operation leaves out\./,
    );
    expect(requests).toBe(0);
    expect(full).toMatchObject({ code: 0 });
  });

  it("names what is left out where a target needs the job's model", async () => {
    const program = `${trainer}${job("jobId: trainer.output")} new pulumi.Stash("other", { input: job.fineTunedModelOr("base") });`;
    const { partial, full } = await onPart(["up", "--target", "**::other"], program);
    expect(partial.terminal).toMatch(/'[^']*::other' depends on '[^']*::trainer' which was/);
    expect(full).toMatchObject({ code: 0 });
  });

  it("keeps what the state has of a job that comes to depend on what is left out, and of what uses it", async () => {
    const served = `new pulumi.Stash("served", { input: job.status });`;
    const { partial, full } = await onPart(
      ["up", "--target", "**::other"],
      other + trainer + job(known, "{ dependsOn: trainer }") + served,
      other + job(known) + served,
    );
    expect([partial.code, full.code]).toEqual([0, 0]);
  });

  it("destroys with the program, which has a job that depends on what was never there", async () => {
    const program = other + trainer + job("jobId: trainer.output");
    const { partial, full } = await onPart(["destroy", "--run-program"], program, other);
    expect([partial.code, full.code]).toEqual([0, 0]);
  });
});
