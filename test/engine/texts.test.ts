import { answer, failedJob, PortkeySimulator, runningJob, succeededJob } from "../../sdk/testing";
import { describeOnEngine, EngineProject, programHead } from "../support/engine";
import { hostileTexts, longestLine } from "../support/hostileTexts";

const program = `${programHead}
const jobs = JSON.parse(process.env.JOBS).map(
  ([jobId, waitFor]) => new portkey.FineTuningJob(jobId, { jobId, waitFor, pollInterval: 1, timeout: 3 }),
);
exports.statuses = jobs.map((job) => job.status);
exports.metadata = jobs.map((job) => job.metadata);
exports.errors = jobs.map((job) => job.error);
`;

/** A line of the terminal that a CI's runner would take for a command. */
const ciCommand = /^\s*::|##\[|##vso\[/m;

describeOnEngine("text from a server", () => {
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

  it("is no command in an error, on a job's line, in the reason of its failure, nor among the stack's outputs", async () => {
    const refused = hostileTexts.map((text, index) => {
      portkey.fail(answer(400, { error: { message: text, code: text } }), Number.POSITIVE_INFINITY, `refused-${index}`);
      return [`refused-${index}`] as const;
    });
    const texts = hostileTexts.filter((text) => !/\p{Control}/u.test(text) && text.length < 100);
    const read = texts.flatMap((text, index) => {
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
    const jobs = JSON.stringify([...refused, ...read]);
    const environment = { PORTKEY_API_KEY: "any", PORTKEY_BASE_URL: portkey.baseUrl, JOBS: jobs };
    const stack = await project.stack("dev", environment, { "portkey:maxRetries": { value: "0" } });

    const preview = await stack.run("preview", "--color", "always");
    const up = await stack.run("up", "--yes", "--skip-preview", "--color", "always", "--continue-on-error");
    const output = await stack.run("stack", "output");

    const terminal = preview.terminal + up.terminal;
    expect(terminal).not.toMatch(/panic|goroutine|URIError/);
    // What a job's metadata say is the user's own, and stands among the outputs as it is.
    const ofJobs = terminal.split("\n").filter((line) => /FineTuningJob|Fine-tuning job/.test(line));
    expect(ofJobs.join("\n")).not.toMatch(ciCommand);
    expect(terminal.match(/the request was rejected \(400/g)?.length).toBeGreaterThanOrEqual(2 * refused.length);
    expect(terminal).toContain("failed: paused <{ %if%}>");
    expect(terminal).toContain("open <{ % to the end; ");
    expect(Math.max(...ofJobs.map(({ length }) => length))).toBeLessThan(longestLine);
    expect(stack.state().pendingOperations).toEqual([]);
    expect(output).toMatchObject({ code: 0, terminal: expect.stringContaining("statuses") });
  });
});
