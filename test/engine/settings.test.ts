import { describeOnEngine, diagnosticsOf, EngineProject, type Operation } from "../support/engine";
import { succeededJob } from "../support/jobs";
import { PortkeySimulator } from "../../sdk/testing";

jest.setTimeout(120_000);

const apiKey = "canary-of-the-stack";
const head = `const pulumi = require("@pulumi/pulumi");\nconst portkey = require("pulumi-portkey");\n`;
/** A provider of one's own, as a policy can demand it. */
const explicit = (args: string): string => `
  class NodejsProvider extends pulumi.ProviderResource {
    constructor(name, args) { super("pulumi-nodejs", name, args); }
  }
  const config = new pulumi.Config("portkey");
  const provider = new NodejsProvider("nodejs", ${args});`;
const waiting = (args = "", options = ""): string => `
  const job = new portkey.FineTuningJob("job", { jobId: "ftjob-1", waitFor: "succeeded", ${args} }, { ${options} });
  exports.model = job.requireFineTunedModel();`;
const noDefaults = { "pulumi:disable-default-providers": { value: '["pulumi-nodejs"]' } };

let simulator: PortkeySimulator;
const projects: EngineProject[] = [];

beforeEach(async () => {
  simulator = await PortkeySimulator.start({ apiKeys: [apiKey] });
  simulator.script("ftjob-1", succeededJob("ftjob-1"));
});
afterEach(async () => {
  await simulator.close();
  projects.splice(0).forEach((project) => project.dispose());
});

interface Places {
  readonly environment?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, { value: string; secret?: boolean }>>;
}

async function deploy(program: string, { environment = {}, config = {} }: Places): Promise<Operation> {
  const project = new EngineProject("settings", { "index.js": program });
  projects.push(project);
  const stack = await project.stack("dev", environment, config);
  return stack.up();
}

function errorIn(operation: Operation): string {
  return diagnosticsOf(operation)
    .filter(({ severity, message }) => severity === "error" && message.includes("two processes"))
    .map(({ message }) => message)
    .join("\n");
}

describeOnEngine("settings that one of the two processes does not have", () => {
  const inConfig = { "portkey:apiKey": { value: apiKey, secret: true } };
  const loads = (name: string, value: string): string => `process.env.${name} = ${JSON.stringify(value)};`;

  it.each([
    ["and waits", waiting()],
    ["and does not wait", `new portkey.FineTuningJob("job", { jobId: "ftjob-1" });`],
  ])("stop a program that loads a base URL by itself %s, before anything is sent", async (_how, job) => {
    const up = await deploy(loads("PORTKEY_BASE_URL", simulator.baseUrl) + head + job, { config: inConfig });
    expect(up.succeeded).toBe(false);
    expect(errorIn(up)).toMatch(
      /^Fine-tuning job "ftjob-1" is not read, since two processes find different settings: baseUrl/,
    );
    expect(errorIn(up)).toContain(
      `baseUrl (the program: ${simulator.baseUrl} of PORTKEY_BASE_URL; the provider: https://api.portkey.ai/v1, the default). ` +
        "A .env file that the program loads, and a change of process.env, reach the program alone. Put the settings into the stack's config,",
    );
    expect(simulator.count()).toBe(0);
  });

  it("stop a program that changes a key, before its wait", async () => {
    const environment = { PORTKEY_BASE_URL: simulator.baseUrl, PORTKEY_API_KEY: "canary-of-the-environment" };
    const up = await deploy(head + loads("PORTKEY_API_KEY", apiKey) + waiting(), { environment });
    expect(errorIn(up)).toContain(
      "apiKey (the program: PORTKEY_API_KEY; the provider: another value of PORTKEY_API_KEY)",
    );
    expect(up.terminal).not.toContain("canary");
    expect(simulator.count()).toBe(0);
  });

  it("stop a job whose explicit provider does not have the stack's config, before its wait", async () => {
    const environment = { PORTKEY_BASE_URL: simulator.baseUrl };
    const program = head + explicit("{}") + waiting("", "provider");
    const up = await deploy(program, { environment, config: { ...inConfig, ...noDefaults } });
    expect(errorIn(up)).toContain("apiKey (the program: portkey:apiKey; the provider: none). An explicit provider has");
    expect(errorIn(up)).toContain(
      "Put the settings into the job's connection; or remove them from the stack's config (`pulumi config rm`)",
    );
    expect(simulator.count()).toBe(0);
  });
});

describeOnEngine("a job of an explicit provider", () => {
  const connection = `connection: { apiKey: config.requireSecret("apiKey") }`;

  it.each<[string, string, Places]>([
    ["in the environment", explicit("{}") + waiting("", "provider"), { environment: { PORTKEY_API_KEY: apiKey } }],
    [
      "in the provider's arguments",
      explicit(`{ "portkey:apiKey": config.requireSecret("apiKey") }`) + waiting("", "provider"),
      { config: { "portkey:apiKey": { value: apiKey, secret: true } } },
    ],
    [
      "in the connection, where a component hands the provider down",
      `${explicit("{}")} const parent = new pulumi.ComponentResource("test:index:C", "c", {}, { providers: [provider] });
       ${waiting(connection, "parent")}`,
      { config: { "portkey:apiKey": { value: apiKey, secret: true } } },
    ],
  ])("is waited for and read with settings %s", async (_where, program, { environment, config }) => {
    const up = await deploy(head + program, {
      environment: { PORTKEY_BASE_URL: simulator.baseUrl, ...environment },
      config: { ...noDefaults, ...config },
    });
    expect(up).toMatchObject({ succeeded: true, outputs: { model: { value: expect.stringContaining("ft:") } } });
  });
});
