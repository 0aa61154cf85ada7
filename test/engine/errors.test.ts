import {
  describeOnEngine,
  diagnosticsOf,
  EngineProject,
  errorsIn,
  type EngineStack,
  type Operation,
} from "../support/engine";
import { answer, errorShapes, hang, type Fault } from "../support/faults";
import { runningJob, succeededJob } from "../support/jobs";
import { PortkeySimulator } from "../../sdk/testing";

interface Failure {
  readonly title: string;
  readonly fault: Fault;
  /** What the message has to say, in this order. */
  readonly message: RegExp;
}

const failures: readonly Failure[] = [
  {
    title: "unauthorized",
    fault: answer(401, errorShapes.controlPlane("Invalid API Key", "AB01"), { "x-portkey-trace-id": "trace-7" }),
    message: /did not accept the credentials .*401 Invalid API Key; code AB01; trace id trace-7.*PORTKEY_API_KEY/,
  },
  { title: "another", fault: answer(200, runningJob("ftjob-other")), message: /is for another job, "ftjob-other"/ },
  { title: "silent", fault: hang, message: /no response from 127\.0\.0\.1:\d+: .*within 1 s \(tried twice\)/ },
];

describeOnEngine("what bad input gets", () => {
  let simulator: PortkeySimulator;
  let project: EngineProject;
  let stack: EngineStack;

  beforeAll(async () => {
    simulator = await PortkeySimulator.start();
    project = new EngineProject("errors", {});
    stack = await project.stack(
      "dev",
      { PORTKEY_API_KEY: "any", PORTKEY_BASE_URL: simulator.baseUrl },
      { "portkey:maxRetries": { value: "1" }, "portkey:requestTimeout": { value: "1" } },
    );
    project.program(
      failures.map(({ title }) => `new portkey.FineTuningJob("${title}", { jobId: "ftjob-${title}" });`).join("\n"),
    );
    failures.forEach(({ title }) => simulator.script(`ftjob-${title}`, succeededJob(`ftjob-${title}`)));
    await stack.up();
  });
  beforeEach(() => {
    simulator.heal().requests.length = 0;
  });
  afterAll(async () => {
    project.dispose();
    await simulator.close();
  });

  describe("of a server that fails", () => {
    let up: Operation;
    let before: ReturnType<EngineStack["contents"]>;

    beforeAll(async () => {
      before = stack.contents();
      failures.forEach(({ title, fault }) => simulator.fail(fault, Number.POSITIVE_INFINITY, `ftjob-${title}`));
      up = await stack.up({ continueOnError: true });
    });

    it.each(failures)("$title: one clean message on the job's line", ({ title, message }) => {
      expect(errorsIn(up, title)).toEqual([expect.stringMatching(message)]);
      expect(errorsIn(up, title)[0]).toMatch(new RegExp(`^Fine-tuning job "ftjob-${title}": [^\\n]*$`));
    });

    it("says once for each on the stack's line where the message is", () => {
      const lines = diagnosticsOf(up).filter(
        ({ resource, severity }) => resource === "" || !severity.startsWith("error"),
      );
      const pointers = lines.flatMap(
        ({ message }) => /^(\w+Error): see the job's error for details$/m.exec(message)?.[1] ?? [],
      );
      expect(pointers).toHaveLength(failures.length);
      expect(up.terminal).not.toMatch(/^\s*\w+Error: *$/m);
    });

    it("fails the up, shows no stack trace, and leaves the state as it was", () => {
      expect(up.succeeded).toBe(false);
      expectNoStack(up);
      expect(stack.jobs()).toHaveLength(failures.length);
      expect(stack.contents()).toEqual(before);
    });
  });

  it("refuses what an output brings, by name, before any request", async () => {
    project.program(`new portkey.FineTuningJob("bad", { jobId: pulumi.output("  ") });`);
    const before = stack.contents();
    expectOneMessage(await stack.up(), /bad: jobId: it is empty/);
    expect(simulator.requests).toEqual([]);
    expect(stack.contents()).toEqual(before);
  });

  it("warns of a credential in clear in the stack's config, and ends an up whose config has a misspelled setting", async () => {
    simulator.script("ftjob-a", { status: "running" });
    project.program(`for (const name of ["one", "other"]) new portkey.FineTuningJob(name, { jobId: "ftjob-a" });`);
    const clear = await project.stack(
      "clear",
      { PORTKEY_BASE_URL: simulator.baseUrl },
      { "portkey:apiKey": { value: "key-in-clear" }, "portkey:team": { value: "ml" } },
    );
    const up = await clear.up();
    expect(up.succeeded).toBe(true);
    expect(diagnosticsOf(up).filter(({ severity }) => severity === "warning")).toEqual([
      expect.objectContaining({ resource: "", message: expect.stringMatching(/^portkey:apiKey is a credential, but/) }),
      expect.objectContaining({ resource: "", message: expect.stringMatching(/^portkey:team is not a setting/) }),
    ]);
    expect(up.terminal).not.toContain("key-in-clear");

    await clear.configure({ "portkey:apikey": { value: "pk-misspelled", secret: true } });
    simulator.requests.length = 0;
    expectOneMessage(await clear.up(), /^portkey:apikey: .* did you mean portkey:apiKey\?/);
    expect(simulator.requests).toEqual([]);
  });
});

function expectOneMessage(up: Operation, message: RegExp): void {
  expect(up.succeeded).toBe(false);
  expect(errorsIn(up).filter((line) => message.test(line))).toHaveLength(1);
  expectNoStack(up);
}

function expectNoStack({ terminal }: Operation): void {
  expect(terminal).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(terminal).not.toContain("node_modules");
}
