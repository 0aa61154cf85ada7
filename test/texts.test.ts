import * as pulumi from "@pulumi/pulumi";
import * as portkey from "../sdk";
import { answer, failedJob, PortkeySimulator, runningJob, runProgram, succeededJob } from "../sdk/testing";
import { dangerous, hostileTexts, longestLine } from "./support/hostileTexts";
import { PluginHost } from "./support/pluginHost";

let simulator: PortkeySimulator;
let host: PluginHost;

beforeAll(async () => {
  simulator = await PortkeySimulator.start();
  simulator.goBy(simulator.simulatedClock);
  host = await PluginHost.start({ clock: simulator.simulatedClock });
  await host.configure({ apiKey: "any", baseUrl: simulator.baseUrl, maxRetries: "0" });
});
afterAll(async () => {
  host.close();
  await simulator.close();
});
beforeEach(() => {
  simulator.heal();
  host.log.length = 0;
});

/** What a server can put a text into, beside a job with this id. */
const places: Readonly<Record<string, (text: string, id: string) => unknown>> = {
  "an error's message and code": (text, id) =>
    simulator.fail(answer(400, { error: { message: text, code: text } }), Number.POSITIVE_INFINITY, id),
  "a server error": (text, id) => simulator.fail(answer(501, text), Number.POSITIVE_INFINITY, id),
  "a page's title": (text, id) =>
    simulator.fail(answer(403, `<html><title>${text}</title>`), Number.POSITIVE_INFINITY, id),
  "an answer that is no JSON": (text, id) => simulator.fail(answer(200, text), Number.POSITIVE_INFINITY, id),
  "another job's id": (text, id) => simulator.fail(answer(200, runningJob(text)), Number.POSITIVE_INFINITY, id),
  "a running job's status": (text, id) =>
    simulator.script(id, runningJob(id, { status: text, forRequests: 3 }), succeededJob(id)),
  "a status that stays": (text, id) => simulator.script(id, runningJob(id, { status: text })),
  "an event": (text, id) => simulator.script(id, runningJob(id, { forRequests: 3 }), succeededJob(id)).event(id, text),
  "the reason of a failure": (text, id) =>
    simulator.script(id, { ...failedJob(id), error: { message: text, code: text, param: text } }),
  "the model's name": (text, id) => simulator.script(id, succeededJob(id, text)),
};

/** Each way in which a program meets what the server says; returns all that is shown of it. */
const ways: Readonly<Record<string, (id: string) => Promise<string[]>>> = {
  "a preview": (id) => inProcess(() => new portkey.FineTuningJob(id, { jobId: id, waitFor: "succeeded" }), true),
  "an up that waits": (id) =>
    inProcess(() => new portkey.FineTuningJob(id, { jobId: id, waitFor: "succeeded", timeout: "10m" })),
  "a model that is required": (id) =>
    inProcess(() => ({ model: new portkey.FineTuningJob(id, { jobId: id }).requireFineTunedModel() })),
  "a function": (id) => inProcess(() => ({ status: portkey.getFineTuningJobOutput({ jobId: id }).status })),
  "a function that looks for jobs": () =>
    inProcess(async () => ({ job: await portkey.getLatestFineTuningJob({ suffix: "none" }) })),
  "the plugin's component": (id) =>
    inPlugin(() => host.construct({ jobId: id, waitFor: "succeeded", timeout: "10m" }).outputs),
  "the plugin's function": (id) => inPlugin(() => host.invoke("getFineTuningJob", { jobId: id })),
};

async function inProcess(program: () => unknown, preview = false): Promise<string[]> {
  const shown: string[] = [];
  const warn = jest.spyOn(pulumi.log, "warn").mockImplementation((line) => Promise.resolve(void shown.push(line)));
  const options = { portkey: simulator, preview, environment: {}, config: { "portkey:maxRetries": "0" } };
  await runProgram(program, { ...options, onLog: (line) => shown.push(line) }).catch((error: unknown) =>
    shown.push(error instanceof Error ? error.message : String(error)),
  );
  warn.mockRestore();
  return shown;
}

async function inPlugin(ask: () => Promise<unknown>): Promise<string[]> {
  const failure = await ask().then(
    () => [],
    (error: Error) => [error.message],
  );
  return [...host.log.map(({ message }) => message), ...failure];
}

/** All in one, such as a status can be too; what `shown` makes of each, and of their mixtures, its own test says. */
const texts = ["::a ##[b] ##vso[c] <{%if%}> <{% \u202e \ud800", hostileTexts.toReversed().join(" ")];

describe.each(Object.entries(places))("whatever a server puts into %s,", (_place, arm) => {
  it.each(Object.entries(ways))("%s shows it as one line that nobody takes for a command", async (_way, show) => {
    for (const [index, text] of texts.entries()) {
      arm(text, `ftjob-${index}`);
      for (const line of await show(`ftjob-${index}`)) {
        expect(line).not.toMatch(dangerous);
        expect(line.length).toBeLessThan(longestLine);
      }
    }
  });
});
