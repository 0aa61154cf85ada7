import { PortkeySimulator, runningJob, succeededJob } from "../../sdk/testing";
import type { EngineProject } from "../support/engine";
import { readExample } from "../support/examples";
import { describeInLanguage } from "../support/languages";
import { errorsAbout, linesOn, PluginArchive } from "../support/pluginProject";

describeInLanguage("yaml", "examples/yaml, on the engine, with the release archive's plugin", () => {
  let archive: PluginArchive;
  let project: EngineProject;
  let portkey: PortkeySimulator;

  beforeAll(async () => {
    portkey = await PortkeySimulator.start();
    archive = await PluginArchive.make();
    const example = readExample("yaml");
    project = await archive.project(example.project, example.files);
  });
  afterAll(async () => {
    project.dispose();
    archive.remove();
    await portkey.close();
  });

  it("says when the family has no job, waits for the newest that there is, and has its model", async () => {
    const environment = { PORTKEY_API_KEY: "key-of-the-example", PORTKEY_BASE_URL: portkey.baseUrl };
    const stack = await project.stack("dev", environment, { suffix: { value: "support-bot" } });
    const empty = await stack.preview();
    expect(empty.succeeded).toBe(false);
    expect(errorsAbout(empty, `No fine-tuning job with suffix "support-bot"`)).toHaveLength(1);

    const family = { user_provided_suffix: "support-bot" };
    portkey
      .script("ftjob-1", { ...succeededJob("ftjob-1", "ft:1"), ...family, created_at: 1 })
      .script("ftjob-2", { ...runningJob("ftjob-2"), ...family, created_at: 2 });
    const preview = await stack.preview();
    expect(linesOn(preview, "job")).toEqual(["running; the update will wait up to 6h for it"]);

    portkey.script(
      "ftjob-2",
      { ...runningJob("ftjob-2"), ...family, created_at: 2, forRequests: 1 },
      { ...succeededJob("ftjob-2", "ft:2"), ...family, created_at: 2 },
    );
    const up = await stack.up();
    expect(up.outputs).toMatchObject({ newestJob: { value: "ftjob-2" }, model: { value: "ft:2" } });
    expect(linesOn(up, "job")).toEqual(["running", expect.stringMatching(/^succeeded after \d+s, 120000 tokens$/)]);

    expect(await stack.up()).toMatchObject({ succeeded: true, changes: { same: 2 } });
    expect(await stack.destroy()).toMatchObject({ succeeded: true });
  });
});
