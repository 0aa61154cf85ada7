import { describeOnEngine, diagnosticsOf, EngineProject, type EngineStack, type Operation } from "../support/engine";
import { answer, errorShapes, hang, type Fault } from "../support/faults";
import { runningJob, succeededJob } from "../support/jobs";
import { PortkeySimulator } from "../../sdk/testing";

jest.setTimeout(120_000);

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
    message: /not accepted .*401 Invalid API Key; code AB01; trace id trace-7.*PORTKEY_API_KEY/,
  },
  {
    title: "forbidden",
    fault: answer(403, errorShapes.controlPlane("No permission", "AB03")),
    message: /may not read it .*403 No permission; code AB03.*workspace/,
  },
  {
    title: "missing",
    fault: answer(404, errorShapes.provider("Could not find fine tune", "fine_tune_not_found")),
    message:
      /no such job at http:.*404 openai error: Could not find fine tune; code fine_tune_not_found.*another workspace/,
  },
  {
    title: "spent",
    fault: answer(412, errorShapes.gateway("Budget exceeded")),
    message: /budget .*412 Budget exceeded.*Raise the budget/,
  },
  {
    title: "limited",
    fault: answer(429, errorShapes.gateway("Slow down")),
    message: /too many requests .*429 Slow down.*tried twice/,
  },
  { title: "guarded", fault: answer(446, errorShapes.gateway("Denied")), message: /guardrail .*446 Denied/ },
  {
    title: "down",
    fault: answer(502, errorShapes.html("Bad gateway")),
    message: /502 an HTML page titled "Bad gateway".*tried twice/,
  },
  {
    title: "moved",
    fault: answer(302, "", { location: "https://elsewhere.example/v1" }),
    message: /redirects to https:\/\/elsewhere\.example\/v1.*baseUrl/,
  },
  {
    title: "page",
    fault: answer(200, "<html>Sign in</html>", { "content-type": "text/html" }),
    message: /is not JSON \(200, text\/html, beginning "<html>Sign in/,
  },
  { title: "no-job", fault: answer(200, { id: "ftjob-no-job" }), message: /is not a fine-tuning job: status: / },
  {
    title: "another",
    fault: answer(200, runningJob("ftjob-of-somebody")),
    message: /is another job, "ftjob-of-somebody"/,
  },
  { title: "silent", fault: hang, message: /no answer from 127\.0\.0\.1:\d+: .*within 1 s \(tried twice\)/ },
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
    write(
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

  function write(program: string): void {
    project.write(
      "index.js",
      `const pulumi = require("@pulumi/pulumi");\nconst portkey = require("pulumi-portkey");\n${program}`,
    );
  }

  describe("of a server that fails", () => {
    let up: Operation;
    let before: ReturnType<EngineStack["contents"]>;

    beforeAll(async () => {
      before = stack.contents();
      failures.forEach(({ title, fault }) => simulator.fail(fault, Number.POSITIVE_INFINITY, `ftjob-${title}`));
      up = await stack.up({ continueOnError: true });
    });

    it.each(failures)("$title: one clean message on the job's row", ({ title, message }) => {
      expect(errorsOn(up, title)).toEqual([expect.stringMatching(message)]);
      expect(errorsOn(up, title)[0]).toMatch(new RegExp(`^Fine-tuning job "ftjob-${title}": [^\\n]*$`));
    });

    it("says once for each on the stack's row where the message is", () => {
      const lines = diagnosticsOf(up).filter(({ row, severity }) => row === "" || !severity.startsWith("error"));
      const pointers = lines.flatMap(({ message }) => /^(\w+Error): see the job's row$/m.exec(message)?.[1] ?? []);
      expect(pointers).toHaveLength(failures.length);
      expect(up.terminal).not.toMatch(/^\s*\w+Error: *$/m);
    });

    it("fails the up, shows no stack trace, and leaves the state as it was", () => {
      expect(up.succeeded).toBe(false);
      expectNoStack(up);
      expect(stack.jobs()).toHaveLength(failures.length);
      expect(stack.contents()).toEqual(before);
    });

    it("retries only what could be answered better a moment later", () => {
      const twice = failures.filter(({ title }) => ["limited", "down", "silent"].includes(title));
      expect(failures.filter(({ title }) => errorsOn(up, title)[0]?.includes("tried twice"))).toEqual(twice);
    });
  });

  it("fails the preview of a job that does not exist", async () => {
    write(`new portkey.FineTuningJob("typo", { jobId: "ftjob-typo" });`);
    const preview = await stack.preview();
    expect(preview.succeeded).toBe(false);
    expect(errorsOn(preview, "typo")).toEqual([
      expect.stringMatching(`"ftjob-typo": no such job at ${simulator.baseUrl} .*another workspace`),
    ]);
    expectNoStack(preview);
  });

  it.each([
    {
      title: "an unknown argument",
      program: `new portkey.FineTuningJob("bad", { jobId: "ftjob-a", waitfor: "succeeded" });`,
      message: /bad: waitfor: there is no such argument; did you mean waitFor\?/,
    },
    {
      title: "an empty id that an output brings",
      program: `new portkey.FineTuningJob("bad", { jobId: pulumi.output("  ") });`,
      message: /bad: jobId: it is empty/,
    },
    {
      title: "a bad base URL",
      program: `new portkey.FineTuningJob("bad", { jobId: "ftjob-a", connection: { baseUrl: "ftp://example.com" } });`,
      message: /connection\.baseUrl: it must begin with https/,
    },
  ])("refuses $title, by name, before any request", async ({ program, message }) => {
    write(program);
    const before = stack.contents();
    const up = await stack.up();
    expectOneMessage(up, message);
    expect(simulator.requests).toEqual([]);
    expect(stack.contents()).toEqual(before);
  });

  it("ends an up before any request where the stack's config has a misspelled setting, and says which is meant", async () => {
    write(`new portkey.FineTuningJob("job", { jobId: "ftjob-a" });`);
    const misspelled = await project.stack(
      "misspelled",
      {},
      { "portkey:apikey": { value: "pk-misspelled", secret: true } },
    );
    expectOneMessage(await misspelled.up(), /^portkey:apikey: .* did you mean portkey:apiKey\?/);
    expect(simulator.requests).toEqual([]);
  });

  it("warns, once, of a credential that stands in the stack's config in clear, and never shows it", async () => {
    simulator.script("ftjob-a", { status: "running" });
    write(`for (const name of ["one", "other"]) new portkey.FineTuningJob(name, { jobId: "ftjob-a" });`);
    const clear = await project.stack(
      "clear",
      { PORTKEY_BASE_URL: simulator.baseUrl },
      { "portkey:apiKey": { value: "key-in-clear" }, "portkey:team": { value: "ml" } },
    );
    const up = await clear.up();
    expect(up.succeeded).toBe(true);
    expect(diagnosticsOf(up).filter(({ severity }) => severity === "warning")).toEqual([
      expect.objectContaining({
        row: "",
        message: expect.stringMatching(/^portkey:apiKey is a credential and stands in clear/),
      }),
      expect.objectContaining({ row: "", message: expect.stringMatching(/^portkey:team: there is no such setting/) }),
    ]);
    expect(up.terminal).not.toContain("key-in-clear");
  });

  it.each([
    ["an output", "exports.model = model"],
    ["an input", `new pulumi.Stash("served", { input: model })`],
  ])("says what to do when %s requires a model that is not there yet", async (_title, use) => {
    simulator.script("ftjob-running", runningJob("ftjob-running"));
    write(`
      const model = new portkey.FineTuningJob("running", { jobId: "ftjob-running" }).requireFineTunedModel();
      ${use};
    `);
    expectOneMessage(await stack.up(), /"ftjob-running" is running and has no fine-tuned model yet\. Run again when/);
    expect(simulator.count()).toBe(1);
  });
});

/** Pulumi can take half a minute to print an error that has a stack, so the duration is part of it. */
function expectOneMessage(up: Operation, message: RegExp): void {
  expect(up.succeeded).toBe(false);
  expect(diagnosticsOf(up).filter((line) => line.severity === "error" && message.test(line.message))).toHaveLength(1);
  expectNoStack(up);
  expect(up.duration).toBeLessThan(15_000);
}

function errorsOn(operation: Operation, row: string): string[] {
  return diagnosticsOf(operation)
    .filter((diagnostic) => diagnostic.severity === "error" && diagnostic.row === row)
    .map(({ message }) => message);
}

function expectNoStack({ terminal }: Operation): void {
  expect(terminal).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(terminal).not.toContain("node_modules");
}
