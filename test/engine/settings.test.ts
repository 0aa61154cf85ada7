import { describeOnEngine, EngineProject, errorsIn, type Operation } from "../support/engine";
import { succeededJob } from "../support/jobs";
import { PortkeySimulator } from "../../sdk/testing";

const apiKey = "canary-of-the-stack";
const inConfig = { "portkey:apiKey": { value: apiKey, secret: true } };
const noDefaults = { "pulumi:disable-default-providers": { value: '["pulumi-nodejs"]' } };
/** A provider of one's own, as a policy can demand it. */
const explicit = (args: string): string => `
  class NodejsProvider extends pulumi.ProviderResource {
    constructor(name, args) { super("pulumi-nodejs", name, args); }
  }
  const apiKey = new pulumi.Config("portkey").getSecret("apiKey");
  const provider = new NodejsProvider("nodejs", ${args});`;
const waiting = (name = "job", args = "", options = ""): string => `
  const ${name} = new portkey.FineTuningJob("${name}", { jobId: "ftjob-1", waitFor: "succeeded", ${args} }, { ${options} });
  exports.${name} = ${name}.requireFineTunedModel();`;

let simulator: PortkeySimulator;
let project: EngineProject;
let stacks = 0;

beforeAll(async () => {
  simulator = await PortkeySimulator.start({ apiKeys: [apiKey] });
  simulator.script("ftjob-1", succeededJob("ftjob-1", "ft:model"));
});
beforeEach(() => {
  simulator.requests.length = 0;
});
afterAll(() => simulator.close());

interface Places {
  readonly environment?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, { value: string; secret?: boolean }>>;
}

async function deploy(program: string, { environment = {}, config = {} }: Places): Promise<Operation> {
  project.program(program);
  return (await project.stack(`dev-${(stacks += 1)}`, environment, config)).up();
}

describeOnEngine("settings that one of the two processes does not have", () => {
  const loads = (name: string, value: string): string => `process.env.${name} = ${JSON.stringify(value)};`;

  beforeAll(() => {
    project = new EngineProject("settings", {});
  });
  afterAll(() => project.dispose());

  it("stop a program that loads a base URL itself, before any request", async () => {
    const up = await deploy(loads("PORTKEY_BASE_URL", simulator.baseUrl) + waiting(), { config: inConfig });
    expect(up.succeeded).toBe(false);
    const error = errorsIn(up).join("\n");
    expect(error).toContain(
      'Fine-tuning job "ftjob-1" was not read, because the program and the provider process find different settings: baseUrl ' +
        `(program: ${simulator.baseUrl} from PORTKEY_BASE_URL; provider process: https://api.portkey.ai/v1, the default). ` +
        "Only the program sees a .env file that it loads, and its own changes to process.env. Put these settings in the stack config,",
    );
    expect(simulator.count()).toBe(0);
  });

  it("stop a job whose explicit provider does not have the stack's config, before its wait", async () => {
    const environment = { PORTKEY_BASE_URL: simulator.baseUrl };
    const program = explicit("{}") + waiting("job", "", "provider");
    const up = await deploy(program, { environment, config: { ...inConfig, ...noDefaults } });
    const error = errorsIn(up).join("\n");
    expect(error).toContain("apiKey (program: portkey:apiKey; provider process: not set). An explicit provider uses");
    expect(error).toContain(
      "Put these settings in the job's connection. Or remove them from the stack config (`pulumi config rm`)",
    );
    expect(simulator.count()).toBe(0);
  });

  it("reach a job of an explicit provider by its arguments, and by a connection where a component hands it down", async () => {
    const up = await deploy(
      `${explicit(`{ "portkey:apiKey": apiKey }`)} ${waiting("own", "", "provider")}
       const bare = new NodejsProvider("bare", {});
       const parent = new pulumi.ComponentResource("test:index:C", "c", {}, { providers: [bare] });
       ${waiting("inherited", "connection: { apiKey }", "parent")}`,
      { environment: { PORTKEY_BASE_URL: simulator.baseUrl }, config: { ...noDefaults, ...inConfig } },
    );
    expect(up).toMatchObject({
      succeeded: true,
      outputs: { own: { value: "ft:model" }, inherited: { value: "ft:model" } },
    });
  });
});
