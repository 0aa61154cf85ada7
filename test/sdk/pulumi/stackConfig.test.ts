import * as pulumi from "@pulumi/pulumi";
import { get } from "../../../provider/http/transport";
import { FineTuningJob } from "../../../sdk";
import { systemClock } from "../../../provider/http/clock";
import { useInProcessEngine } from "../../../sdk/testing/inProcessEngine";
import { runProgram } from "../../support/program";
import { PortkeySimulator } from "../../../sdk/testing";

let simulator: PortkeySimulator;
let warn: jest.SpiedFunction<typeof pulumi.log.warn>;

beforeEach(async () => {
  simulator = await PortkeySimulator.start();
  simulator.script("ftjob-1", { status: "running" });
  warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
});

afterEach(async () => {
  warn.mockRestore();
  await simulator.close();
});

describe("the stack's config under portkey:", () => {
  it.each([
    ["apikey", "apiKey"],
    ["api_key", "apiKey"],
  ])("ends the program before any request where %s stands for %s", async (given, meant) => {
    await useConfig({ "portkey:apiKey": "key", [`portkey:${given}`]: "value" });
    expect(() => new FineTuningJob("support-bot", { jobId: "ftjob-1" })).toThrow(
      `portkey:${given}: unknown setting in the stack config; did you mean portkey:${meant}? ` +
        `Run \`pulumi config rm portkey:${given}\`, and set portkey:${meant} instead.`,
    );
    expect(simulator.requests).toEqual([]);
  });

  it("causes one warning per program if a name is not a setting", async () => {
    await useConfig({ "portkey:apiKey": "key", "portkey:connection": "{}" });
    await readTwoJobs();
    expect(warnings()).toEqual([
      expect.stringMatching(
        /^portkey:connection is not a setting, so it is ignored\. The settings are portkey:apiKey, .*\.$/,
      ),
    ]);
  });

  it.each([
    ["apiKey", "key", "portkey:apiKey"],
    ["headers", '{"x-portkey-azure-api-key":"key"}', "portkey:headers"],
  ])("causes a warning if a credential is not encrypted: %s", async (name, value, key) => {
    await useConfig(
      { "portkey:apiKey": "key", [`portkey:${name}`]: value },
      name === "apiKey" ? [] : ["portkey:apiKey"],
    );
    await readTwoJobs();
    expect(warnings()).toEqual([
      `${key} is a credential, but it is unencrypted in the stack config, and therefore in the state. ` +
        `Run \`pulumi config set --secret ${key}\`, then \`pulumi up\`.`,
    ]);
  });

  it("is a project's own where the project has that name, but for what is a misspelled setting", async () => {
    await useConfig(
      { "portkey:apiKey": "key", "portkey:replicas": "3", "portkey:providers": "2" },
      undefined,
      "portkey",
    );
    await readTwoJobs();
    expect(warnings()).toEqual([]);
    await useConfig({ "portkey:apikey": "key" }, undefined, "portkey");
    expect(() => new FineTuningJob("support-bot", { jobId: "ftjob-1" })).toThrow("did you mean portkey:apiKey?");
  });
});

async function useConfig(config: Record<string, string>, secretKeys?: string[], project = "in-process"): Promise<void> {
  await useInProcessEngine(
    {
      project,
      config: { "portkey:baseUrl": simulator.baseUrl, ...config },
      ...(secretKeys === undefined ? {} : { secretKeys }),
    },
    { clock: systemClock, send: get, environment: {}, log: () => undefined },
  );
}

async function readTwoJobs(): Promise<void> {
  await runProgram(() => ({
    one: new FineTuningJob("one", { jobId: "ftjob-1" }).status,
    other: new FineTuningJob("other", { jobId: "ftjob-1" }).status,
  }));
}

function warnings(): string[] {
  return warn.mock.calls.map(([message]) => message);
}
