import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describeOnEngine, EngineProject, type EngineStack } from "../support/engine";
import { succeededJob } from "../support/jobs";
import { PortkeySimulator } from "../../sdk/testing";

/** States as each released version of this package wrote them, of the program below. */
const states = resolve(__dirname, "../fixtures/states");
const versions = readdirSync(states).map((file) => file.replace(/\.json$/, ""));
const apiKey = "key-of-a-state";

const program = `
  const portkey = require("pulumi-portkey");
  const plain = new portkey.FineTuningJob("plain", { jobId: "ftjob-plain" });
  const connected = new portkey.FineTuningJob("connected", { jobId: "ftjob-connected", connection: { apiKey: "${apiKey}" } });
  exports.plain = plain.requireFineTunedModel();
  exports.connected = connected.requireFineTunedModel();`;

describeOnEngine("a state that another version of this package wrote", () => {
  let simulator: PortkeySimulator;
  let project: EngineProject;

  beforeAll(async () => {
    simulator = await PortkeySimulator.start({ apiKeys: [apiKey] });
    project = new EngineProject("states", { "index.js": program });
  });
  beforeEach(() => {
    simulator.script("ftjob-plain", succeededJob("ftjob-plain", "ft:new:plain"));
    simulator.script("ftjob-connected", succeededJob("ftjob-connected", "ft:new:connected"));
  });
  afterAll(async () => {
    project.dispose();
    await simulator.close();
  });

  async function stackWith(version: string, name: string): Promise<EngineStack> {
    const stack = await project.stack(name, { PORTKEY_API_KEY: apiKey, PORTKEY_BASE_URL: simulator.baseUrl });
    const state = readFileSync(join(states, `${version}.json`), "utf8");
    project.write("state.json", state.replaceAll("writer", name));
    const { code } = await stack.run("stack", "import", "--file", "state.json");
    expect(code).toBe(0);
    return stack;
  }

  it.each(versions)("%s is refreshed, brought up to date and destroyed", async (version) => {
    const stack = await stackWith(version, `from-${version.replaceAll(".", "-")}`);

    const refresh = await stack.refresh();
    expect(refresh.succeeded).toBe(true);
    const models = stack.jobs().map(({ outputs }) => outputs?.["fineTunedModel"]);
    expect(models.toSorted()).toEqual(["ft:new:connected", "ft:new:plain"]);

    const up = await stack.up();
    expect(up.outputs).toMatchObject({ plain: { value: "ft:new:plain" }, connected: { value: "ft:new:connected" } });
    expect(up.changes["create"]).toBeUndefined();

    const destroy = await stack.destroy();
    expect(destroy.succeeded).toBe(true);
    expect(stack.jobs()).toEqual([]);
    expect([...project.backendFiles().values()].join("\n")).not.toContain(apiKey);
  });
});
