import { answer, failedJob, PortkeySimulator, runningJob, succeededJob } from "../../sdk/testing";
import { describeOnEngine, EngineProject, type EngineStack } from "../support/engine";
import { hostileTexts, longestLine } from "../support/hostileTexts";

jest.setTimeout(180_000);

const program = `
const pulumi = require("@pulumi/pulumi");
const portkey = require("pulumi-portkey");
const jobs = JSON.parse(process.env.JOBS).map(
  ([jobId, waitFor]) => new portkey.FineTuningJob(jobId, { jobId, waitFor, pollInterval: 1, timeout: 3 }),
);
exports.statuses = jobs.map((job) => job.status);
exports.metadata = jobs.map((job) => job.metadata);
exports.errors = jobs.map((job) => job.error);
`;

/** A line of the terminal that a CI's runner would take for a command. */
const ciCommand = /^\s*::|##\[|##vso\[/m;

describeOnEngine("a text of a server's", () => {
  let portkey: PortkeySimulator;
  let project: EngineProject;

  beforeAll(async () => {
    portkey = await PortkeySimulator.start();
    project = new EngineProject("texts", { "index.js": program });
  });
  afterAll(async () => {
    project.dispose();
    await portkey.close();
  });

  async function stackWith(
    name: string,
    jobs: ReadonlyArray<readonly [id: string, waitFor?: string]>,
  ): Promise<EngineStack> {
    const environment = { PORTKEY_API_KEY: "any", PORTKEY_BASE_URL: portkey.baseUrl, JOBS: JSON.stringify(jobs) };
    return project.stack(name, environment, { "portkey:maxRetries": { value: "0" } });
  }

  /** Previews and ups with colours, and expects that both come to their end and leave the stack as one that can be used. */
  async function run(stack: EngineStack): Promise<string> {
    const preview = await stack.run("preview", "--color", "always");
    const up = await stack.run("up", "--yes", "--skip-preview", "--color", "always", "--continue-on-error");
    const terminal = preview.terminal + up.terminal;
    expect(terminal).not.toMatch(/panic|goroutine|URIError/);
    expect(stack.state().pendingOperations).toEqual([]);
    const next = await stack.run("stack", "output");
    expect(next).toMatchObject({ code: 0, terminal: expect.stringContaining("statuses") });
    return terminal;
  }

  it("is no command in an error, whatever it is", async () => {
    const jobs = hostileTexts.map((text, index) => {
      portkey.fail(answer(400, { error: { message: text, code: text } }), Number.POSITIVE_INFINITY, `ftjob-${index}`);
      return [`ftjob-${index}`] as const;
    });
    const terminal = await run(await stackWith("errors", jobs));
    expect(terminal).not.toMatch(ciCommand);
    expect(terminal.match(/the request was rejected \(400/g)?.length).toBeGreaterThanOrEqual(3 * jobs.length);
    expect(Math.max(...terminal.split("\n").map(({ length }) => length))).toBeLessThan(longestLine);
  });

  it("is no command on a job's line, in the reason of its failure, nor among the stack's outputs", async () => {
    portkey.heal();
    const texts = hostileTexts.filter((text) => !/\p{Control}/u.test(text) && text.length < 100);
    const jobs = texts.flatMap((text, index) => {
      portkey
        .script(
          `status-${index}`,
          runningJob(`status-${index}`, { status: text, forRequests: 4 }),
          succeededJob(`status-${index}`),
        )
        .event(`status-${index}`, text)
        .script(`failed-${index}`, { ...failedJob(`failed-${index}`), error: { message: text } })
        .script(`data-${index}`, runningJob(`data-${index}`, { metadata: { [text]: text } }));
      return [[`status-${index}`, "succeeded"], [`failed-${index}`, "succeeded"], [`data-${index}`]] as const;
    });
    const terminal = await run(await stackWith("jobs", jobs));
    expect(terminal).not.toMatch(/##\[|##vso\[task.*error/);
    expect(terminal).toContain("failed: paused <{ %if%}>");
    expect(terminal).toContain("open <{ % to the end; ");
  });
});
