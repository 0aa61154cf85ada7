import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { get } from "../../../provider/http/transport";
import { FineTuningJob } from "../../../sdk";
import { useInProcessEngine } from "../../../sdk/testing/inProcessEngine";
import { PortkeySimulator, succeededJob, unknownValue } from "../../../sdk/testing";
import { runProgram } from "../../support/program";

const left = "left-out";
let simulator: PortkeySimulator;
/** What Pulumi logs where no engine takes it. */
const logged = jest.spyOn(console, "log");

beforeEach(async () => {
  logged.mockReset().mockReturnValue();
  simulator = await PortkeySimulator.start();
  simulator.script("ftjob-1", succeededJob("ftjob-1"));
});
afterEach(() => simulator.close());

/** Has an engine that leaves out of an up what is called so, as with --target of something else. */
async function useEngine(preview = false): Promise<void> {
  await useInProcessEngine(
    { preview, config: { "portkey:apiKey": "key", "portkey:baseUrl": simulator.baseUrl } },
    { clock: simulator.simulatedClock, send: get, environment: {}, log: () => undefined },
  );
  const monitor: { registerResource: Register } | undefined = pulumi.runtime.getMonitor();
  if (monitor === undefined) {
    throw new Error("no engine is in use");
  }
  const { registerResource } = monitor;
  monitor.registerResource = (request, answer) =>
    registerResource.call(monitor, request, (error, response) =>
      answer(error, request.getName() === left ? response.setId("").setUnknown(true) : response),
    );
}

type Register = (request: RegisterResourceRequest, answer: Answer) => unknown;
type Answer = (error: Error | null, response: RegisterResourceResponse) => void;

class Trainer extends pulumi.CustomResource {
  declare readonly jobId: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.CustomResourceOptions) {
    super("test:index:Trainer", name, { jobId: "ftjob-1" }, opts);
  }
}

class Training extends pulumi.ComponentResource {
  constructor(name: string, makeChild: (parent: Training) => unknown = () => undefined) {
    super("test:index:Training", name);
    makeChild(this);
  }
}

const jobId = "ftjob-1";
const hanging: ReadonlyArray<[string, () => FineTuningJob]> = [
  ["jobId", () => new FineTuningJob("job", { jobId: new Trainer(left).jobId })],
  ["parent", () => new FineTuningJob("job", { jobId }, { parent: new Trainer(left) })],
  ["dependsOn", () => new FineTuningJob("job", { jobId }, { dependsOn: new Trainer(left) })],
  [
    "dependsOn, in a component",
    () => {
      const training = new Training("training", (parent) => new Trainer(left, { parent }));
      return new FineTuningJob("job", { jobId }, { dependsOn: training });
    },
  ],
  [
    "dependsOn, what it would wait for",
    () => new FineTuningJob("job", { jobId, waitFor: "succeeded" }, { dependsOn: new Trainer(left) }),
  ],
];

describe("a job whose part of the stack is left out of an up", () => {
  it.each(hanging)("is not read, and is unknown: by its %s", async (_what, make) => {
    await useEngine();
    const outputs = await runProgram(() => {
      const job = make();
      return { status: job.status, required: job.requireFineTunedModel(), orFallback: job.fineTunedModelOr("base") };
    });
    expect(outputs).toEqual({ status: unknownValue, required: unknownValue, orFallback: unknownValue });
    expect(simulator.requests).toEqual([]);
    expect(logged.mock.calls.flat().at(-1)).toContain(
      '"job" was not read: it depends on "left-out", which is not part of this operation.',
    );
  });

  it("is read where it does not hang on what is left out", async () => {
    await useEngine();
    const outputs = await runProgram(() => {
      const job = new FineTuningJob("job", { jobId }, { dependsOn: new Trainer("trainer") });
      return { status: job.status, left: new Trainer(left).jobId };
    });
    expect(outputs).toMatchObject({ status: "succeeded" });
    expect(logged).not.toHaveBeenCalled();
  });

  it("is read in a preview, which stores nothing", async () => {
    await useEngine(true);
    const outputs = await runProgram(() => ({
      status: new FineTuningJob("job", { jobId }, { dependsOn: new Trainer(left) }).status,
    }));
    expect(outputs).toEqual({ status: "succeeded" });
  });
});
