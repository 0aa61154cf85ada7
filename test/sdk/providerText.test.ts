import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import requireFromString from "require-from-string";
import { providerText, resourceType } from "../../sdk/providerText";
import { DynamicProviderHost } from "../support/dynamicProviderHost";
import { compile, Installs, runFile, runProgram } from "../support/installs";
import { PortkeySimulator } from "../../sdk/testing";

let simulator: PortkeySimulator;
let installs: Installs;

beforeAll(async () => {
  simulator = await PortkeySimulator.start();
  simulator.script("ftjob-1", { status: "running" });
  installs = await Installs.pack();
});

afterAll(async () => {
  await installs.remove();
  await simulator.close();
});

describe("the provider's text", () => {
  it("is what every state that has a job will keep", () => {
    expect(providerText).toBe(
      'exports.handler=()=>{try{return require("pulumi-portkey/provider").createProvider()}catch(e){' +
        `e.message="run npm install pulumi-portkey in the project (a library's own copy can't be loaded): "+` +
        'e.message.split("\\n")[0];e.stack="";throw e}}',
    );
    expect(providerText).toHaveLength(237);
  });

  it("belongs to a type that goes to Pulumi's host for dynamic resources", () => {
    expect(resourceType).toBe("pulumi-nodejs:dynamic/portkey:FineTuningJob");
  });

  it("exports a handler, which makes a provider at once: configure, read, create and no more", () => {
    const loaded: Record<string, () => Record<string, unknown>> = requireFromString(providerText);
    expect(Object.keys(loaded)).toEqual(["handler"]);
    const provider = loaded["handler"]?.() ?? {};
    const methods = ["configure", "read", "create", "check", "diff", "update", "delete"];
    expect(methods.filter((method) => typeof provider[method] === "function")).toEqual(["configure", "read", "create"]);
  });

  it("loads what it needs when the handler is called, not before", async () => {
    const project = await installs.without();
    const source = `console.log(JSON.stringify(typeof ${load(providerText)}.handler))`;
    await expect(runProgram(project, "load.cjs", source)).resolves.toBe("function");
  });
});

/** A program's end: it makes a job and prints what an engine would be told, and the model that comes back. */
const makesJob = `
pulumi.runtime.setMocks({
  call: ({ inputs }) => inputs,
  newResource: ({ type, id, inputs }) => {
    told.push({ type, id, provider: inputs.__provider });
    return { id: String(id), state: { ...inputs, status: "succeeded", fineTunedModel: "ft:model" } };
  },
});
const job = new FineTuningJob("job", { jobId: "ftjob-1" });
job.requireFineTunedModel().apply((model) => console.log(JSON.stringify({ told, model })));
`;
const made = { told: [{ type: resourceType, id: "ftjob-1", provider: providerText }], model: "ft:model" };

const layouts: ReadonlyArray<[string, () => Promise<string>]> = [
  ["installed from its tarball", () => installs.fromTarball()],
  ["linked into node_modules", () => installs.symlinked()],
  ["installed by pnpm", () => installs.inPnpmStore()],
];

describe.each(layouts)("the package, %s", (_layout, install) => {
  let project: string;

  beforeAll(async () => {
    project = await install();
  });

  it("is what Pulumi's host loads in the project's folder, and it reads a job", async () => {
    const host = await DynamicProviderHost.start({ folder: project });
    await host.configure({ "portkey:apiKey": "key", "portkey:baseUrl": simulator.baseUrl });
    const { properties } = await host.read("ftjob-1", { inputs: { jobId: "ftjob-1", __provider: providerText } });
    await host.stop();
    expect(properties).toMatchObject({ status: "running", __provider: providerText });
    expect(host.stderr).toBe("");
  });

  it("makes jobs in CommonJS programs, and in ES modules that import it as a whole and by name", async () => {
    const common = `
const pulumi = require("@pulumi/pulumi");
const { FineTuningJob } = require("pulumi-portkey");
const told = [];
${makesJob}`;
    const module = `
import * as pulumi from "@pulumi/pulumi";
import * as portkey from "pulumi-portkey";
import { FineTuningJob } from "pulumi-portkey";
const told = [];
if (portkey.FineTuningJob !== FineTuningJob) throw new Error("two classes");
${makesJob}`;
    await expect(
      Promise.all([runProgram(project, "program.cjs", common), runProgram(project, "program.mjs", module)]),
    ).resolves.toEqual([made, made]);
  });
});

describe("the package's types", () => {
  const program = `
import * as pulumi from "@pulumi/pulumi";
import * as portkey from "pulumi-portkey";
import { FineTuningJob, type ConnectionArgs, type FineTuningJobArgs, type WaitFor } from "pulumi-portkey";
import { createProvider, NotFoundError } from "pulumi-portkey/provider";
import { runProgram, type PortkeySimulator, type ProgramResult } from "pulumi-portkey/testing";

const told: unknown[] = [];
const waitFor: WaitFor = "finished";
const connection: ConnectionArgs = { apiKey: pulumi.secret("key"), headers: { "x-portkey-aws-region": "trace" } };
export const all: FineTuningJobArgs = { jobId: pulumi.output("id"), waitFor, timeout: "90m", connection };
export const provider: pulumi.dynamic.ResourceProvider = createProvider();
export const outputs = (known: portkey.FineTuningJob): [pulumi.Output<string>, pulumi.Output<number | undefined>] =>
  [known.requireFineTunedModel(), known.trainedTokens];
export const asked = async (): Promise<[string | undefined, boolean]> => {
  const { jobs } = await portkey.getFineTuningJobs({ status: ["running", "paused"], metadata: { team: "a" }, connection });
  const caught = await portkey.getFineTuningJob({ jobId: "id" }).then(() => false, (error) => error instanceof NotFoundError);
  return [jobs[0]?.fineTunedModel, caught];
};
export const lifted = (id: pulumi.Output<string>): pulumi.Output<string> =>
  portkey.getLatestFineTuningJobOutput({ suffix: id, status: ["succeeded", id] }, { dependsOn: [] }).jobId;
export const tested = (simulator: PortkeySimulator): Promise<ProgramResult> => runProgram(() => ({}), { portkey: simulator });
// @ts-expect-error a plain form takes no Outputs
export const eventual = () => portkey.getFineTuningJob({ jobId: pulumi.output("id") });
// @ts-expect-error a job needs an id
export const withoutId: FineTuningJobArgs = {};
// @ts-expect-error there is no such outcome
export const unknownOutcome: FineTuningJobArgs = { jobId: "id", waitFor: "failed" };
// @ts-expect-error the model may not be there yet
export const unchecked = (known: FineTuningJob): pulumi.Output<string> => known.fineTunedModel;
${makesJob}`;
  const strict = ["--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--types", "node"];
  const typeRoots = ["--typeRoots", join(__dirname, "../../node_modules/@types")];
  let project: string;

  beforeAll(async () => {
    project = await installs.inPnpmStore();
  });

  it("serve CommonJS and ES module programs in TypeScript, with every option strict", async () => {
    await writeFile(join(project, "common.cts"), program);
    await writeFile(join(project, "module.mts"), program);
    const node16 = ["--module", "node16", "common.cts", "module.mts"];
    await expect(compile(project, ...strict, ...typeRoots, ...node16)).resolves.toBe("");
    await expect(runFile(project, "common.cjs")).resolves.toEqual(made);
    await expect(runFile(project, "module.mjs")).resolves.toEqual(made);
  });
});

describe("what is loaded", () => {
  it("is neither axios nor zod in a program that does not wait, and both in the provider", async () => {
    const project = await installs.fromTarball();
    const source = `
const loaded = () => ["axios", "zod"].filter((name) =>
  Object.keys(require.cache).some((file) => file.includes("/node_modules/" + name + "/")));
const pulumi = require("@pulumi/pulumi");
const { FineTuningJob } = require("pulumi-portkey");
const told = [];
${makesJob.replace("{ told, model }", "{ program: loaded(), provider: (require('pulumi-portkey/provider'), loaded()) }")}`;
    await expect(runProgram(project, "loaded.cjs", source)).resolves.toEqual({
      program: [],
      provider: ["axios", "zod"],
    });
  });

  it("is nothing of Pulumi in the provider", async () => {
    const project = await installs.withoutPulumi();
    const source = `console.log(JSON.stringify(typeof require("pulumi-portkey/provider").createProvider().read))`;
    await expect(runProgram(project, "alone.cjs", source)).resolves.toBe("function");
  });
});

describe("a project", () => {
  it.each([
    ["without the package", () => installs.without(), "'pulumi-portkey/provider'"],
    ["without what the package depends on", () => installs.incomplete(), "'(axios|zod|fastest-levenshtein)'"],
  ])("%s is told in one line to install it", async (_description, install, module) => {
    const host = await DynamicProviderHost.start({ folder: await install() });
    await host.configure({});
    const failure: unknown = await host
      .read("ftjob-1", { inputs: { jobId: "ftjob-1", __provider: providerText } })
      .catch((error: unknown) => error);
    await host.stop();
    const line = `run npm install pulumi-portkey in the project \\(a library's own copy can't be loaded\\): Cannot find module ${module}`;
    expect(failure).toMatchObject({ details: expect.stringMatching(new RegExp(`^${line}$`)) });
    expect(host.stderr).toMatch(new RegExp(`^Error: ${line}: \n$`));
  });
});

function load(text: string): string {
  const requireFromStringFile = require.resolve("require-from-string");
  return `require(${JSON.stringify(requireFromStringFile)})(${JSON.stringify(text)})`;
}
