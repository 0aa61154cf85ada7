import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PortkeyClient } from "../provider/client";
import { FineTuningJobProvider } from "../provider/fineTuningJob";
import { outputNames } from "./support/jobs";
import { FakeClock } from "./support/fakeClock";
import { answer } from "./support/faults";
import { PortkeySimulator } from "./support/simulator";

/** A job as somebody's documentation has it, and the outputs that it has to become. */
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

  beforeAll(async () => {
    simulator = await PortkeySimulator.start();
  });

  afterEach(() => simulator.heal());
  afterAll(() => simulator.close());

  const provider = () =>
    new FineTuningJobProvider(new PortkeyClient(new FakeClock()), {
      PORTKEY_API_KEY: "pk-fixtures",
      PORTKEY_BASE_URL: simulator.baseUrl,
    });

  it.each(fixtures)("comes out as its fixture says: %s", async (_name, { wire, outputs }) => {
    simulator.fail(answer(200, wire));
    const { props } = await provider().read(outputs.jobId, {});
    expect(props).toStrictEqual(outputs);
    expect(Object.keys(props ?? {}).toSorted()).toEqual(outputNames);
  });

  it.each(fixtures)("comes out the same in a refresh: %s", async (_name, { wire, outputs }) => {
    simulator.fail(answer(200, wire));
    await expect(provider().read(outputs.jobId, outputs)).resolves.toStrictEqual({ id: outputs.jobId, props: outputs });
  });
});

describe("the fixtures", () => {
  it("are of all providers whose fine-tuning Portkey has", () => {
    const providers = new Set(fixtures.map(([name]) => name.split("-")[0]));
    expect([...providers]).toEqual(["azure", "bedrock", "fireworks", "openai", "vertex"]);
  });

  it("have all statuses that are documented, and one that is not", () => {
    const statuses = new Set(fixtures.map(([, { outputs }]) => outputs["status"]));
    expect([...statuses].toSorted()).toEqual([
      "cancelled",
      "failed",
      "pending",
      "queued",
      "running",
      "succeeded",
      "validating_files",
    ]);
  });

  it("have models that are named too early, by most providers", () => {
    const early = fixtures.filter(
      ([, { wire, outputs }]) => wire["fine_tuned_model"] && outputs["status"] !== "succeeded",
    );
    expect(new Set(early.map(([name]) => name.split("-")[0]))).toEqual(new Set(["bedrock", "fireworks", "openai"]));
    expect(early.map(([, { outputs }]) => outputs["fineTunedModel"])).toEqual(early.map(() => null));
  });

  it("have all methods of training", () => {
    const methods = new Set(fixtures.flatMap(([, { wire }]) => Object.keys(Object(wire["method"]))));
    expect([...methods].toSorted()).toEqual(["dpo", "reinforcement", "supervised", "type"]);
  });
});
