import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FineTuningJobProvider } from "../provider/dynamic/fineTuningJobProvider";
import { JobsClient } from "../provider/jobs/jobsClient";
import { PortkeySimulator } from "../sdk/testing";
import { withNulls } from "./support/jobs";
import { FakeClock } from "./support/fakeClock";
import { answer } from "./support/faults";

/** A job as somebody's documentation has it, and the outputs that it has to become; those that are not stated are null. */
interface JobFixture {
  readonly source: string;
  readonly wire: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>> & { readonly jobId: string };
}

const folder = join(__dirname, "fixtures", "jobs");
const fixtures = readdirSync(folder)
  .toSorted()
  .map((file): [string, JobFixture] => [
    file.replace(/\.json$/, ""),
    JSON.parse(readFileSync(join(folder, file), "utf8")) as JobFixture,
  ]);

describe("a documented job", () => {
  let simulator: PortkeySimulator;
  let provider: FineTuningJobProvider;

  beforeAll(async () => {
    simulator = await PortkeySimulator.start();
    const environment = { PORTKEY_API_KEY: "pk-fixtures", PORTKEY_BASE_URL: simulator.baseUrl };
    provider = new FineTuningJobProvider(new JobsClient(new FakeClock()), environment);
  });

  afterEach(() => simulator.heal());
  afterAll(() => simulator.close());

  it.each(fixtures)(
    "comes out as its fixture says, and the same in a refresh: %s",
    async (_name, { wire, outputs }) => {
      simulator.fail(answer(200, wire));
      const read = { id: outputs.jobId, props: withNulls(outputs) };
      await expect(provider.read(outputs.jobId, {})).resolves.toStrictEqual(read);
      await expect(provider.read(outputs.jobId, read.props)).resolves.toStrictEqual(read);
    },
  );
});

describe("the fixtures", () => {
  it("are of all providers whose fine-tuning Portkey has", () => {
    const providers = new Set(fixtures.map(([name]) => name.split("-")[0]));
    expect([...providers]).toEqual(["azure", "bedrock", "fireworks", "openai", "vertex"]);
  });

  it("have models that are named too early, by most providers", () => {
    const early = fixtures.filter(
      ([, { wire, outputs }]) => wire["fine_tuned_model"] && outputs["status"] !== "succeeded",
    );
    expect(new Set(early.map(([name]) => name.split("-")[0]))).toEqual(new Set(["bedrock", "fireworks", "openai"]));
    expect(early.map(([, { outputs }]) => outputs["fineTunedModel"])).toEqual(early.map(() => undefined));
  });
});
